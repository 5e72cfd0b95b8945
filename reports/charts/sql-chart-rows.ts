import { Binding } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';
import type {
  BinCount,
  CountedRows,
  GroupCount,
  GroupNumbers,
  GroupStatistics,
  KeptCategories,
  SpellingCount,
  ValueExtent,
} from './counted-rows.js';
import { statistics, statisticsSql } from './statistics.js';

/** Where SQL finds the rows of a chart. */
export interface SqlSource {
  /** What to put after FROM. */
  readonly from: string;
  /** The columns behind the names that questions use: keys, v, is_zero, x, study_id. */
  readonly columns: Readonly<Record<string, string>>;
  /** The column of the number of the category's spelling. */
  readonly rawColumn: string | null;
  /** By key the table of spellings (raw, raw_number) with their categories (category, category_number). */
  readonly spellings: Readonly<Record<string, string>>;
}

/** The rows of a chart in a table of SQL. */
export class SqlChartRows implements CountedRows {
  constructor(
    private readonly asking: Asking,
    private readonly source: SqlSource,
  ) {}

  /** A SELECT of the kept rows. */
  sql(kept: KeptCategories): string {
    const own = Object.entries(this.source.columns).map(([name, column]) => `${column} AS ${name}`);
    const rows = `SELECT ${['0 AS whole', ...own].join(', ')} FROM ${this.source.from}`;
    return kept ? `SELECT * FROM (${rows}) WHERE category IN (${[...kept].join(', ') || 'NULL'})` : rows;
  }

  async spellings(): Promise<readonly SpellingCount[]> {
    const { from, rawColumn, spellings } = this.source;
    const found = await ask(
      this.asking,
      `SELECT k.category_number, k.raw, g.n
       FROM (SELECT ${rawColumn} AS raw, count(*) AS n FROM ${from} GROUP BY 1) g
       JOIN ${spellings['category']} k ON k.raw_number = g.raw
       ORDER BY g.n DESC, k.raw ASC NULLS LAST`,
    );
    return found.map((row) => ({
      category: Number(row['category_number']),
      raw: row['raw'] ?? null,
      n: Number(row['n']),
    }));
  }

  async texts(key: string): Promise<ReadonlyMap<number, string>> {
    const table = this.source.spellings[key];
    const found = await ask(this.asking, `SELECT DISTINCT category_number, category FROM ${table}`);
    return new Map(found.map((row) => [Number(row['category_number']), String(row['category'])] as const));
  }

  async counts(keys: readonly string[], kept: KeptCategories): Promise<readonly GroupCount[]> {
    const names = keys.join(', ');
    const found = await ask(
      this.asking,
      `SELECT ${names}, count(*) AS n FROM (${this.sql(kept)}) GROUP BY ALL ORDER BY n DESC, ${names}`,
    );
    return found.map((row) => countOf(row, keys));
  }

  async statistics(keys: readonly string[], kept: KeptCategories): Promise<readonly GroupStatistics[]> {
    const found = await ask(this.asking, statisticsSql(this.sql(kept), keys));
    return found.map((row) => ({
      ...countOf(row, keys),
      nNull: Number(row['n_null']),
      nZero: Number(row['n_zero']),
      figures: statistics(row),
    }));
  }

  async extent(kept: KeptCategories): Promise<ValueExtent> {
    const [row] = await ask(
      this.asking,
      `SELECT min(v) AS low, max(v) AS high, count(*) FILTER (WHERE is_zero) AS n_zero,
              count(*) FILTER (WHERE v IS NULL AND NOT is_zero) AS n_null
       FROM (${this.sql(kept)})`,
    );
    const number = (name: string): number | null => (typeof row?.[name] === 'number' ? row[name] : null);
    return {
      low: number('low'),
      high: number('high'),
      nNull: Number(row?.['n_null'] ?? 0),
      nZero: Number(row?.['n_zero'] ?? 0),
    };
  }

  async bins(
    keys: readonly string[],
    edges: readonly number[],
    kept: KeptCategories,
  ): Promise<readonly BinCount[]> {
    const binding = new Binding();
    const inner = edges.slice(1, -1).map((edge) => `CAST(${binding.bind(edge)} AS DOUBLE)`);
    const names = keys.join(', ');
    const found = await ask(
      this.asking,
      `SELECT ${names}, ${binSql(inner, 0)} AS bin, count(*) AS n FROM (${this.sql(kept)}) WHERE v IS NOT NULL
       GROUP BY ALL ORDER BY ${names}, bin`,
      binding.values,
    );
    return found.map((row) => ({ ...countOf(row, keys), bin: Number(row['bin']) }));
  }
}

/** The numbers of a row's group. */
export function numbersOf(row: SqlRow, keys: readonly string[]): GroupNumbers {
  return Object.fromEntries(keys.map((key) => [key, Number(row[key])]));
}

const countOf = (row: SqlRow, keys: readonly string[]): GroupCount => ({
  numbers: numbersOf(row, keys),
  n: Number(row['n']),
});

/** The number of the bin of v, the first one given, among bins between these edges: found by halving. */
function binSql(edges: readonly string[], first: number): string {
  if (edges.length === 0) return String(first);
  const middle = Math.floor(edges.length / 2);
  const below = binSql(edges.slice(0, middle), first);
  const above = binSql(edges.slice(middle + 1), first + middle + 1);
  return `CASE WHEN v < ${edges[middle]!} THEN ${below} ELSE ${above} END`;
}
