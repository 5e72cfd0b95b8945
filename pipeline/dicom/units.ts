import { withoutPadding } from './padding.js';
import { DIMENSIONLESS, UNITS, type Dimension, type Unit } from './unit-table.js';
import { decimalProduct, shiftDecimal } from './decimal-shift.js';

/** The unit suffixes of the tables, with the UCUM code of each. */
export const CANONICAL_UNITS = {
  mgy: 'mGy',
  mgy_cm: 'mGy.cm',
  gy_cm2: 'Gy.cm2',
  gy: 'Gy',
  kv: 'kV',
  ma: 'mA',
  mas: 'mA.s',
  ms: 'ms',
  s: 's',
  ns: 'ns',
  mm: 'mm',
  cm: 'cm',
  m: 'm',
  mm2: 'mm2',
  m2: 'm2',
  ml: 'mL',
  g: 'g',
  kg: 'kg',
  n: 'N',
  kpa: 'kPa',
  deg: 'deg',
  bq: 'Bq',
  mbq: 'MBq',
  msv: 'mSv',
  hz: 'Hz',
  kev: 'keV',
  year: 'a',
  percent: '%',
  ratio: '1',
  count: '1',
} as const;
export type CanonicalUnit = keyof typeof CANONICAL_UNITS;

/** Units of what cannot be below 0; lengths and angles are positions as well. */
export const NEVER_NEGATIVE: ReadonlySet<CanonicalUnit> = new Set<CanonicalUnit>([
  ...(['mgy', 'mgy_cm', 'gy_cm2', 'gy', 'msv', 'mbq', 'bq'] as const),
  ...(['kv', 'ma', 'mas', 'ms', 's', 'ns', 'hz', 'n', 'kpa', 'mm2', 'm2', 'ml', 'g', 'kg', 'kev'] as const),
]);

export type UnitProblem = 'unit_missing' | 'unit_unknown' | 'unit_mismatch';

export interface Converted {
  /** In the canonical unit; null where the stated unit is unknown or of another dimension. */
  readonly value: number | null;
  readonly problem: UnitProblem | null;
  /** The unit of the template, where none was stated and it was assumed. */
  readonly assumedUnit: string | null;
}

const ACCEPTS: Partial<Record<CanonicalUnit, readonly Dimension[]>> = {
  ratio: ['number', 'proportion'],
  count: ['number'],
};

/**
 * One spelling for what differs only in signs: micro, superscripts, multiplication signs, blanks, annotations, letters
 * that are set as one (`㎠`) or wide.
 */
function folded(spelling: string): string {
  return spelling
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/[µμ]/g, 'u')
    .replace(/\^|\*\*/g, '')
    .replace(/[·⋅×*•∙・]/g, '.')
    .replace(X_FOR_TIMES, '.');
}

/** `cGy x cm2`: the letter, between a gray or an ampere and what it is multiplied by. */
const X_FOR_TIMES = /(?<=Gy|GY|gy|A)[xX](?=[cCdD]?[mM]|s)/g;

/**
 * The unit that a UCUM code or a spelling seen in the field stands for; null if it is not known.
 * Upper and lower case differ (mBq and MBq); spellings where they do not are in the table.
 */
export function unitOf(spelling: string): Unit | null {
  const known = UNITS.get(spelling) ?? otherSpellings.get(spelling);
  if (known !== undefined) return known;
  const unit = unitFolded(withoutPadding(spelling));
  if (otherSpellings.size >= MOST_OTHER_SPELLINGS) otherSpellings.clear();
  otherSpellings.set(spelling, unit);
  return unit;
}

/** Spellings repeat from event to event; the cache is emptied rather than let grow with what objects send. */
const otherSpellings = new Map<string, Unit | null>();
const MOST_OTHER_SPELLINGS = 1_000;

function unitFolded(code: string): Unit | null {
  const known = folded(code);
  return known === '' && code !== '' ? DIMENSIONLESS : (UNITS.get(known) ?? null);
}

/** The value in another unit of the same dimension, as the double nearest to the decimal product. */
function converted(value: number, from: Unit, to: Unit): number {
  const times = from.times * to.per;
  const per = from.per * to.times;
  const isMultiple = times % per === 0;
  const multiplied = decimalProduct(value, isMultiple ? times / per : times);
  const scaled = isMultiple ? multiplied : multiplied / per;
  return shiftDecimal(scaled, from.ten - to.ten);
}

/** The value in another stated unit; null where one of the two is not known, or they are not of one dimension. */
export function inUnit(value: number, stated: string | null, wanted: string | null): number | null {
  if (stated === wanted) return value;
  const [from, to] = [unitOf(stated ?? ''), unitOf(wanted ?? '')];
  return from === null || to === null || from.dimension !== to.dimension ? null : converted(value, from, to);
}

function isBlank(code: string | null): boolean {
  return code === null || withoutPadding(code) === '';
}

/**
 * A measured value in a canonical unit, from the UCUM code that the object states. Without a code the unit of the
 * template is taken, with a problem; an unknown unit or one of another dimension gives no value (blueprint,
 * "Canonical units"; IMP-151, IMP-170, Q12, Q17).
 */
export function convert(
  value: number,
  ucumCode: string | null,
  templateUnit: string,
  canonical: CanonicalUnit,
): Converted {
  if (ucumCode === CANONICAL_UNITS[canonical] && Number.isFinite(value)) {
    return { value, problem: null, assumedUnit: null };
  }
  const isMissing = isBlank(ucumCode);
  const assumedUnit = isMissing ? templateUnit : null;
  const from = unitOf(isMissing ? templateUnit : (ucumCode ?? ''));
  const to = unitOf(CANONICAL_UNITS[canonical]);
  if (from === null || to === null || !Number.isFinite(value)) {
    return { value: null, problem: 'unit_unknown', assumedUnit };
  }
  if (!(ACCEPTS[canonical] ?? [to.dimension]).includes(from.dimension)) {
    return { value: null, problem: 'unit_mismatch', assumedUnit };
  }
  return { value: converted(value, from, to), problem: isMissing ? 'unit_missing' : null, assumedUnit };
}
