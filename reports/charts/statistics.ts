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

/** The figures of no values. */
export const NO_STATISTICS: Statistics = {
  mean: null,
  median: null,
  q1: null,
  q3: null,
  min: null,
  max: null,
  whisker_low: null,
  whisker_high: null,
};

/**
 * Statistics of v per group: n, nulls, mean, quartiles by linear interpolation (PERCENTILE.INC), extremes, and the
 * furthest values within 1.5 interquartile ranges of the quartiles (row CH-011). Most frequent group first. Keys are whole
 * numbers, never null. `Summariser` works out the same to the last digit.
 */
export function statisticsSql(rows: string, keys: readonly string[]): string {
  const grouping = keys.join(', ');
  const ofGroups = keys.map((key) => `g.${key}`).join(', ');
  return `
    WITH r AS MATERIALIZED (${rows}),
    g AS (
      SELECT ${grouping}, count(v) AS n,
             count(*) FILTER (WHERE v IS NULL AND NOT is_zero) AS n_null, count(*) FILTER (WHERE is_zero) AS n_zero,
             ${EXACT_MEAN} AS mean, quantile_cont(v, [0.25, 0.5, 0.75]) AS quartiles, min(v) AS min, max(v) AS max
      FROM r GROUP BY ${grouping}
    ),
    f AS (
      SELECT ${grouping}, quartiles[1] - 1.5 * (quartiles[3] - quartiles[1]) AS low,
             quartiles[3] + 1.5 * (quartiles[3] - quartiles[1]) AS high
      FROM g
    ),
    w AS (
      SELECT ${keys.map((key) => `f.${key}`).join(', ')},
             min(CASE WHEN r.v >= f.low THEN r.v END) AS whisker_low,
             max(CASE WHEN r.v <= f.high THEN r.v END) AS whisker_high
      FROM r JOIN f ON ${sameSql(keys, 'f', 'r')} GROUP BY ALL
    )
    SELECT ${ofGroups}, n, n_null, n_zero, mean, quartiles[2] AS median,
           quartiles[1] AS q1, quartiles[3] AS q3, min, max, whisker_low, whisker_high
    FROM g LEFT JOIN w ON ${sameSql(keys, 'g', 'w')}
    ORDER BY n DESC, ${ofGroups}`;
}

/**
 * The mean from a sum of whole numbers of 10⁻¹⁵, which is the same in whatever order the values come; a sum of doubles
 * is not, and differs in its last digit from one question to the next. Beyond 10¹⁵, where no dose is but a broken number
 * may be, the whole numbers have no room, and doubles must do.
 */
const EXACT_MEAN = `CASE WHEN greatest(-min(v), max(v)) < 1e15
  THEN CAST(sum(CASE WHEN v < 1e15 AND v > -1e15 THEN CAST(v * 1e15 AS HUGEINT) END) AS DOUBLE) / 1e15 / count(v) ELSE favg(v) END`;

/** That two rows are of the same group. */
function sameSql(keys: readonly string[], left: string, right: string): string {
  return keys.map((key) => `${left}.${key} = ${right}.${key}`).join(' AND ');
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
