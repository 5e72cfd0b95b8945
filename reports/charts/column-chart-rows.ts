import type {
  AnswerTo,
  Column,
  ColumnNames,
  ColumnRows,
  GroupKey,
  Grouping,
  Question,
} from '../../warehouse/index.js';
import { ask, type Asking, type SqlValue } from '../snapshots.js';
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
import type { ChartRows } from './rows.js';
import { codeSql, rawNumberSql, type Spelling } from './spellings.js';
import { bitsOf, STUDY_NUMBER, type Selection } from './selection.js';
import { NO_STATISTICS } from './statistics.js';

/** Where the rows of a chart are found. */
export interface ColumnSource {
  readonly asking: Asking;
  readonly chart: ChartRows;
  readonly rows: ColumnRows;
  readonly columns: ColumnNames;
  readonly selection: Selection;
  /** By the name of what is spelled its table (raw, raw_number). */
  readonly tableOf: ReadonlyMap<string, string>;
  /** By the name of what is measured its distinct values in ascending order. */
  readonly valuesOf: ReadonlyMap<string, Float64Array>;
}

/** How many rows have the spelling of a number. */
export interface RawCount {
  readonly raw: number;
  readonly n: number;
}

/** The spellings of a key by their number, with the category of each. */
interface Categories {
  /** By number of the spelling the number of its category; 0 where there is none. */
  readonly numberOf: Int32Array;
  readonly textOf: ReadonlyMap<number, string>;
  readonly rawOf: ReadonlyMap<number, SqlValue>;
}

/** The rows of a chart as columns that were prepared for any filter, of which the selected studies' are counted. */
export class ColumnChartRows implements CountedRows {
  readonly #categories = new Map<string, Promise<Categories>>();

  /** What several charts ask about the same rows is kept in `asked`, and counted once. */
  constructor(
    private readonly source: ColumnSource,
    private readonly asked: Map<string, Promise<readonly RawCount[]>>,
  ) {}

  async spellings(): Promise<readonly SpellingCount[]> {
    const spelling = this.source.chart.spellings['category']!;
    const { numberOf, rawOf } = await this.#categoriesOf('category');
    const found = await this.#rawCounts(rawNumberSql(spelling));
    return found.map(({ raw, n }) => ({ category: numberOf[raw]!, raw: rawOf.get(raw) ?? null, n }));
  }

