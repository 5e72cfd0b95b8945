import type { Clock } from './clock.js';
import type { StateDatabase } from './database.js';

/** Charts that are remembered: those of a page of each modality. */
const MOST_CHARTS = 60;

/** Charts that were asked for, whatever their filter, as texts that this does not read. */
export interface AskedCharts {
  /** Asked for now. Of too many those asked for the longest ago are forgotten. */
  note(charts: readonly string[]): void;
  /** Those asked for within so many milliseconds, the latest last. */
  within(ms: number): readonly string[];
}

export function askedChartsIn(db: StateDatabase, now: Clock): AskedCharts {
  return {
    note: (charts) =>
      db.transaction(() => {
        for (const chart of charts) db.run('INSERT OR REPLACE INTO asked_charts VALUES (?, ?)', chart, now());
        db.run(
          `DELETE FROM asked_charts WHERE chart IN
           (SELECT chart FROM asked_charts ORDER BY asked_at DESC LIMIT -1 OFFSET ?)`,
          MOST_CHARTS,
        );
      }),
    within: (ms) =>
      db
        .all('SELECT chart FROM asked_charts WHERE asked_at >= ? ORDER BY asked_at, chart', now() - ms)
        .map((row) => String(row['chart'])),
  };
}
