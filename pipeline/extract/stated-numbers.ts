import type { ContentItem, StatedNumber } from '../dicom/content-item.js';
import { isPartial, parseDecimal } from '../dicom/decimal.js';
import { CANONICAL_UNITS, convert, inUnit, NEVER_NEGATIVE, type CanonicalUnit } from '../dicom/units.js';
import { doseUnitQuirk } from './quirks/dose-unit-not-of-template.js';
import { TOSHIBA_SLASH_BETWEEN_VALUES } from './quirks/toshiba-slash-between-values.js';
import type { Reading } from './reading.js';

/** The values of a NUM item in the unit of a column. */
interface StatedNumbers {
  readonly values: number[];
  /** Whether other values beside these could not be read or were left blank. */
  readonly isPartial: boolean;
  /** Whether some of those could not be read. */
  readonly isPartlyUnreadable: boolean;
}

/** Numbers of a NUM item in the unit of `column`; null where it states none, or states that they are no values. */
export function readNumbers(
  reading: Reading,
  column: string,
  item: ContentItem,
  templateUnit?: string,
): StatedNumbers | null {
  const stated = item.number;
  if (!stated) return null;
  if (item.qualifier !== null) {
    reading.finding('value_qualified', item.path, `${column}: stated to be no value; left out`);
    return null;
  }
  const { values, problem } = parseDecimal(stated.raw);
  if (problem) reading.finding(problem, item.path, `${column}: the number is not written as one`);
  if (problem === 'number_separator_slash') reading.quirks.add(TOSHIBA_SLASH_BETWEEN_VALUES);
  const unit = stated.unit;
  const quirk = doseUnitQuirk(templateUnit, unit);
  if (quirk !== null) reading.quirks.add(quirk);
  return {
    values: inUnitOfColumn(reading, column, values, unit, templateUnit, item),
    isPartial: isPartial(problem),
    isPartlyUnreadable: problem === 'number_partly_unreadable',
  };
}

/**
 * Values stated in `unit` in the unit that the column's name says; those of an unknown or foreign unit are left out.
 * Without a stated unit `templateUnit` is taken, by default the unit of the column. Each doubt is a finding.
 */
export function inUnitOfColumn(
  reading: Reading,
  column: string,
  values: readonly number[],
  unit: string | null,
  templateUnit: string | undefined,
  at: { readonly path: string },
): number[] {
  const canonical = canonicalUnitOf(column);
  if (!canonical) return [...values];
  const converted: number[] = [];
  for (const value of values) {
    const result = convert(value, unit, templateUnit ?? CANONICAL_UNITS[canonical], canonical);
    if (result.problem)
      reading.finding(result.problem, at.path, `${column}: ${UNIT_MESSAGES[result.problem]}`);
    if (result.value !== null) converted.push(result.value);
  }
  if (!NEVER_NEGATIVE.has(canonical) || converted.every((value) => value >= 0)) return converted;
  reading.finding('value_impossible', at.path, `${column}: below 0; left out`);
  return [];
}

/** Whether two numbers are of one value, in whatever units; one without a unit is in that of the other. */
export function isSameQuantity(one: StatedNumber, other: StatedNumber): boolean {
  const unit = one.unit ?? other.unit;
  if (one.raw === other.raw && unit === (other.unit ?? unit)) return true;
  const values = parseDecimal(one.raw).values.map((value) => inUnit(value, unit, other.unit ?? unit));
  const others = parseDecimal(other.raw).values;
  return (
    values.length > 0 && values.length === others.length && values.every((value, at) => value === others[at])
  );
}

const UNIT_MESSAGES = {
  unit_missing: 'no unit is stated; that of the template was taken',
  unit_unknown: 'the unit is not known; the value was left out',
  unit_mismatch: 'the unit is of another dimension; the value was left out',
} as const;

const SUFFIX_UNITS = new Map<string, CanonicalUnit>(
  (Object.keys(CANONICAL_UNITS) as CanonicalUnit[]).map((unit) => [`_${unit}`, unit]),
);
const unitByColumn = new Map<string, CanonicalUnit | null>();

/** Ratios by the standard's name, in which no unit stands. */
const RATIOS: ReadonlySet<string> = new Set(['pitch_factor', 'magnification_factor', 'calibration_factor']);

/** The canonical unit in a column's name, by its longest suffix; null for numbers without one. */
export function canonicalUnitOf(column: string): CanonicalUnit | null {
  const known = unitByColumn.get(column);
  if (known !== undefined) return known;
  let found: CanonicalUnit | null = RATIOS.has(column) ? 'ratio' : null;
  for (const [suffix, unit] of SUFFIX_UNITS) {
    if (column.endsWith(suffix) && (found === null || suffix.length > found.length + 1)) found = unit;
  }
  unitByColumn.set(column, found);
  return found;
}
