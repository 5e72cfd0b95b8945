import type { Extent } from '../../warehouse/index.js';
import type { TableSql } from '../filters/compile.js';
import { tablesWithin } from '../filters/extent.js';
import { keyOf } from '../filters/fields.js';
import { Binding, valueSql } from '../filters/sql.js';
import { withRows, type Asking } from '../snapshots.js';
import type { ChartRows, Spelling } from './rows.js';
import { selectedRows, STUDY_NUMBER, type Selection } from './selection.js';

/** The rows of one chart among those that were read once for several. */
export interface Gathered {
  /** A SELECT of the chart's columns, texts as numbers, `raw` the spelling of `category`; `whole` is always the same. */
  readonly sql: string;
  /** The same of `raw` alone. */
  readonly rawSql: string;
  /** By column the table of spellings (raw, raw_number) with their categories (category, category_number). */
  readonly spellings: Readonly<Record<string, string>>;
}

/** Joining the events of more studies than that takes more memory than it should. */
const STUDIES_AT_ONCE = 1_500_000;

type Named = ReadonlyMap<string, string>;
type Work<T> = (gathered: readonly Gathered[]) => Promise<T>;

/**
 * Gives `work` the rows of charts that share them. With a selection of studies they are taken from rows that were
 * prepared for any filter; without one they are read with the filter, once. Categories are numbers in them: texts are
 * cleaned and compared once per spelling instead of once per row.
 */
export function gathered<T>(
  asking: Asking,
  charts: readonly ChartRows[],
  selection: Selection | null,
  work: Work<T>,
): Promise<T> {
  const all = charts.flatMap(({ spellings }) => Object.values(spellings));
  const spelled = new Map(all.map((spelling) => [nameOf(spelling), spelling] as const));
  return selection
    ? fromPrepared(asking, charts, spelled, selection, work)
    : fromFilter(asking, charts, spelled, work);
}

type Spelled = ReadonlyMap<string, Spelling>;
const nameOf = ({ field, categorySql }: Spelling): string => `${keyOf(field)} ${categorySql}`;

/** The rows that the filter finds, read once and held while `work` asks about them. */
function fromFilter<T>(
  asking: Asking,
  charts: readonly ChartRows[],
  spelled: Spelled,
  work: Work<T>,
): Promise<T> {
  const [first] = charts;
  const tables = tablesWithin(asking, first!.filter);
  return withSpellings([...spelled.values()], tables, heldFor(asking), (spellings) => {
    const expressions = expressionsOfAll(charts, (spelling) => spellings.get(nameOf(spelling))!);
    const columns = new Map([...expressions.keys()].map((sql, at) => [sql, `c${at}`] as const));
    const binding = new Binding();
    const condition = `${first!.filterSql(binding, tables)} AND ${first!.countedSql}`;
    const from = [first!.fromSql(tables), ...new Set(expressions.values())].join(' ');
    const select = `SELECT ${selectedSql(columns)} FROM ${from} WHERE ${condition}`;
    return withRows(asking, select, binding.values, (table) =>
      work(charts.map((chart) => gatheredOf(chart, columns, spellings, table))),
    );
  });
}