  #rawCounts(sql: string): Promise<readonly RawCount[]> {
    const question = `${sql} ${this.source.chart.includeNotPatient}`;
    const known = this.asked.get(question) ?? this.#countRaws(this.#column(sql));
    this.asked.set(question, known);
    return known;
  }

  async #countRaws(column: Column): Promise<readonly RawCount[]> {
    const found = await this.#answerTo({ ask: 'counts', grouping: this.#grouping([everyNumber(column)]) });
    return found.map(({ places: [raw], n }) => ({ raw: raw!, n })).sort((a, b) => b.n - a.n || a.raw - b.raw);
  }

  async texts(key: string): Promise<ReadonlyMap<number, string>> {
    return (await this.#categoriesOf(key)).textOf;
  }

  async counts(keys: readonly string[], kept: KeptCategories): Promise<readonly GroupCount[]> {
    const grouping = this.#grouping(await this.#keys(keys, kept));
    const found = await this.#answerTo({ ask: 'counts', grouping });
    return found.map(({ places, n }) => ({ numbers: numbered(keys, places), n })).sort(byNumber(keys));
  }

  async statistics(keys: readonly string[], kept: KeptCategories): Promise<readonly GroupStatistics[]> {
    const grouping = this.#grouping(await this.#keys(keys, kept));
    const value = { codes: this.#codes(), values: this.#values() };
    const found = await this.#answerTo({ ask: 'summaries', grouping, value });
    return found
      .map(({ places, n, nNull, nZero, summary }) => ({
        numbers: numbered(keys, places),
        n,
        nNull,
        nZero,
        figures: summary ?? NO_STATISTICS,
      }))
      .sort(byNumber(keys));
  }

  async extent(kept: KeptCategories): Promise<ValueExtent> {
    const [values, codes] = [this.#values(), this.#codes()];
    const grouping = this.#grouping(await this.#keys(kept ? ['category'] : [], kept));
    const value = { codes, values };
    const { least, most, nNull, nZero } = await this.#answerTo({ ask: 'extent', grouping, value });
    const valueOf = (code: number | null): number | null => (code === null ? null : values[code - 1]!);
    return { low: valueOf(least), high: valueOf(most), nNull, nZero };
  }

  async bins(
    keys: readonly string[],
    edges: readonly number[],
    kept: KeptCategories,
  ): Promise<readonly BinCount[]> {
    const bin = binKey(this.#codes(), this.#values(), edges.slice(1, -1));
    const grouping = this.#grouping([...(await this.#keys(keys, kept)), bin]);
    const found = await this.#answerTo({ ask: 'counts', grouping });
    return found
      .map(({ places, n }) => ({ numbers: numbered(keys, places), bin: places.at(-1)!, n }))
      .sort((a, b) => compare(keys, a.numbers, b.numbers) || a.bin - b.bin);
  }

  #answerTo<Q extends Question>(question: Q): Promise<AnswerTo<Q>> {
    const { snapshot, bounds = {} } = this.source.asking;
    return snapshot.prepared.calculations.answer(question, bounds);
  }

  #column(sql: string): Column {
    const { rows, columns } = this.source;
    return rows.columns.get(columns.get(sql)!)!;
  }

  #codes(): Column {
    return this.#column(codeSql(this.source.chart.value!));
  }

  #values(): Float64Array {
    return this.source.valuesOf.get(this.source.chart.value!.name)!;
  }

  #grouping(keys: readonly GroupKey[]): Grouping {
    const { chart, rows, selection } = this.source;
    return {
      rowCount: rows.rowCount,
      bitOfRow: this.#column(STUDY_NUMBER),
      bits: bitsOf(chart, selection),
      keys,
    };
  }

  /** What keeps rows apart by these keys; rows of categories that are not kept are left out. */
  async #keys(keys: readonly string[], kept: KeptCategories): Promise<readonly GroupKey[]> {
    const { numbers, spellings } = this.source.chart;
    const asked = keys.filter((key) => key !== 'whole');
    const found = asked.map(async (key): Promise<GroupKey> => {
      const spelling = spellings[key];
      return spelling
        ? this.#keyOf(key, spelling, key === 'category' ? kept : null)
        : everyNumber(this.#column(numbers[key]!));
    });
    return Promise.all(found);
  }

  async #keyOf(key: string, spelling: Spelling, kept: KeptCategories): Promise<GroupKey> {
    const { numberOf, textOf } = await this.#categoriesOf(key);
    const places = kept ? numberOf.map((number) => (kept.has(number) ? number : -1)) : numberOf;
    return { column: this.#column(rawNumberSql(spelling)), places, size: textOf.size + 1 };
  }

  #categoriesOf(key: string): Promise<Categories> {
    const known = this.#categories.get(key) ?? this.#readCategories(key);
    this.#categories.set(key, known);
    return known;
  }

  async #readCategories(key: string): Promise<Categories> {
    const { asking, chart, tableOf } = this.source;
    const { name, categorySql } = chart.spellings[key]!;
    const found = await ask(
      asking,
      `SELECT raw, raw_number, category, dense_rank() OVER (ORDER BY category) AS category_number
       FROM (SELECT raw, raw_number, ${categorySql} AS category FROM ${tableOf.get(name)!})`,
    );
    const numberOf = new Int32Array(found.length + 1);
    for (const row of found) numberOf[Number(row['raw_number'])] = Number(row['category_number']);
    return {
      numberOf,
      textOf: new Map(found.map((row) => [Number(row['category_number']), String(row['category'])])),
      rawOf: new Map(found.map((row) => [Number(row['raw_number']), row['raw'] ?? null])),
    };
  }
}

/** Each number of a column a group of its own. */
function everyNumber(column: Column): GroupKey {
  return {
    column,
    places: Int32Array.from({ length: column.most + 1 }, (_, at) => at),
    size: column.most + 1,
  };
}

/** The bins of codes between these inner edges, each of which belongs to the bin above it; no value, no bin. */
function binKey(column: Column, values: Float64Array, edges: readonly number[]): GroupKey {
  const places = new Int32Array(column.most + 1).fill(-1);
  let bin = 0;
  for (let code = 1; code <= Math.min(column.most, values.length); code++) {
    while (bin < edges.length && values[code - 1]! >= edges[bin]!) bin++;
    places[code] = bin;
  }
  return { column, places, size: edges.length + 1 };
}

const numbered = (keys: readonly string[], places: readonly number[]): GroupNumbers =>
  Object.fromEntries(keys.map((key, at) => [key, key === 'whole' ? 0 : places[at]!]));

function compare(keys: readonly string[], a: GroupNumbers, b: GroupNumbers): number {
  return keys.reduce((found, key) => found || a[key]! - b[key]!, 0);
}

const byNumber =
  (keys: readonly string[]) =>
  (a: GroupCount, b: GroupCount): number =>
    b.n - a.n || compare(keys, a.numbers, b.numbers);
