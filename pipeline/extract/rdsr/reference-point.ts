import { conceptAmong, foldMeaning, type Code, type Concept } from '../../dicom/codes.js';
import { DOSE_RP, DOSE_RP_TOTAL, REFERENCE_POINT_DEFINITION } from '../../dicom/concepts/projection.js';
import {
  REFERENCE_15CM_FROM_ISOCENTER,
  REFERENCE_1CM_ABOVE_TABLETOP,
  REFERENCE_30CM_IN_FRONT_OF_DETECTOR,
  REFERENCE_42MM_BREAST,
  REFERENCE_AT_PATIENT_SURFACE,
  REFERENCE_IN_DETECTOR_PLANE,
} from '../../dicom/concepts/values.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import { REFERENCE_POINT_AS_TEXT } from '../quirks/reference-point-as-text.js';
import type { RowReader } from '../row-reader.js';

export type ReferencePoint =
  | 'iso_15cm'
  | 'detector_30cm'
  | 'tabletop_1cm'
  | 'patient_surface'
  | 'detector_plane'
  | 'breast_42mm'
  | 'other'
  | 'unknown';

const BY_CODE: ReadonlyMap<Concept, ReferencePoint> = new Map([
  [REFERENCE_15CM_FROM_ISOCENTER, 'iso_15cm'],
  [REFERENCE_30CM_IN_FRONT_OF_DETECTOR, 'detector_30cm'],
  [REFERENCE_1CM_ABOVE_TABLETOP, 'tabletop_1cm'],
  [REFERENCE_AT_PATIENT_SURFACE, 'patient_surface'],
  [REFERENCE_IN_DETECTOR_PLANE, 'detector_plane'],
  [REFERENCE_42MM_BREAST, 'breast_42mm'],
]);
const CODES = [...BY_CODE.keys()];

/** What makers write where the template wants a code: Philips `15cm below BeamIsocenter`, GE and others alike (Q30). */
const BY_TEXT: readonly (readonly [RegExp, ReferencePoint])[] = [
  [/\b15 ?cm\b.*iso/, 'iso_15cm'],
  [/\biso.*\b15 ?cm\b/, 'iso_15cm'],
  [/\b30 ?cm\b.*(image|detector|receptor|intensifier|input)/, 'detector_30cm'],
  [/(?<![\d.,])1 ?cm\b.*table/, 'tabletop_1cm'],
  [/detector plane/, 'detector_plane'],
  [/surface of (the )?patient|patient surface|skin/, 'patient_surface'],
  [/\b(4\.2 ?cm|42 ?mm)\b.*breast/, 'breast_42mm'],
  [/^(unknown|undefined|not (known|defined|specified)|none|n\/?a|-)$/, 'unknown'],
];

type Row = RowReader<'projection_events'> | RowReader<'accumulated_doses'>;

/**
 * Where the dose at the reference point is stated for, coded or as text (rows IMP-155, IMP-171, IMP-240): beside the
 * dose, or below it.
 */
export function readReferencePoint(row: Row, container: ContentItem): void {
  const doses = [DOSE_RP, DOSE_RP_TOTAL].map((dose) => container.child(dose));
  const item = codedItem(REFERENCE_POINT_DEFINITION, [container, ...doses]);
  if (!item) return;
  const code = item.code;
  const text = code?.meaning ?? item.text;
  const point = referencePointOf(code, text);
  if (point === null) return;
  if (code === null) row.reading.quirks.add(REFERENCE_POINT_AS_TEXT);
  const origin = { path: item.path, raw: text ?? '' };
  set(row, 'reference_point_definition', point, origin);
  set(row, 'reference_point_definition_text', text || null, origin);
  set(row, 'reference_point_definition_code', code?.value || null, origin);
}

type ReferenceColumn =
  'reference_point_definition' | 'reference_point_definition_text' | 'reference_point_definition_code';

function set(row: Row, column: ReferenceColumn, value: string | null, origin: { path: string; raw: string }) {
  if (row.table === 'projection_events') row.set(column, value, origin);
  else row.set(column, value, origin);
}

/** The reference point that a code of CID 10025 or a text stands for; null where neither is given. */
export function referencePointOf(code: Code | null, text: string | null): ReferencePoint | null {
  const concept = conceptAmong(code, CODES);
  if (concept) return BY_CODE.get(concept) ?? 'other';
  if (!text) return code?.value ? 'other' : null;
  const folded = foldMeaning(text);
  return BY_TEXT.find(([pattern]) => pattern.test(folded))?.[1] ?? 'other';
}
