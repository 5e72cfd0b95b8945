import type { CheckSummary } from './check-summary.js';

/** Summaries that are kept: of the newest snapshot and a few that somebody looks back at. */
const KEPT = 8;

/** Remembers the summary of whole snapshots: nothing in it depends on who asks, and it is worked out once for all. */
export class SummaryCache {
  readonly #byKey = new Map<string, Promise<CheckSummary>>();

  /** The summary under this key, worked out where it is not known; a failure is not kept. */
  get(key: string, workOut: () => Promise<CheckSummary>): Promise<CheckSummary> {
    const known = this.#byKey.get(key);
    if (known) return known;
    const summary = workOut();
    this.#byKey.set(key, summary);
    summary.catch(() => this.#byKey.delete(key));
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > KEPT && oldest !== undefined) this.#byKey.delete(oldest);
    return summary;
  }
}
