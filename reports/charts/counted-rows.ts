import type { SqlValue } from '../snapshots.js';
import type { Statistics } from './statistics.js';

/** A spelling of a category and how many rows have it. */
export interface SpellingCount {
  /** The number of its category. */
  readonly category: number;
  readonly raw: SqlValue;
  readonly n: number;
}

/** By key the number of a group; `whole` where nothing keeps rows apart. */
export type GroupNumbers = Readonly<Record<string, number>>;

export interface GroupCount {
  readonly numbers: GroupNumbers;
  readonly n: number;
}

export interface GroupStatistics extends GroupCount {
  /** Rows without a value, and those with a stated 0 that is no dose. */
  readonly nNull: number;
  readonly nZero: number;
  readonly figures: Statistics;
}

export interface BinCount extends GroupCount {
  /** The bin, counted from 0. */
  readonly bin: number;
}

export interface ValueExtent {
  /** Null where there is no value. */
  readonly low: number | null;
  readonly high: number | null;
  readonly nNull: number;
  readonly nZero: number;
}

/** Numbers of the categories that are looked at; null for all. */
export type KeptCategories = ReadonlySet<number> | null;

/** The rows that a chart counts, and what it asks about them. Groups come by n, the greatest first, then by number. */
export interface CountedRows {
  /** The spellings of the categories, the most frequent first, then by spelling. */
  spellings(): Promise<readonly SpellingCount[]>;
  /** The texts behind the numbers of a key. */
  texts(key: string): Promise<ReadonlyMap<number, string>>;
  counts(keys: readonly string[], kept: KeptCategories): Promise<readonly GroupCount[]>;
  statistics(keys: readonly string[], kept: KeptCategories): Promise<readonly GroupStatistics[]>;
  extent(kept: KeptCategories): Promise<ValueExtent>;
  /** Counts between neighbouring edges, upper edges left out but for the last; by number of group and bin. */
  bins(keys: readonly string[], edges: readonly number[], kept: KeptCategories): Promise<readonly BinCount[]>;
}
