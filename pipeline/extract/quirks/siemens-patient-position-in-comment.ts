import type { Code } from '../../dicom/codes.js';
import { COMMENT } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const QUIRK = 'siemens-patient-position-in-comment';
const POSITION = /<PatientPosition>\s*<Position\s+SRData="\s*([A-Za-z]+)\s*"/;

const code = (value: string, meaning: string): Code => ({ value, scheme: 'SRT', meaning });
const RECUMBENT = code('F-10450', 'recumbent');
const RELATIONSHIPS = new Map([
  ['HF', code('F-10470', 'headfirst')],
  ['FF', code('F-10480', 'feet-first')],
]);
const MODIFIERS = new Map([
  ['S', code('F-10340', 'supine')],
  ['P', code('F-10310', 'prone')],
  ['DR', code('F-10317', 'right lateral decubitus')],
  ['DL', code('F-10319', 'left lateral decubitus')],
]);

/**
 * Siemens AXIOM-Artis (VC14) states how the patient lies only within the XML that it writes into the comment of the
 * report: `<PatientPosition><Position SRData="HFS "/>` (Q02, row IMP-163). It holds for every event, and fills only
 * what an event does not state by code (BUG-05).
 */
export function readPatientPositionFromComment(
  events: readonly RowReader<'projection_events'>[],
  root: ContentItem,
): void {
  for (const comment of root.all(COMMENT)) {
    const position = POSITION.exec(comment.text ?? '')?.[1]?.toUpperCase();
    const relationship = RELATIONSHIPS.get(position?.slice(0, 2) ?? '');
    const modifier = MODIFIERS.get(position?.slice(2) ?? '');
    if (!relationship || !modifier) continue;
    for (const event of events) fillPosition(event, relationship, modifier, comment.path);
    return;
  }
}

function fillPosition(
  event: RowReader<'projection_events'>,
  relationship: Code,
  modifier: Code,
  path: string,
): void {
  const { row } = event;
  if (row.patient_table_relationship === null) {
    const columns = {
      meaning: 'patient_table_relationship',
      code: 'patient_table_relationship_code',
    } as const;
    event.setCode(columns, relationship, path, QUIRK);
  }
  if (row.patient_orientation !== null) return;
  event.setCode({ meaning: 'patient_orientation', code: 'patient_orientation_code' }, RECUMBENT, path, QUIRK);
  if (row.patient_orientation_modifier !== null) return;
  event.setCode(
    { meaning: 'patient_orientation_modifier', code: 'patient_orientation_modifier_code' },
    modifier,
    path,
    QUIRK,
  );
}
