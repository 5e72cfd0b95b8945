import { ask, type SqlRow } from '../snapshots.js';
import { keptOf, keysOf, type ChartGroup, type Drawing, type Groups, type Point } from './drawing.js';
import { markAddress, markKeys } from './marks.js';
import { numbersOf, type SqlChartRows } from './sql-chart-rows.js';

/** Most points sent; beyond, a sample that is the same each time is taken, and n says how many there are. */
export const MAX_POINTS = 5000;

/** Value against another quantity, one point a row, per category, system and band. */
export async function scatter(drawing: Drawing & { readonly source: SqlChartRows }): Promise<Groups> {
  const { asking, request, rows, names } = drawing;
  const keys = keysOf(drawing);
  const source = drawing.source.sql(keptOf(drawing));
  const [counts, points] = await Promise.all([
    ask(
      asking,
      `SELECT ${keys.join(', ')}, count(*) FILTER (WHERE v IS NOT NULL AND x IS NOT NULL) AS n,
              count(*) FILTER (WHERE is_zero) AS n_zero,
              count(*) FILTER (WHERE (v IS NULL OR x IS NULL) AND NOT is_zero) AS n_null
       FROM (${source}) GROUP BY ALL ORDER BY n DESC, ${keys.join(', ')}`,
    ),
    ask(
      asking,
      `SELECT ${keys.join(', ')}, x, v, study_id FROM (${source}) WHERE v IS NOT NULL AND x IS NOT NULL
       ORDER BY hash(study_id, v, x), study_id, v, x LIMIT ${MAX_POINTS}`,
    ),
  ]);
  const keyOfRow = (row: SqlRow): string => JSON.stringify(numbersOf(row, keys));
  const byGroup = new Map<string, Point[]>();
  for (const row of points) {
    const list = byGroup.get(keyOfRow(row)) ?? [];
    list.push({ x: Number(row['x']), y: Number(row['v']), study_id: String(row['study_id']) });
    byGroup.set(keyOfRow(row), list);
  }
  const groups = counts
    .filter((row) => Number(row['n']) > 0)
    .map((row): ChartGroup => ({
      ...markKeys(numbersOf(row, keys), request, rows, names),
      n: Number(row['n']),
      points: byGroup.get(keyOfRow(row)) ?? [],
      address: markAddress(numbersOf(row, keys), request, rows, names, asking.context),
    }));
  const sum = (name: string): number => counts.reduce((n, row) => n + Number(row[name]), 0);
  const total = sum('n');
  return {
    groups,
    leftOut: {
      null_value: sum('n_null'),
      zero_without_exposure: sum('n_zero'),
      not_drawn: Math.max(0, total - points.length),
    },
  };
}
