import { keyOf } from '../filters/fields.js';
import type { Bound, Clause, Filter, Test } from '../filters/filter.js';
import { resolveBound } from '../filters/moments.js';

/**
 * The filter that finds exactly the studies of a mark: the chart's filter, narrowed by the clauses that the mark adds.
 * Both may speak of one column; alternatives on it are then intersected, because a repeated key means any of.
 */
export function narrow(filter: Filter, added: readonly Clause[], today: string): Filter {
  const addedByKey = alternativesByKey(added);
  const baseByKey = alternativesByKey(filter.clauses);
  const kept = filter.clauses.filter((clause) => clause.negated || !addedByKey.has(keyOf(clause)));
  const narrowed = [...addedByKey].flatMap(([key, mine]) => {
    const base = baseByKey.get(key) ?? [];
    const within = mine
      .filter((clause) => mayHold(clause, base))
      .flatMap((clause) => intersect(clause, base, today));
    return within.length > 0 ? within : mine;
  });
  const negated = added.filter((clause) => clause.negated && !kept.some((other) => isSame(other, clause)));
  return { clauses: [...kept, ...narrowed, ...negated] };
}

/** The clauses of each column that are alternatives of one another. */
function alternativesByKey(clauses: readonly Clause[]): ReadonlyMap<string, readonly Clause[]> {
  const byKey = new Map<string, Clause[]>();
  for (const clause of clauses) {
    if (clause.negated) continue;
    const key = keyOf(clause);
    const others = byKey.get(key);
    if (others) others.push(clause);
    else byKey.set(key, [clause]);
  }
  return byKey;
}

/** Whether a single added value can be among what the base lets through: a null only where the base asks for nulls. */
function mayHold({ test }: Clause, base: readonly Clause[]): boolean {
  if (base.length === 0 || test.kind === 'range' || test.kind === 'contains') return true;
  if (test.kind === 'is')
    return base.some((other) => other.test.kind === 'is' && other.test.state === test.state);
  const isExact = base.every((other) => other.test.kind === 'is' || other.test.kind === 'equals');
  return !isExact || base.some((other) => other.test.kind === 'equals' && other.test.value === test.value);
}

/** One added alternative within those of the base. A single value was seen in the base, so it stays as it is. */
function intersect(clause: Clause, base: readonly Clause[], today: string): readonly Clause[] {
  if (clause.test.kind !== 'range' || base.length === 0) return [clause];
  const mine = clause.test;
  return base.flatMap((other): Clause[] => {
    if (other.test.kind === 'equals') return holds(mine, other.test.value, today) ? [other] : [];
    if (other.test.kind !== 'range') return [];
    const test = overlap(mine, other.test, today);
    return test ? [{ ...clause, test }] : [];
  });
}

type Range = Test & { kind: 'range' };
type Value = string | number;

function holds(range: Range, value: string | number | boolean, today: string): boolean {
  if (typeof value === 'boolean') return false;
  const from = range.from === null ? null : resolveBound(range.from, today);
  const to = range.to === null ? null : resolveBound(range.to, today);
  if (from !== null && value < from) return false;
  return to === null || (range.toExclusive ? value < to : value <= to);
}

/** The values in both ranges, null when there are none. */
function overlap(a: Range, b: Range, today: string): Range | null {
  const resolved = (bound: Bound | null): Value | null =>
    bound === null ? null : resolveBound(bound, today);
  const from = greater(resolved(a.from), resolved(b.from));
  const ends = [a, b].map((range) => ({ to: resolved(range.to), exclusive: range.toExclusive }));
  const closed = ends.filter((end) => end.to !== null).sort((left, right) => compareEnds(left, right));
  const end = closed[0] ?? { to: null, exclusive: false };
  const isEmpty = from !== null && end.to !== null && (from > end.to || (end.exclusive && from === end.to));
  return isEmpty ? null : { kind: 'range', from, to: end.to, toExclusive: end.to !== null && end.exclusive };
}

function greater(a: Value | null, b: Value | null): Value | null {
  if (a === null) return b;
  if (b === null) return a;
  return a > b ? a : b;
}

/** The end that comes first: the lower one, and of equal ones the one that leaves its value out. */
function compareEnds(
  a: { readonly to: Value | null; readonly exclusive: boolean },
  b: { readonly to: Value | null; readonly exclusive: boolean },
): number {
  if (a.to !== null && b.to !== null && a.to !== b.to) return a.to < b.to ? -1 : 1;
  return Number(b.exclusive) - Number(a.exclusive);
}

function isSame(a: Clause, b: Clause): boolean {
  return keyOf(a) === keyOf(b) && JSON.stringify(a) === JSON.stringify(b);
}
