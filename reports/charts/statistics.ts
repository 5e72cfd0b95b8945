import type { SqlRow } from '../snapshots.js';

export const STATISTICS = [
  'mean',
  'median',
  'q1',
  'q3',
  'min',
  'max',
  'whisker_low',
  'whisker_high',
] as const;
export type Statistics = Readonly<Record<(typeof STATISTICS)[number], number | null>>;

/**
 * Statistics of v per group: n, nulls, mean, quartiles by linear interpolation (PERCENTILE.INC), extremes, and the
 * furthest values within 1.5 interquartile ranges of the quartiles (row CH-011). Most frequent group first.
 */
export function statisticsSql(rows: string, keys: readonly string[]): string {
  const grouping = keys.join(', ');
  const same = keys.map((key) => `g.${key} IS NOT DISTINCT FROM r.${key}`).join(' AND ');
  return `
    WITH r AS NOT MATERIALIZED (${rows}),
    g AS (
      SELECT ${grouping}, count(v) AS n,
             count(*) FILTER (WHERE v IS NULL AND NOT is_zero) AS n_null, count(*) FILTER (WHERE is_zero) AS n_zero,
             favg(v) AS mean, quantile_cont(v, [0.25, 0.5, 0.75]) AS quartiles, min(v) AS min, max(v) AS max
      FROM r GROUP BY ${grouping}
    ),
    w AS (
      SELECT ${keys.map((key) => `g.${key}`).join(', ')},
             min(r.v) FILTER (WHERE r.v >= quartiles[1] - 1.5 * (quartiles[3] - quartiles[1])) AS whisker_low,
             max(r.v) FILTER (WHERE r.v <= quartiles[3] + 1.5 * (quartiles[3] - quartiles[1])) AS whisker_high
      FROM g JOIN r ON ${same} WHERE r.v IS NOT NULL GROUP BY ${keys.map((key) => `g.${key}`).join(', ')}
    )
    SELECT ${keys.map((key) => `g.${key}`).join(', ')}, n, n_null, n_zero, mean, quartiles[2] AS median,
           quartiles[1] AS q1, quartiles[3] AS q3, min, max, whisker_low, whisker_high
    FROM g LEFT JOIN w ON ${keys.map((key) => `g.${key} IS NOT DISTINCT FROM w.${key}`).join(' AND ')}
    ORDER BY n DESC, ${keys.map((key) => `g.${key}`).join(', ')}`;
}

/** The figures of a result row. */
export function statistics(row: SqlRow): Statistics {
  const figure = (name: (typeof STATISTICS)[number]): number | null => {
    const value = row[name];
    return typeof value === 'number' ? value : null;
  };
  return {
    mean: figure('mean'),
    median: figure('median'),
    q1: figure('q1'),
    q3: figure('q3'),
    min: figure('min'),
    max: figure('max'),
    whisker_low: figure('whisker_low'),
    whisker_high: figure('whisker_high'),
  };
}
