import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';

/** What a comment says of one exposure: numbers as written, CTDIvol in mGy and DLP in mGy·cm; null where not stated. */
interface CommentedExposure {
  readonly ctdiVol: string | null;
  readonly dlp: string;
}

/** The doses that scanners repeat in words in Comments on Radiation Dose. */
export interface DoseComment {
  /** DLP of all exposures in mGy·cm, as written. */
  readonly dlpTotal: string | null;
  /** By the number that the comment gives to each; one that it gives to several is left out. */
  readonly exposures: ReadonlyMap<number, CommentedExposure>;
}

const NUMBER = String.raw`\d+(?:[.,]\d+)*`;
/** `Total DLP=497.69`, also in one word. */
const TOTAL = new RegExp(String.raw`\bTotal\s*DLP\s*=\s*(${NUMBER})`, 'gi');
/** GE, `Event=2 DLP=488.60`: the number is the place among the exposures, localizers included. */
const EVENT = new RegExp(String.raw`\bEvent\s*=\s*(\d+)()\s*DLP\s*=\s*(${NUMBER})`, 'gi');
/** Philips, `Series #3 KIDNEYS Average CTDIvol=7.2 DLP=196.0`: the number is that of the series. */
const SERIES = new RegExp(
  String.raw`\bSeries\s*#\s*(\d+)((?:(?!Series\s*#|DLP\s*=)[\s\S])*)\bDLP\s*=\s*(${NUMBER})`,
  'gi',
);
const CTDI_VOL = new RegExp(String.raw`\bCTDIvol\s*=\s*(${NUMBER})`, 'i');

/** Doses in the comment of a capture; of a total that stands there in two ways none is taken. */
export function readDoseComment(dataSet: DataSet): DoseComment {
  const text = dataSet.text(TAG.CommentsOnRadiationDose) ?? '';
  const totals = new Set([...text.matchAll(TOTAL)].map(([, dlp]) => dlp!));
  const isOfEvents = text.search(EVENT) >= 0;
  return {
    dlpTotal: totals.size === 1 ? [...totals][0]! : null,
    exposures: exposuresIn(text, isOfEvents ? EVENT : SERIES),
  };
}

function exposuresIn(text: string, pattern: RegExp): ReadonlyMap<number, CommentedExposure> {
  const exposures = new Map<number, CommentedExposure>();
  const repeated = new Set<number>();
  for (const [, number, words, dlp] of text.matchAll(pattern)) {
    const key = Number(number);
    if (exposures.has(key)) repeated.add(key);
    exposures.set(key, { ctdiVol: CTDI_VOL.exec(words!)?.[1] ?? null, dlp: dlp! });
  }
  for (const key of repeated) exposures.delete(key);
  return exposures;
}

/** Sets what attributes left blank of an exposure to what the comment says of it, by a maker's quirk. */
export function fillFromComment(
  event: RowReader<'ct_events'>,
  commented: CommentedExposure | undefined,
  quirk: string,
): void {
  if (commented === undefined) return;
  const { ctdi_vol_mgy, dlp_mgy_cm } = event.row;
  if (ctdi_vol_mgy === null && commented.ctdiVol !== null) {
    const value = decimalOf(event, 'ctdi_vol_mgy', commented.ctdiVol);
    event.set('ctdi_vol_mgy', value, { path: COMMENT, raw: commented.ctdiVol, unit: 'mGy', quirk });
  }
  if (dlp_mgy_cm === null) {
    const value = decimalOf(event, 'dlp_mgy_cm', commented.dlp);
    event.set('dlp_mgy_cm', value, { path: COMMENT, raw: commented.dlp, unit: 'mGy.cm', quirk });
  }
}

/** Sets a total that attributes left blank to that of the comment, by a maker's quirk. */
export function fillTotalFromComment(
  total: RowReader<'accumulated_doses'>,
  { dlpTotal }: DoseComment,
  quirk: string,
): void {
  if (dlpTotal === null || total.row.dlp_total_mgy_cm !== null) return;
  const value = decimalOf(total, 'dlp_total_mgy_cm', dlpTotal);
  total.set('dlp_total_mgy_cm', value, { path: COMMENT, raw: dlpTotal, unit: 'mGy.cm', quirk });
}

const COMMENT = showTag(TAG.CommentsOnRadiationDose);

function decimalOf(
  { reading }: RowReader<'ct_events'> | RowReader<'accumulated_doses'>,
  column: string,
  raw: string,
): number | null {
  const { value, problem } = parseDecimal(raw);
  if (problem !== null) reading.finding(problem, COMMENT, `${column}: the number is not written as one`);
  return value;
}
