import type { AccumulatedDose } from '../../../warehouse/tables/index.js';
import {
  CT_DLP_SUB_TOTAL,
  CT_DLP_TOTAL,
  CT_EFFECTIVE_DOSE_TOTAL,
  CTDI_W_PHANTOM_TYPE,
  DLP,
  DOSIMETER_TYPE,
  EFFECTIVE_DOSE_PHANTOM_TYPE,
  MEASUREMENT_METHOD,
  PATIENT_MODEL,
  TOTAL_NUMBER_OF_IRRADIATION_EVENTS,
} from '../../dicom/concepts/ct.js';
import type { Concept } from '../../dicom/codes.js';
import { COMMENT, REFERENCE_AUTHORITY } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { convert } from '../../dicom/units.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { personParticipants } from './tid-1020-person-participant.js';
import { phantomOf } from './tid-10013-ct-irradiation-event.js';

/**
 * What a CT report accumulated (TID 10012; rows IMP-253…IMP-257): one row per phantom where the total is given per
 * phantom, with `part` its name; one row `all` where it is given once (never the last of several: BUG-04).
 */
export function readCtAccumulatedDose(reading: Reading, accumulated: ContentItem): AccumulatedDose[] {
  const container = holderOfTotals(accumulated);
  const totals = TOTALS.map((concept) => container.all(concept)).find(({ length }) => length > 0) ?? [];
  const parts = totals.flatMap((total) => partsOf(total, container));
  const perPart = parts.length > 0 ? parts : [null];
  // The phantom stands below a total; that of the only one may stand beside it.
  const phantomBeside = totals.length === 1 ? container.child(CTDI_W_PHANTOM_TYPE) : null;
  return perPart.map((total, index) => {
    const row = new RowReader(reading, 'accumulated_doses', index);
    readPart(row, container, total, phantomBeside);
    for (const holder of new Set([accumulated, container])) {
      row.number('event_count_reported', holder, TOTAL_NUMBER_OF_IRRADIATION_EVENTS);
      readEffectiveDose(row, holder);
      row.text('comment', holder, COMMENT);
      row.set('person_participants', personParticipants(holder), { path: holder.path, raw: '' });
    }
    return row.row;
  });
}

/** The container itself, or the first in it in which the maker groups its totals. */
function holderOfTotals(accumulated: ContentItem): ContentItem {
  const statesTotal = (holder: ContentItem) => TOTALS.some((concept) => holder.child(concept) !== null);
  return accumulated.holders.find(statesTotal) ?? accumulated;
}

/** Some accumulate under the concept of an event. */
const TOTALS = [CT_DLP_TOTAL, DLP];

/** A total as its sub-totals per phantom, below or beside it, where these make it up; else the total itself. */
function partsOf(total: ContentItem, container: ContentItem): readonly ContentItem[] {
  const subTotals = [total, container]
    .map((holder) => holder.all(CT_DLP_SUB_TOTAL))
    .find(({ length }) => length > 0);
  const isPerPhantom = subTotals?.every((item) => item.child(CTDI_W_PHANTOM_TYPE)?.codeOrText);
  return subTotals && isPerPhantom && makeUp(subTotals, total) ? subTotals : [total];
}

/** Makers round each to a hundredth at least. */
const ROUNDED_MGY_CM = 0.01;

function makeUp(parts: readonly ContentItem[], whole: ContentItem): boolean {
  const dlpOf = (item: ContentItem): number => {
    const { raw = '', unit = null } = item.number ?? {};
    return convert(parseDecimal(raw).value ?? NaN, unit, 'mGy.cm', 'mgy_cm').value ?? NaN;
  };
  const sum = parts.reduce((dlp, part) => dlp + dlpOf(part), 0);
  return Math.abs(sum - dlpOf(whole)) <= ROUNDED_MGY_CM * (parts.length + 1);
}

/** Effective dose with how it was obtained, below it or beside it (row IMP-256). */
function readEffectiveDose(row: RowReader<'accumulated_doses'>, container: ContentItem): void {
  row.number('effective_dose_msv', container, CT_EFFECTIVE_DOSE_TOTAL);
  const total = container.child(CT_EFFECTIVE_DOSE_TOTAL);
  if (total === null) return;
  const holderOf = (concept: Concept) => (total.child(concept) ? total : container);
  row.code(
    { meaning: 'effective_dose_method', code: 'effective_dose_method_code' },
    holderOf(MEASUREMENT_METHOD),
    MEASUREMENT_METHOD,
  );
  for (const [column, concept] of EFFECTIVE_DOSE_TEXTS) row.text(column, holderOf(concept), concept);
}

const EFFECTIVE_DOSE_TEXTS = [
  ['effective_dose_reference_authority', REFERENCE_AUTHORITY],
  ['effective_dose_phantom_type', EFFECTIVE_DOSE_PHANTOM_TYPE],
  ['patient_model', PATIENT_MODEL],
  ['dosimeter_type', DOSIMETER_TYPE],
] as const;

function readPart(
  row: RowReader<'accumulated_doses'>,
  container: ContentItem,
  total: ContentItem | null,
  phantomBeside: ContentItem | null,
): void {
  const item = total?.child(CTDI_W_PHANTOM_TYPE) ?? phantomBeside;
  const code = item?.codeOrText ?? null;
  const path = (total ?? container).path;
  row.set('part_kind', 'phantom', { path, raw: '' });
  row.set('part', phantomOf(code) ?? 'all', { path, raw: code?.meaning ?? '' });
  if (code && item) row.setCode({ meaning: 'part_meaning', code: 'part_code' }, code, item.path);
  if (total) row.numberOf('dlp_total_mgy_cm', total);
}
