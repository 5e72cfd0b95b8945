import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import {
  HAS_INTENT,
  PERFORMED_PROCEDURE_STEP_UID,
  PROCEDURE_REPORTED,
  SCOPE_OF_ACCUMULATION,
  SERIES_INSTANCE_UID,
  SOURCE_OF_DOSE_INFORMATION,
  STUDY_INSTANCE_UID,
} from '../../dicom/concepts/report.js';
import { IRRADIATION_EVENT_UID } from '../../dicom/concepts/report.js';
import { nameOf, type Code } from '../../dicom/codes.js';
import type { RowReader } from '../row-reader.js';

/** What a report's root states beside its doses, in both dose templates (TID 10001, TID 10011). */
export interface ReportRoot {
  readonly procedureReported: Code | null;
  readonly scope: string | null;
  readonly scopeUid: string | null;
}

/** Procedure reported with its intent, scope of accumulation, and sources of the dose information. */
export function readReportRoot(study: RowReader<'studies'>, root: ContentItem): ReportRoot {
  const procedure = codedItem(PROCEDURE_REPORTED, [root]) ?? root.child(PROCEDURE_REPORTED);
  const procedureReported = procedure
    ? study.codeOf({ meaning: 'procedure_reported', code: 'procedure_reported_code' }, procedure)
    : null;
  // GE fluoroscopy (Q26) sends the procedure without the intent below it.
  const intent = codedItem(HAS_INTENT, [procedure, root]);
  if (intent) study.codeOf({ meaning: 'has_intent', code: 'has_intent_code' }, intent);
  readSources(study, root);
  return { procedureReported, ...readScope(study, root) };
}

const SCOPE_UIDS = [
  STUDY_INSTANCE_UID,
  SERIES_INSTANCE_UID,
  PERFORMED_PROCEDURE_STEP_UID,
  IRRADIATION_EVENT_UID,
];

function readScope(study: RowReader<'studies'>, root: ContentItem): Omit<ReportRoot, 'procedureReported'> {
  const item = codedItem(SCOPE_OF_ACCUMULATION, [root]) ?? root.child(SCOPE_OF_ACCUMULATION);
  if (!item) return { scope: null, scopeUid: null };
  const columns = { meaning: 'scope_of_accumulation', code: 'scope_of_accumulation_code' } as const;
  const scope = study.codeOf(columns, item);
  // Canon Alphenix puts the UID beside the scope instead of below it.
  const uid = SCOPE_UIDS.map((concept) => (item.child(concept) ?? root.child(concept))?.uid).find(Boolean);
  return { scope: nameOf(scope), scopeUid: uid ?? null };
}

function readSources(study: RowReader<'studies'>, root: ContentItem): void {
  const items = root.all(SOURCE_OF_DOSE_INFORMATION);
  const codes = items.map((item) => item.codeOrText).filter((code) => code !== null);
  if (codes.length === 0) return;
  study.set('sources_of_dose_information', codes, {
    path: items[0]!.path,
    raw: codes.map((code) => code.meaning).join(' | '),
  });
}
