import { readsEnough, sharedIntegers, type Column, type ColumnRows } from '../../warehouse/index.js';
import { studyCondition } from '../filters/compile.js';
import { extentOf, tablesWithin } from '../filters/extent.js';
import type { EventTable } from '../filters/fields.js';
import type { Filter } from '../filters/filter.js';
import { Binding } from '../filters/sql.js';
import type { Asking } from '../snapshots.js';
import type { ChartRows } from './rows.js';

/** The studies that a filter finds. */
export interface Counts {
  readonly total: number;
  readonly notPatientCount: number;
}

/** The studies that a filter finds as bits by their number, 32 a number, the lowest first. */
export interface Selection {
  readonly counts: Counts;
  readonly all: Int32Array;
  readonly ofPatients: Int32Array;
}

export const NOTHING_SELECTED: Selection = {
  counts: { total: 0, notPatientCount: 0 },
  all: new Int32Array(0),
  ofPatients: new Int32Array(0),
};

/** The number of the study of a row. */
export const STUDY_NUMBER = 's.study_number';

/** The bits of the studies whose rows a chart counts. */
export function bitsOf({ includeNotPatient }: ChartRows, { all, ofPatients }: Selection): Int32Array {
  return includeNotPatient ? all : ofPatients;
}

/** Of more rows a preparation would take too much memory: about 20 bytes each. */
const MOST_ROWS = 60_000_000;

/** Whether to take the rows of charts from prepared ones: many are read, and the filter speaks of studies only. */
export function isWorthPreparing(asking: Asking, filter: Filter, charts: readonly ChartRows[]): boolean {
  if (charts.length === 0 || charts.some(({ filtersEvents }) => filtersEvents)) return false;
  const tables = new Set(
    charts.flatMap(({ eventTables }): readonly (EventTable | 'studies')[] => eventTables ?? ['studies']),
  );
  const { snapshot } = asking;
  const rows = (extent: Parameters<typeof snapshot.rowCount>[1]): number =>
    [...tables].reduce((sum, table) => sum + snapshot.rowCount(table, extent), 0);
  const all = rows({});
  return all <= MOST_ROWS && readsEnough(rows(extentOf(asking, filter)), all);
}

/** Studies of a block, of which SQL gathers the bits: 31, so that they are a whole number that is never negative. */
const BLOCK = 31;
const COLUMNS = ['block', 'total', 'not_patient', 'all_studies', 'of_patients'] as const;

/** Selects the studies of a filter, in one reading; null where there is none to number. */
export async function selectionOf(asking: Asking, filter: Filter): Promise<Selection | null> {
  const { snapshot, context, bounds } = asking;
  const extent = extentOf(asking, filter);
  const numbered = snapshot.numberedStudies(extent);
  if (!numbered) return null;
  const binding = new Binding();
  const condition = studyCondition(filter, 's', binding, context, tablesWithin(asking, filter));
  const bits = `bit_or(CAST(1 AS INTEGER) << (study_number % ${BLOCK}))`;
  const selected = `
    SELECT CAST(study_number // ${BLOCK} AS INTEGER) AS block, CAST(count(*) AS INTEGER) AS total,
           CAST(count(*) FILTER (WHERE s.is_not_patient) AS INTEGER) AS not_patient, ${bits} AS all_studies,
           coalesce(${bits} FILTER (WHERE NOT coalesce(s.is_not_patient, FALSE)), 0) AS of_patients`;
  const read = (from: string): Promise<ColumnRows> =>
    snapshot.readColumns(
      `${selected} FROM ${from} s WHERE ${condition} GROUP BY block`,
      binding.values,
      COLUMNS,
      bounds,
    );
  const { rowCount, columns } = await (snapshot.prepared.studies(extent, [selected, condition], read) ??
    read(numbered));
  const numbersOf = (name: (typeof COLUMNS)[number]): Column['numbers'] => columns.get(name)!.numbers;
  const bitsBy = (name: 'all_studies' | 'of_patients'): Int32Array => {
    const found = sharedIntegers(Math.ceil(snapshot.rowCount('studies', {}) / 32) + 1);
    for (let row = 0; row < rowCount; row++)
      setBits(found, numbersOf('block')[row]! * BLOCK, numbersOf(name)[row]!);
    return found;
  };
  const counts = { total: sumOf(numbersOf('total')), notPatientCount: sumOf(numbersOf('not_patient')) };
  return { counts, all: bitsBy('all_studies'), ofPatients: bitsBy('of_patients') };
}

/** Sets the bits of a block that begins at bit `from`. */
function setBits(bits: Int32Array, from: number, block: number): void {
  const [word, place] = [from >>> 5, from & 31];
  bits[word]! |= block << place;
  if (place > 0) bits[word + 1]! |= block >>> (32 - place);
}

function sumOf(numbers: Column['numbers']): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
