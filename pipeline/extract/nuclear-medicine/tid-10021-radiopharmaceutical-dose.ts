import type { Code } from '../../dicom/codes.js';
import { ASSOCIATED_PROCEDURE } from '../../dicom/concepts/nuclear-medicine.js';
import { HAS_INTENT } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** The procedure that the radiopharmaceutical was given for, with its intent (TID 10021; row IMP-460). */
export function readAssociatedProcedure(study: RowReader<'studies'>, root: ContentItem): Code | null {
  const procedure = root.child(ASSOCIATED_PROCEDURE);
  const code = procedure
    ? study.codeOf({ meaning: 'procedure_reported', code: 'procedure_reported_code' }, procedure)
    : null;
  const intent = procedure?.child(HAS_INTENT) ?? root.child(HAS_INTENT);
  if (intent) study.codeOf({ meaning: 'has_intent', code: 'has_intent_code' }, intent);
  return code;
}