/** Those of the prepared rows that belong to a selected study. */
function fromPrepared<T>(
  asking: Asking,
  charts: readonly ChartRows[],
  spelled: Spelled,
  selection: Selection,
  work: Work<T>,
): Promise<T> {
  const [first] = charts;
  const whole: TableSql = (table) => asking.snapshot.relation(table, {});
  const preparation = {
    name: first!.sharing,
    expressions: new Map([
      [STUDY_NUMBER, ''],
      ...expressionsOfAll(charts, (spelling) => `(${spellingsSql(spelling, whole)})`),
    ]),
    selectsSql: (columns: Named, joins: readonly string[]) =>
      asking.snapshot.slices(STUDIES_AT_ONCE).map(({ extent, conditionSql }) => {
        const from = [first!.fromSql(numberedWithin(asking, extent)), ...joins].join(' ');
        const condition = `${first!.countedSql} AND ${conditionSql}`;
        return `SELECT ${selectedSql(columns)} FROM ${from} WHERE ${condition}`;
      }),
  };
  return withSpellings([...spelled.values()], whole, preparedFor(asking), (spellings) =>
    asking.snapshot.prepared(preparation, ({ table, columns }) =>
      work(
        charts.map((chart) => {
          const rows = selectedRows(chart, selection, table, columns.get(STUDY_NUMBER)!);
          return gatheredOf(chart, columns, spellings, rows);
        }),
      ),
    ),
  );
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

/** Every expression that one of the charts needs, with the JOIN that it needs. */
function expressionsOfAll(charts: readonly ChartRows[], tableOf: (spelling: Spelling) => string): Named {
  return new Map(
    charts.flatMap((chart) => {
      const ofSpellings = Object.values(chart.spellings).flatMap((spelling) => {
        const join = joinSql(spelling, tableOf(spelling));
        return [`${aliasOf(spelling)}.category_number`, `${aliasOf(spelling)}.raw_number`].map(
          (sql) => [sql, join] as const,
        );
      });
      return [...Object.values(chart.columns).map((sql) => [sql, ''] as const), ...ofSpellings];
    }),
  );
}

const aliasOf = (spelling: Spelling): string => `"${nameOf(spelling).replaceAll('"', '""')}"`;

function joinSql(spelling: Spelling, table: string): string {
  const value = valueSql(spelling.field.scope === 0 ? 's' : 'e', spelling.field.column);
  return `JOIN ${table} ${aliasOf(spelling)} ON ${aliasOf(spelling)}.raw IS NOT DISTINCT FROM ${value}`;
}

/** The columns of a chart by the names that its questions use. */
function gatheredOf(chart: ChartRows, columns: Named, spellings: Named, from: string): Gathered {
  const numbers = Object.entries(chart.spellings).map(
    ([name, spelling]) => [name, `${aliasOf(spelling)}.category_number`] as const,
  );
  const category = chart.spellings['category'];
  const raw = category ? `${columns.get(`${aliasOf(category)}.raw_number`)} AS raw` : 'NULL AS raw';
  const own = [...Object.entries(chart.columns), ...numbers].map(
    ([name, sql]) => `${columns.get(sql)} AS ${name}`,
  );
  const tables = Object.entries(chart.spellings).map(
    ([name, spelling]) => [name, spellings.get(nameOf(spelling))!] as const,
  );
  return {
    sql: `SELECT ${['0 AS whole', ...own, raw].join(', ')} FROM ${from}`,
    rawSql: `SELECT ${raw} FROM ${from}`,
    spellings: Object.fromEntries(tables),
  };
}

/** Gives `work` a name for the rows of a SELECT. */
type Holding = <T>(name: string, select: string, work: (table: string) => Promise<T>) => Promise<T>;

const heldFor =
  (asking: Asking): Holding =>
  (_, select, work) =>
    withRows(asking, select, [], work);

const preparedFor =
  ({ snapshot }: Asking): Holding =>
  (name, select, work) =>
    snapshot.prepared({ name, expressions: new Map(), selectsSql: () => [select] }, ({ table }) =>
      work(table),
    );

async function withSpellings<T>(
  [next, ...others]: readonly Spelling[],
  tables: TableSql,
  hold: Holding,
  work: (spellings: Named) => Promise<T>,
  known: Named = new Map(),
): Promise<T> {
  if (!next) return work(known);
  const name = nameOf(next);
  return hold(`${next.tables.join(' ')} ${name}`, spellingsSql(next, tables), (table) =>
    withSpellings(others, tables, hold, work, new Map([...known, [name, table]])),
  );
}

/** Every spelling of a column, numbered, with the category that it belongs to, numbered in order of its text. */
function spellingsSql({ field, tables: names, categorySql }: Spelling, tables: TableSql): string {
  const sources = names.map((name) => `SELECT ${valueSql('t', field.column)} AS raw FROM ${tables(name)} t`);
  return `
    SELECT raw, category,
           CAST(dense_rank() OVER (ORDER BY category) AS INTEGER) AS category_number,
           CAST(row_number() OVER (ORDER BY category, raw) AS INTEGER) AS raw_number
    FROM (SELECT raw, ${categorySql} AS category
          FROM (SELECT DISTINCT raw FROM (${sources.join(' UNION ALL ')})))`;
}
