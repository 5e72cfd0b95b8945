import type { Extent } from '../../warehouse/index.js';
import type { TableSql } from '../filters/compile.js';
import { tablesWithin } from '../filters/extent.js';
import { Binding } from '../filters/sql.js';
import { withRows, type Asking } from '../snapshots.js';
import { ColumnChartRows, type RawCount } from './column-chart-rows.js';
import type { CountedRows } from './counted-rows.js';
import type { ChartRows } from './rows.js';
import {
  codeSql,
  quoted,
  rawNumberSql,
  rowOf,
  type Measure,
  type Spelled,
  type Spelling,
} from './spellings.js';
import { STUDY_NUMBER, type Selection } from './selection.js';
import { SqlChartRows } from './sql-chart-rows.js';

/** Joining the events of more studies than that takes more memory than it should. */
const STUDIES_AT_ONCE = 1_500_000;

type Named<T = string> = ReadonlyMap<string, T>;
type Work<T> = (rows: readonly CountedRows[]) => Promise<T>;

/** Gives `work` the rows that the filter finds for charts that share them, read once and held meanwhile. */
export function rowsOfFilter<T>(asking: Asking, charts: readonly ChartRows[], work: Work<T>): Promise<T> {
  const [first] = charts;
  const tables = tablesWithin(asking, first!.filter);
  const spellings = byName(
    charts.flatMap((chart) => Object.values(chart.spellings)),
    categoryName,
  );
  const hold = (spelling: Spelling, use: (table: string) => Promise<T>): Promise<T> =>
    withRows(asking, categoriesSql(spelling, tables), [], use);
  return withEach(spellings, hold, (tableOf) => {
    const expressions = expressionsOfAll(charts, (spelling) => {
      const alias = quoted(categoryName(spelling));
      const join = joinSql(spelling, tableOf.get(categoryName(spelling))!, alias);
      return [`${alias}.category_number`, `${alias}.raw_number`].map((sql) => [sql, join] as const);
    });
    const columns = new Map([...expressions.keys()].map((sql, at) => [sql, `c${at}`] as const));
    const binding = new Binding();
    const condition = `${first!.filterSql(binding, tables)} AND ${first!.countedSql}`;
    const from = [first!.fromSql(tables), ...new Set(expressions.values())].join(' ');
    const select = `SELECT ${selectedSql(columns)} FROM ${from} WHERE ${condition}`;
    return withRows(asking, select, binding.values, (table) =>
      work(charts.map((chart) => sqlRowsOf(asking, chart, columns, tableOf, table))),
    );
  });
}

/**
 * Gives `work` the rows of the selected studies for charts that share them, taken from columns that were prepared for
 * any filter. Their texts and measured values are numbers there.
 */
export function rowsOfSelection<T>(
  asking: Asking,
  charts: readonly ChartRows[],
  selection: Selection,
  work: Work<T>,
): Promise<T> {
  const { prepared } = asking.snapshot;
  const [first] = charts;
  const whole: TableSql = (table) => asking.snapshot.relation(table, {});
  const measures = byName(
    charts.flatMap(({ value }) => value ?? []),
    ({ name }) => name,
  );
  const spelled = byName<Spelled>(
    [...charts.flatMap((chart) => Object.values(chart.spellings)), ...measures.values()],
    ({ name }) => name,
  );
  const prepare = (one: Spelled, use: (table: string) => Promise<T>): Promise<T> => {
    const name = `${one.tables.join(' ')} ${one.name}`;
    return prepared.table({ ...NO_EXPRESSIONS, name, selectsSql: () => [numberedSql(one, whole)] }, use);
  };
  return withEach(spelled, prepare, (tableOf) => {
    const sorted = (measure: Measure, use: (values: Float64Array) => Promise<T>): Promise<T> =>
      prepared.numbers(
        `${measure.tables.join(' ')} ${measure.name}`,
        `SELECT raw FROM ${tableOf.get(measure.name)!} ORDER BY raw_number`,
        use,
      );
    return withEach(measures, sorted, (valuesOf) =>
      prepared.columns(preparationOf(asking, first!, charts, tableOf), (rows, columns) => {
        const source = { asking, rows, columns, selection, tableOf, valuesOf };
        const asked = new Map<string, Promise<readonly RawCount[]>>();
        return work(charts.map((chart) => new ColumnChartRows({ ...source, chart }, asked)));
      }),
    );
  });
}

const NO_EXPRESSIONS = { expressions: new Map<string, string>() };

function preparationOf(
  asking: Asking,
  first: ChartRows,
  charts: readonly ChartRows[],
  tableOf: Named,
): Parameters<Asking['snapshot']['prepared']['columns']>[0] {
  const join = (one: Spelled): string => joinSql(one, tableOf.get(one.name)!, quoted(one.name));
  const expressions = charts.flatMap((chart) => [
    ...Object.values(chart.numbers).map((sql) => [sql, ''] as const),
    ...Object.values(chart.spellings).map((one) => [rawNumberSql(one), join(one)] as const),
    ...(chart.value ? [[codeSql(chart.value), join(chart.value)] as const] : []),
  ]);
  const tables = first.eventTables ?? (['studies'] as const);
  return {
    name: first.sharing,
    mostRows: tables.reduce((sum, table) => sum + asking.snapshot.rowCount(table, {}), 0),
    expressions: new Map([[STUDY_NUMBER, ''], ...expressions]),
    selectsSql: (columns, joins) =>
      asking.snapshot.slices(STUDIES_AT_ONCE).map(({ extent, conditionSql }) => {
        const from = [first.fromSql(numberedWithin(asking, extent)), ...joins].join(' ');
        const whole = [...columns].map(([sql, name]) => `CAST(${sql} AS INTEGER) AS ${name}`);
        return `SELECT ${whole.join(', ')} FROM ${from} WHERE ${first.countedSql} AND ${conditionSql}`;
      }),
  };
}

