import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { NumberColumn, RowReader } from '../row-reader.js';
import { inUnitOfColumn } from '../stated-numbers.js';

type EventReader = RowReader<'projection_events'>;

/** What a sweep is exposed with in parts, each of which may state its own: a column, its attribute, and its unit. */
export const EXPOSED_IN_PARTS = [
  ['agd_mgy', TAG.OrganDose, 'dGy'],
  ['entrance_exposure_mgy', TAG.EntranceDoseInmGy, 'mGy'],
  ['exposure_mas', TAG.ExposureInmAs, 'mA.s'],
  ['exposure_time_ms', TAG.ExposureTimeInms, 'ms'],
] as const satisfies readonly (readonly [NumberColumn<'projection_events'>, number, string])[];

export type ExposedInParts = (typeof EXPOSED_IN_PARTS)[number];

const DOUBLES: readonly number[] = [TAG.ExposureInmAs, TAG.ExposureTimeInms];

/** A number above 0 of one part; where no VR is told, the attribute says whether it is text or a double. */
export function numberOfPart(part: DataSet | null, tag: number): number | null {
  const value = DOUBLES.includes(tag)
    ? part?.binaryNumbers(tag, 'FD')[0]
    : parseDecimal(part?.text(tag) ?? '').values[0];
  return value !== undefined && value > 0 ? value : null;
}

/** A sum over some of the parts would pass for that over all. */
export function sumOfParts(parts: readonly (number | null)[]): number | null {
  const stated = parts.filter((part) => part !== null);
  if (stated.length === 0 || stated.length < parts.length) return null;
  return Number(stated.reduce((sum, part) => sum + part, 0).toPrecision(12));
}

/** Sets a column to the sum of its parts, which stand in the sequence of this tag; null where that is not known. */
export function setSum(
  event: EventReader,
  [column, , unit]: ExposedInParts,
  sum: number | null,
  sequence: number,
): void {
  event.row[column] = null;
  if (sum === null) return;
  const at = { path: showTag(sequence) };
  const value = inUnitOfColumn(event.reading, column, [sum], unit, unit, at)[0];
  if (value !== undefined) event.set(column, value, { ...at, raw: String(sum), unit });
}
