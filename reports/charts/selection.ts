import { studyCondition } from '../filters/compile.js';
import { extentOf, tablesWithin } from '../filters/extent.js';
import type { EventTable } from '../filters/fields.js';
import type { Filter } from '../filters/filter.js';
import { Binding } from '../filters/sql.js';
import { countStudies } from '../studies/list.js';
import { ask, withRows, type Asking } from '../snapshots.js';
import type { ChartRows } from './rows.js';

/** The studies that a filter finds. */
export interface Counts {
  readonly total: number;
  readonly notPatientCount: number;
}

/** The studies that a filter finds, as a table of blocks of neighbouring numbers with a bit for each study. */
export interface Selection {
  readonly table: string;
}

/** The number of the study of a row. */
export const STUDY_NUMBER = 's.study_number';

/** Studies of a block, so that their bits are one whole number: joined by block, the rows of a study are found fastest. */
const BLOCK = 32;
const blockSql = (number: string): string => `CAST(${number} // ${BLOCK} AS INTEGER)`;
const placeSql = (number: string): string => `CAST(${number} % ${BLOCK} AS INTEGER)`;
const bitSql = (number: string): string => `CAST(1 AS BIGINT) << ${placeSql(number)}`;

/** The bits of the studies whose rows a chart counts. */
const bitsOf = ({ includeNotPatient }: ChartRows): string =>
  includeNotPatient ? 'all_studies' : 'of_patients';

/** Those rows of a table, with the number of their study in this column, that a chart counts: what to put after FROM. */
export function selectedRows(chart: ChartRows, { table }: Selection, rows: string, number: string): string {
  return `${rows} JOIN ${table} b ON b.block = ${blockSql(number)} WHERE (b.${bitsOf(chart)} >> ${placeSql(number)}) & 1 = 1`;
}

/** From so many rows on, rows that are prepared once for all filters are worth their memory. */
const FEWEST_ROWS = 200_000;
/** Of more rows a preparation would take too much memory: about 10 bytes each. */
const MOST_ROWS = 60_000_000;
/** A filter that needs less than this part of the rows reads those alone. */
const LEAST_SHARE = 1 / 8;

/** Whether to take the rows of charts from prepared ones: many are read, and the filter speaks of studies only. */
function isWorthPreparing(
  { snapshot, context }: Asking,
  filter: Filter,
  charts: readonly ChartRows[],
): boolean {
  if (charts.some(({ filtersEvents }) => filtersEvents)) return false;
  const tables = new Set(
    charts.flatMap(({ eventTables }): readonly (EventTable | 'studies')[] => eventTables ?? ['studies']),
  );
  const rows = (extent: Parameters<typeof snapshot.rowCount>[1]): number =>
    [...tables].reduce((sum, table) => sum + snapshot.rowCount(table, extent), 0);
  const read = rows(extentOf(filter, context.today));
  const all = rows({});
  return read >= FEWEST_ROWS && all <= MOST_ROWS && read >= all * LEAST_SHARE;
}

/**
 * Counts the studies of a filter and, where charts are drawn from prepared rows, gives `work` the selection of them,
 * made in the same reading.
 */
export async function withSelection<T>(
  asking: Asking,
  filter: Filter,
  charts: readonly ChartRows[],
  work: (counting: Promise<Counts>, selection: Selection | null) => Promise<T>,
): Promise<T> {
  const numbered = isWorthPreparing(asking, filter, charts)
    ? asking.snapshot.numberedStudies(extentOf(filter, asking.context.today))
    : null;
  if (!numbered) {
    const counting = countStudies(asking, filter);
    return (await Promise.all([work(counting, null), counting]))[0];
  }
  const binding = new Binding();
  const condition = studyCondition(filter, 's', binding, asking.context, tablesWithin(asking, filter));
  const bits = `bit_or(${bitSql('study_number')})`;
  const isAsked = (name: string): boolean => charts.some((chart) => bitsOf(chart) === name);
  const select = `
    SELECT ${blockSql('study_number')} AS block,
           count(*) AS total, count(*) FILTER (WHERE s.is_not_patient) AS not_patient,
           ${isAsked('all_studies') ? bits : 'NULL'} AS all_studies,
           ${isAsked('of_patients') ? `${bits} FILTER (WHERE NOT coalesce(s.is_not_patient, FALSE))` : 'NULL'} AS of_patients
    FROM ${numbered} s WHERE ${condition} GROUP BY block`;
  return withRows(asking, select, binding.values, async (table) => {
    const [row] = await ask(
      asking,
      `SELECT coalesce(sum(total), 0) AS total, coalesce(sum(not_patient), 0) AS not_patient FROM ${table}`,
    );
    const counts = { total: Number(row!['total']), notPatientCount: Number(row!['not_patient']) };
    return work(Promise.resolve(counts), { table });
  });
}
