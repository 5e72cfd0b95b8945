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
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { convert } from '../../dicom/units.js';
import { inBodyPhantom, noteConversion } from '../quirks/pixelmed-head-dose-halved-in-total.js';
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
  // The phantom stands below a total; that of the only one may stand beside it.
  const phantomBeside = totals.length === 1 ? codedItem(CTDI_W_PHANTOM_TYPE, [container]) : null;
  const parts = totals.flatMap((total) => partsOf(reading, total, container, phantomBeside));
  const perPart = parts.length > 0 ? parts : [{ total: null, phantom: null }];
  return perPart.map((part, index) => {
    const row = new RowReader(reading, 'accumulated_doses', index);
    readPart(row, container, part);
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

/** A total, or sub-total, with the phantom that it is of; over all phantoms where it names none. */
interface Part {
  readonly total: ContentItem | null;
  readonly phantom: ContentItem | null;
}

const ofItsPhantom = (total: ContentItem, beside: ContentItem | null = null): Part => ({
  total,
  phantom: codedItem(CTDI_W_PHANTOM_TYPE, [total]) ?? beside,
});

/**
 * A total as its sub-totals per phantom, below or beside it, where these make it up; else the total itself. One that adds
 * the head phantom converted stands over all phantoms, beside its sub-totals.
 */
function partsOf(
  reading: Reading,
  total: ContentItem,
  container: ContentItem,
  phantomBeside: ContentItem | null,
): readonly Part[] {
  const subTotals = [total, container]
    .map((holder) => holder.all(CT_DLP_SUB_TOTAL))
    .find(({ length }) => length > 0);
  const parts = subTotals?.map((subTotal) => ofItsPhantom(subTotal)) ?? [];
  const isPerPhantom = parts.length > 0 && parts.every(({ phantom }) => phantom?.codeOrText);
  if (isPerPhantom && makeUp(parts.map(dlpOf), total)) return parts;
  if (isPerPhantom && makeUp(parts.map(dlpInBodyPhantom), total)) {
    noteConversion(reading, total.path);
    return [{ total, phantom: null }, ...parts];
  }
  return [ofItsPhantom(total, phantomBeside)];
}

/** Makers round each to a hundredth at least. */
const ROUNDED_MGY_CM = 0.01;

function makeUp(dlps: readonly number[], total: ContentItem): boolean {
  const sum = dlps.reduce((dlp, part) => dlp + part, 0);
  return Math.abs(sum - dlpOf(ofItsPhantom(total))) <= ROUNDED_MGY_CM * (dlps.length + 1);
}

function dlpOf({ total }: Part): number {
  const { raw = '', unit = null } = total?.number ?? {};
  return convert(parseDecimal(raw).value ?? NaN, unit, 'mGy.cm', 'mgy_cm').value ?? NaN;
}

function dlpInBodyPhantom(part: Part): number {
  return inBodyPhantom(dlpOf(part), phantomOf(part.phantom?.codeOrText ?? null) === 'head_16cm');
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
  { total, phantom }: Part,
): void {
  const code = phantom?.codeOrText ?? null;
  const path = (total ?? container).path;
  row.set('part_kind', 'phantom', { path, raw: '' });
  row.set('part', phantomOf(code) ?? 'all', { path, raw: code?.meaning ?? '' });
  if (code && phantom) row.setCode({ meaning: 'part_meaning', code: 'part_code' }, code, phantom.path);
  if (total) row.numberOf('dlp_total_mgy_cm', total);
}
