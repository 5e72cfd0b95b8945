import { isAtSql } from '../lake/find-rows.js';
import type { Part } from '../lake/parts/part.js';
import type { FirstNumbers } from './held-studies.js';
import type { ModelOver, Taking } from './views.js';

/** Where a study is found by its number. */
export interface NumberedStudy {
  readonly number: number;
  /** YYYY-MM-DD; null where it has none. */
  readonly date: string | null;
}

/** A study is numbered by its place among the rows of all parts, whichever of them are read. */
export function firstNumbersOf(all: readonly Part[]): FirstNumbers {
  const firstNumbers = new Map<Part, number>();
  let next = 0;
  for (const part of all) {
    firstNumbers.set(part, next);
    next += part.rowCount;
  }
  return firstNumbers;
}

/** What to put after FROM for the studies of some parts with their numbers, `study_number`. */
export function numberedRelation(
  modelOver: ModelOver,
  firstNumbers: FirstNumbers,
  parts: readonly Part[],
  taking: Taking,
): string {
  const more = numberSql(parts.map((part) => firstNumbers.get(part)!));
  return `(${modelOver('studies', parts, { ...taking, more })})`;
}

/** The same of the parts that hold the studies of these numbers, at their dates; still to be filtered. */
export function relationOfNumbers(
  modelOver: ModelOver,
  firstNumbers: FirstNumbers,
  studies: readonly NumberedStudy[],
  usedIn: readonly string[],
): string {
  const holds = ([part, first]: readonly [Part, number]): boolean =>
    studies.some(({ number }) => number >= first && number < first + part.rowCount);
  const parts = [...firstNumbers].filter(holds).map(([part]) => part);
  const dates = studies.map(({ date }) => date);
  return numberedRelation(modelOver, firstNumbers, parts, { usedIn, only: isAtSql('studies', dates) });
}

/** The number of a study that is read from parts, of which the first numbers are given. */
function numberSql(firstNumbers: readonly number[]): string {
  return `CAST([${firstNumbers.join(', ')}][CAST(file_index AS INTEGER) + 1] + file_row_number AS INTEGER) AS study_number`;
}
