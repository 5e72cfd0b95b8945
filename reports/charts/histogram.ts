import type { Clause } from '../filters/filter.js';
import { Binding } from '../filters/sql.js';
import { ask, type SqlRow } from '../snapshots.js';
import { keptRows, keysOf, type Bin, type ChartGroup, type Drawing, type Groups } from './drawing.js';
import { markAddress, markKeys } from './marks.js';

/** Equal bins between the least and the greatest value of the whole chart, counted per group (row CH-011). */
export async function histogram(drawing: Drawing): Promise<Groups> {
  const { asking, request } = drawing;
  const source = keptRows(drawing);
  const [extent] = await ask(
    asking,
    `SELECT min(v) AS low, max(v) AS high, count(*) FILTER (WHERE is_zero) AS n_zero,
            count(*) FILTER (WHERE v IS NULL AND NOT is_zero) AS n_null
     FROM (${source})`,
  );
  const leftOut = {
    null_value: Number(extent?.['n_null'] ?? 0),
    zero_without_exposure: Number(extent?.['n_zero'] ?? 0),
  };
  const { low, high } = extent ?? {};
  if (typeof low !== 'number' || typeof high !== 'number') return { groups: [], leftOut };
  const edges = edgesBetween(low, high, request.bins);
  const keys = keysOf(drawing);
  const binding = new Binding();
  const bin = binSql(
    edges.slice(1, -1).map((edge) => `CAST(${binding.bind(edge)} AS DOUBLE)`),
    0,
  );
  const found = await ask(
    asking,
    `SELECT ${keys.join(', ')}, ${bin} AS bin, count(*) AS n FROM (${source}) WHERE v IS NOT NULL
     GROUP BY ALL ORDER BY ${keys.join(', ')}, bin`,
    binding.values,
  );
  return { groups: groupsOf(drawing, found, keys, edges), leftOut };
}

/** The number of the bin of v, the first one given, among bins between these edges: found by halving. */
function binSql(edges: readonly string[], first: number): string {
  if (edges.length === 0) return String(first);
  const middle = Math.floor(edges.length / 2);
  const below = binSql(edges.slice(0, middle), first);
  const above = binSql(edges.slice(middle + 1), first + middle + 1);
  return `CASE WHEN v < ${edges[middle]!} THEN ${below} ELSE ${above} END`;
}

function edgesBetween(low: number, high: number, bins: number): readonly number[] {
  if (low === high) return [low, high];
  const edges = Array.from({ length: bins }, (_, at) => low + ((high - low) * at) / bins);
  const distinct = [...new Set(edges)].filter((edge) => edge < high);
  return [...distinct, high];
}

function groupsOf(
  { asking, request, rows, names }: Drawing,
  found: readonly SqlRow[],
  keys: readonly string[],
  edges: readonly number[],
): readonly ChartGroup[] {
  const byGroup = new Map<string, SqlRow[]>();
  for (const row of found) {
    const key = JSON.stringify(keys.map((name) => row[name] ?? null));
    byGroup.set(key, [...(byGroup.get(key) ?? []), row]);
  }
  const address = (row: SqlRow, more: readonly Clause[]): string | null =>
    markAddress(row, request, rows, names, asking.context, more);
  const groups = [...byGroup.values()].map((members): ChartGroup => {
    const first = members[0]!;
    const counts = new Map(members.map((row) => [Number(row['bin']), Number(row['n'])] as const));
    const bins = edges.slice(0, -1).map((low, at): Bin => {
      const n = counts.get(at) ?? 0;
      const bounds = { low, high: edges[at + 1]!, isLast: at === edges.length - 2 };
      return {
        low,
        high: bounds.high,
        n,
        address: n === 0 ? null : address(first, [binClause(request.value!, bounds)]),
      };
    });
    return {
      ...markKeys(first, request, rows, names),
      n: bins.reduce((sum, { n }) => sum + n, 0),
      bins,
      address: address(first, []),
    };
  });
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
