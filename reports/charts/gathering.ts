import { tablesWithin } from '../filters/extent.js';
import type { TableSql } from '../filters/compile.js';
import { keyOf } from '../filters/fields.js';
import { Binding, valueSql } from '../filters/sql.js';
import { withRows, type Asking } from '../snapshots.js';
import type { ChartRows, Spelling } from './rows.js';

/** The rows of one chart among those that were read once for several. */
export interface Gathered {
  /** A SELECT of the chart's columns, texts as numbers, `raw` the spelling of `category`; `whole` is always the same. */
  readonly sql: string;
  /** By column the table of spellings (raw, raw_number) with their categories (category, category_number). */
  readonly spellings: Readonly<Record<string, string>>;
}

type Tables = ReadonlyMap<string, string>;

/**
 * Reads the rows of charts that share them once, and holds them while `work` asks about them. Categories are held as
 * numbers: texts are cleaned and compared once per spelling instead of once per row.
 */
export async function gathered<T>(
  asking: Asking,
  charts: readonly ChartRows[],
  work: (gathered: readonly Gathered[]) => Promise<T>,
): Promise<T> {
  const { filter, reading } = charts[0]!;
  const tables = tablesWithin(asking, filter);
  const spelled = new Map(
    charts.flatMap(({ spellings }) => Object.values(spellings)).map((one) => [nameOf(one), one] as const),
  );
  return withSpellings(asking, [...spelled], tables, new Map(), async (spellings) => {
    const aliases = new Map([...spellings.keys()].map((name, at) => [name, `k${at}`] as const));
    const columns = columnNames(charts, aliases);
    const binding = new Binding();
    const { from, condition } = reading(binding, tables);
    const joins = [...spelled].map(([name, { field }]) => {
      const value = valueSql(field.scope === 0 ? 's' : 'e', field.column);
      return `JOIN ${spellings.get(name)} ${aliases.get(name)} ON ${aliases.get(name)}.raw IS NOT DISTINCT FROM ${value}`;
    });
    const selected = ['0 AS whole', ...[...columns].map(([sql, name]) => `${sql} AS ${name}`)].join(', ');
    const select = `SELECT ${selected} FROM ${from} ${joins.join(' ')} WHERE ${condition}`;
    return withRows(asking, select, binding.values, (table) =>
      work(charts.map((chart) => gatheredOf(chart, columns, aliases, spellings, table))),
    );
  });
}

const nameOf = ({ field, categorySql }: Spelling): string => `${keyOf(field)} ${categorySql}`;

/** Every expression that one of the charts needs, under one name. */
function columnNames(charts: readonly ChartRows[], aliases: Tables): Tables {
  const expressions = new Set(charts.flatMap((chart) => Object.values(expressionsOf(chart, aliases))));
  return new Map([...expressions].map((sql, at) => [sql, `c${at}`] as const));
}

function expressionsOf({ columns, spellings }: ChartRows, aliases: Tables): Readonly<Record<string, string>> {
  const numbers = Object.entries(spellings).map(
    ([name, spelling]) => [name, `${aliases.get(nameOf(spelling))}.category_number`] as const,
  );
  const raw = spellings['category'] && { raw: `${aliases.get(nameOf(spellings['category']))}.raw_number` };
  return { ...columns, ...Object.fromEntries(numbers), ...raw };
}

function gatheredOf(
  chart: ChartRows,
  columns: Tables,
  aliases: Tables,
  spellings: Tables,
  table: string,
): Gathered {
  const own = Object.entries(expressionsOf(chart, aliases)).map(
    ([name, sql]) => `${columns.get(sql)} AS ${name}`,
  );
  const tables = Object.entries(chart.spellings).map(
    ([name, spelling]) => [name, spellings.get(nameOf(spelling))!] as const,
  );
  return {
    sql: `SELECT ${['whole', ...own].join(', ')} FROM ${table}`,
    spellings: Object.fromEntries(tables),
  };
}

async function withSpellings<T>(
  asking: Asking,
  [next, ...others]: readonly (readonly [string, Spelling])[],
  tables: TableSql,
  known: Tables,
  work: (spellings: Tables) => Promise<T>,
): Promise<T> {
  if (!next) return work(known);
  const [name, spelling] = next;
  return withRows(asking, spellingsSql(spelling, tables), [], (table) =>
    withSpellings(asking, others, tables, new Map([...known, [name, table]]), work),
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
