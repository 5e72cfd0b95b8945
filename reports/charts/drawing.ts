import type { Asking } from '../snapshots.js';
import type { CountedRows, KeptCategories } from './counted-rows.js';
import type { MarkKeys, Names } from './marks.js';
import type { ChartRequest } from './request.js';
import type { ChartRows } from './rows.js';
import { STATISTICS, type Statistics } from './statistics.js';

/** One bar: values from low up to high, the last bar with its upper edge. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly address: string | null;
}

/** One point of a scatter chart. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly study_id: string;
}

/** One mark or series of a chart, kept apart from the others, with the address of exactly its studies. */
export interface ChartGroup extends MarkKeys, Partial<Statistics> {
  readonly n: number;
  readonly n_null?: number;
  readonly period?: string;
  readonly weekday?: number;
  readonly hour?: number;
  readonly bins?: readonly Bin[];
  readonly points?: readonly Point[];
  readonly address: string | null;
}

/** The marks of a chart, and what they leave out. */
export interface Groups {
  readonly groups: readonly ChartGroup[];
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Everything that the parts of one chart share. */
export interface Drawing {
  readonly asking: Asking;
  readonly request: ChartRequest;
  readonly rows: ChartRows;
  readonly source: CountedRows;
  readonly names: Names;
}

/** The kept categories, where there are more than were asked for. */
export function keptOf({ names }: Drawing): KeptCategories {
  return names.rowsLeftOut === 0 ? null : new Set(names.categories.keys());
}

/** The keys that keep the marks of a chart apart; where none does, one that is the same in every row. */
export function keysOf({ rows }: Drawing, moments: readonly string[] = []): readonly string[] {
  const keys = [...rows.keys, ...moments];
  return keys.length > 0 ? keys : ['whole'];
}

/** The figures of a group in the order of a file. */
export const FIGURES = ['n', 'n_null', ...STATISTICS] as const;