/** The tables of an extent, its studies numbered. */
const numberedWithin =
  ({ snapshot }: Asking, extent: Extent): TableSql =>
  (table) =>
    table === 'studies'
      ? (snapshot.numberedStudies(extent) ??
        `(SELECT *, 0 AS study_number FROM ${snapshot.relation(table, extent)})`)
      : snapshot.relation(table, extent);

const selectedSql = (columns: Named): string =>
  [...columns].map(([sql, name]) => `${sql} AS ${name}`).join(', ');

const categoryName = ({ name, categorySql }: Spelling): string => `${name} ${categorySql}`;

function byName<T>(all: readonly T[], nameOf: (one: T) => string): Named<T> {
  return new Map(all.map((one) => [nameOf(one), one] as const));
}

/** Gives `work` what `hold` gives for each of several, all held at once. */
function withEach<A, B, R>(
  all: Named<A>,
  hold: (one: A, use: (held: B) => Promise<R>) => Promise<R>,
  work: (held: Named<B>) => Promise<R>,
): Promise<R> {
  const holdNext = ([next, ...others]: readonly (readonly [string, A])[], held: Named<B>): Promise<R> =>
    next ? hold(next[1], (one) => holdNext(others, new Map([...held, [next[0], one]]))) : work(held);
  return holdNext([...all], new Map());
}

/** Every expression that one of the charts asks SQL for, with the JOIN that it needs. */
function expressionsOfAll(
  charts: readonly ChartRows[],
  ofSpelling: (spelling: Spelling) => readonly (readonly [sql: string, join: string])[],
): Named {
  return new Map(
    charts.flatMap((chart) => [
      ...Object.values(sqlColumnsOf(chart)).map((sql) => [sql, ''] as const),
      ...Object.values(chart.spellings).flatMap(ofSpelling),
    ]),
  );
}

/** The columns that SQL is asked for besides spellings; v is null where a stated 0 is no dose. */
function sqlColumnsOf({ numbers, value, x }: ChartRows): Readonly<Record<string, string>> {
  return {
    ...numbers,
    ...(value ? { v: measuredSql(value), is_zero: zeroSql(value) } : {}),
    ...(x ? { x: measuredSql(x), study_id: 's."study_id"' } : {}),
  };
}

function measuredSql({ scope, rawSql, isZeroSql }: Measure): string {
  const value = rawSql(rowOf(scope));
  return isZeroSql ? `CASE WHEN ${isZeroSql} THEN NULL ELSE ${value} END` : value;
}

function zeroSql({ isZeroSql }: Measure): string {
  return isZeroSql ? `coalesce(${isZeroSql}, FALSE)` : 'FALSE';
}

function joinSql({ scope, rawSql }: Spelled, table: string, alias: string): string {
  return `JOIN ${table} ${alias} ON ${alias}.raw IS NOT DISTINCT FROM ${rawSql(rowOf(scope))}`;
}

function sqlRowsOf(
  asking: Asking,
  chart: ChartRows,
  columns: Named,
  tableOf: Named,
  table: string,
): SqlChartRows {
  const own = (sql: string): string => columns.get(sql)!;
  const numberOf = (spelling: Spelling, kind: 'category' | 'raw'): string =>
    own(`${quoted(categoryName(spelling))}.${kind}_number`);
  const { category } = chart.spellings;
  return new SqlChartRows(asking, {
    from: table,
    columns: {
      ...Object.fromEntries(Object.entries(sqlColumnsOf(chart)).map(([name, sql]) => [name, own(sql)])),
      ...Object.fromEntries(
        Object.entries(chart.spellings).map(([key, one]) => [key, numberOf(one, 'category')]),
      ),
    },
    rawColumn: category ? numberOf(category, 'raw') : null,
    spellings: Object.fromEntries(
      Object.entries(chart.spellings).map(([key, one]) => [key, tableOf.get(categoryName(one))!]),
    ),
  });
}

/** Every distinct value of a column. */
function distinctSql({ tables: names, rawSql }: Spelled, tables: TableSql): string {
  const sources = names.map((name) => `SELECT ${rawSql('t')} AS raw FROM ${tables(name)} t`);
  return `SELECT DISTINCT raw FROM (${sources.join(' UNION ALL ')})`;
}

/** The distinct values of a column, numbered from 1 in their order, null last. */
function numberedSql(spelled: Spelled, tables: TableSql): string {
  return `
    SELECT raw, CAST(row_number() OVER (ORDER BY raw) AS INTEGER) AS raw_number
    FROM (${distinctSql(spelled, tables)})`;
}

/** Every spelling of a column, numbered, with the category that it belongs to, numbered in order of its text. */
function categoriesSql(spelling: Spelling, tables: TableSql): string {
  return `
    SELECT raw, category,
           CAST(dense_rank() OVER (ORDER BY category) AS INTEGER) AS category_number,
           CAST(row_number() OVER (ORDER BY category, raw) AS INTEGER) AS raw_number
    FROM (SELECT raw, ${spelling.categorySql} AS category FROM (${distinctSql(spelling, tables)}))`;
}
