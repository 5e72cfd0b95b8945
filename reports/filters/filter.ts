import type { ColumnType } from '../../warehouse/tables/index.js';

/** A day relative to today: −28d, −6m; positive amounts lie in the future. */
export interface RelativeDay {
  readonly amount: number;
  readonly unit: 'd' | 'w' | 'm' | 'y';
}

/** A bound of a range: a number, ISO text of a date, time or timestamp, or a day relative to today. */
export type Bound = number | string | RelativeDay;

/** What a clause asks of the column's value. */
export type Test =
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'equals'; readonly value: string | number | boolean }
  | {
      readonly kind: 'range';
      readonly from: Bound | null;
      readonly to: Bound | null;
      readonly toExclusive: boolean;
    }
  | { readonly kind: 'is'; readonly state: 'null' | 'unirradiated' };

/** The row that a clause is about: the study (0), or the n-th event that must exist (1 = `event.`, 2 = `event2.`, …). */
export type Scope = number;

/** One condition: `[-][event.]column` and its test. */
export interface Clause {
  readonly scope: Scope;
  readonly column: string;
  readonly negated: boolean;
  readonly test: Test;
  /** Of a clause on identity: the studies found by it (of `is`: those that have a value), looked up beforehand. */
  readonly studyIds?: readonly string[];
}

/** Clauses in the order of the address: those on one column are alternatives, different columns must all hold. */
export interface Filter {
  readonly clauses: readonly Clause[];
}

/** What is wrong with one part of an address, and what to do about it. */
export interface FilterProblem {
  readonly field: string;
  readonly message: string;
}

/** A result or the problems that prevent it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FilterProblem[] };

/** How values of a column are tested; null for structs, blobs and lists of numbers, which no filter reaches. */
export type Comparison = 'text' | 'list' | 'number' | 'boolean' | 'date' | 'time' | 'timestamp';

/** The comparison that suits a column type, null where the column cannot be filtered. */
export function comparisonOf(type: ColumnType): Comparison | null {
  switch (type) {
    case 'text':
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'text[]':
      return 'list';
    default:
      return null;
  }
}
