import type { Clause } from '../filters/filter.js';
import type { BinCount, GroupNumbers } from './counted-rows.js';
import { keptOf, keysOf, type Bin, type ChartGroup, type Drawing, type Groups } from './drawing.js';
import { madeInTurns } from './made-in-turns.js';
import { markAddress, markKeys } from './marks.js';

/** Equal bins between the least and the greatest value of the whole chart, counted per group (row CH-011). */
export async function histogram(drawing: Drawing): Promise<Groups> {
  const { request, source } = drawing;
  const kept = keptOf(drawing);
  const { low, high, nNull, nZero } = await source.extent(kept);
  const leftOut = { null_value: nNull, zero_without_exposure: nZero };
  if (low === null || high === null) return { groups: [], leftOut };
  const edges = edgesBetween(low, high, request.bins);
  const found = await source.bins(keysOf(drawing), edges, kept);
  return { groups: await groupsOf(drawing, found, edges), leftOut };
}

function edgesBetween(low: number, high: number, bins: number): readonly number[] {
  if (low === high) return [low, high];
  const edges = Array.from({ length: bins }, (_, at) => low + ((high - low) * at) / bins);
  const distinct = [...new Set(edges)].filter((edge) => edge < high);
  return [...distinct, high];
}

async function groupsOf(
  { asking, request, rows, names }: Drawing,
  found: readonly BinCount[],
  edges: readonly number[],
): Promise<readonly ChartGroup[]> {
  const byGroup = new Map<string, BinCount[]>();
  for (const count of found) {
    const key = JSON.stringify(count.numbers);
    const known = byGroup.get(key);
    if (known) known.push(count);
    else byGroup.set(key, [count]);
  }
  const address = (numbers: GroupNumbers, more: readonly Clause[]): string | null =>
    markAddress(numbers, request, rows, names, asking.context, more);
  const groupOf = (members: readonly BinCount[]): ChartGroup => {
    const { numbers } = members[0]!;
    const counts = new Map(members.map(({ bin, n }) => [bin, n] as const));
    const bins = edges.slice(0, -1).map((low, at): Bin => {
      const n = counts.get(at) ?? 0;
      const bounds = { low, high: edges[at + 1]!, isLast: at === edges.length - 2 };
      return {
        low,
        high: bounds.high,
        n,
        address: n === 0 ? null : address(numbers, [binClause(request.value!, bounds)]),
      };
    });
    return {
      ...markKeys(numbers, request, rows, names),
      n: bins.reduce((sum, { n }) => sum + n, 0),
      bins,
      address: address(numbers, []),
    };
  };
  const groups = await madeInTurns([...byGroup.values()], groupOf, edges.length);
  return groups.sort((a, b) => b.n - a.n);
}

function binClause(
  { scope, column }: { readonly scope: number; readonly column: string },
  { low, high, isLast }: { readonly low: number; readonly high: number; readonly isLast: boolean },
): Clause {
  return {
    scope,
    column,
    negated: false,
    test: { kind: 'range', from: low, to: high, toExclusive: !isLast },
  };
}
