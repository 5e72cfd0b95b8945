import type { Clause } from './address.js';
import { movePoint } from './decimal.js';

/** How a condition compares. */
export type Match = 'contains' | 'exact' | 'range' | 'is_null';

export function matchOf(clause: Clause): Match {
  if (clause.key.endsWith('.is')) return 'is_null';
  if (clause.value.startsWith('=')) return 'exact';
  return clause.value.includes('..') ? 'range' : 'contains';
}

/** The column (or `event.` and column) that a condition is about. */
export const subjectOf = (clause: Clause): string => clause.key.replace(/\.is$/, '');

/** The text that a condition looks for, without the sign of an exact match. */
export const textOf = (clause: Clause): string => clause.value.replace(/^=/, '');

/** The ends of a range, '' where it is open. A single value is both ends. */
export function endsOf(value: string): readonly [low: string, high: string] {
  if (!value.includes('..')) return [value, value];
  const [low = '', high = ''] = value.split('..');
  return [low, high];
}

/** The end of a range with its decimal point moved; the sign of an excluded end stays. */
export const shiftedEnd = (end: string, shift: number): string =>
  end.replace(/^(<?)(.*)$/, (_all, sign: string, number: string) => sign + movePoint(number, shift));

/**
 * Whether the lower end of a range of numbers or days lies above the upper one, so that no value can match. A coarse day
 * such as `2026-01` reaches as far as the other end is precise; days counted from today are the server's to compare.
 */
export function isReversed(low: string, high: string): boolean {
  const to = high.replace(/^</, '');
  if (low === '' || to === '') return false;
  if (DAY.test(low) && DAY.test(to)) {
    const precision = Math.min(low.length, to.length);
    return low.slice(0, precision) > to.slice(0, precision);
  }
  return Number(low) > Number(to);
}

const DAY = /^\d{4}-\d{2}(?:-\d{2})?$/;

export const rangeOf = (low: string, high: string): string => (low || high ? `${low}..${high}` : '');

export const without = (clauses: readonly Clause[], gone: (clause: Clause) => boolean): Clause[] =>
  clauses.filter((clause) => !gone(clause));

/** The one value (text or range) that an input field of the panel shows for a key. */
export function fieldValue(clauses: readonly Clause[], key: string): string {
  return clauses.find((clause) => isField(clause, key))?.value ?? '';
}

/** The conditions with the input field of `key` set to `value`, or cleared by ''. */
export function withField(clauses: readonly Clause[], key: string, value: string): Clause[] {
  const rest = without(clauses, (clause) => isField(clause, key));
  return value === '' ? rest : [...rest, { key, negated: false, value }];
}

/** The exact values chosen for a key, as facet boxes are ticked. */
export function chosenValues(clauses: readonly Clause[], key: string): readonly string[] {
  return clauses.filter((clause) => isChoice(clause, key)).map(textOf);
}

/** Ticks or unticks one exact value; a repeated key means any of them. */
export function toggleValue(clauses: readonly Clause[], key: string, value: string): Clause[] {
  const same = (clause: Clause): boolean => isChoice(clause, key) && textOf(clause) === value;
  if (clauses.some(same)) return without(clauses, same);
  return [...clauses, { key, negated: false, value: `=${value}` }];
}

const isChoice = (clause: Clause, key: string): boolean =>
  clause.key === key && !clause.negated && matchOf(clause) === 'exact';

const isField = (clause: Clause, key: string): boolean =>
  clause.key === key && !clause.negated && matchOf(clause) !== 'exact';
