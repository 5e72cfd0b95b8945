import type { Asking, Snapshot, Snapshots } from '../snapshots.js';
import { prepareCharts, type StatisticsPolicy } from './chart.js';
import type { ChartRequest } from './request.js';

/** Where charts are made ready, and with what. */
export interface Readying {
  readonly snapshots: Snapshots;
  /** Questions to a snapshot, within bounds of their own. */
  readonly askingOf: (snapshot: Snapshot) => Asking;
  readonly policy: () => StatisticsPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/** Charts that are remembered: those of a page of each modality. */
const MOST_REMEMBERED = 60;
/** A chart that nobody has asked for this long is not made ready any more. */
const REMEMBERED_MS = 8 * 86_400_000;
/** A snapshot is worth the work once it has been the newest for so long: an ingest commits one after another. */
const SETTLED_MS = 60_000;

/**
 * Makes the charts that were asked for lately ready for the newest snapshot, so that whoever comes first in the morning
 * waits no longer than the others. What charts of all filters share is worked out, and no answer is kept.
 */
export class ReadyCharts {
  /** The one that was asked for least lately first. */
  readonly #asked = new Map<string, { readonly request: ChartRequest; readonly at: number }>();
  /** The snapshot that is ready, or that failed to be. */
  #done: number | null = null;
  #working: Promise<void> | null = null;

  constructor(private readonly readying: Readying) {}

  /** Remembers charts that were drawn over a snapshot. */
  note(requests: readonly ChartRequest[]): void {
    const at = this.readying.now();
    for (const request of requests) {
      const whole = { ...request, filter: { clauses: [] } };
      const key = keyOf(whole);
      this.#asked.delete(key);
      this.#asked.set(key, { request: whole, at });
    }
    for (const key of this.#asked.keys()) {
      if (this.#asked.size <= MOST_REMEMBERED) break;
      this.#asked.delete(key);
    }
  }

  /** Does what there is to do now; to be called again and again. Never rejects. */
  look(): Promise<void> {
    this.#working ??= this.#makeReady().finally(() => (this.#working = null));
    return this.#working;
  }

  async #makeReady(): Promise<void> {
    const { snapshots, now, askingOf, policy, onFailure } = this.readying;
    const latest = snapshots.latest();
    const requests = this.#remembered();
    if (latest === null || latest.id === this.#done || requests.length === 0) return;
    if (now() - Date.parse(latest.committedAt) < SETTLED_MS) return;
    this.#done = latest.id;
    try {
      const snapshot = await snapshots.open();
      try {
        await prepareCharts(askingOf(snapshot), requests, policy());
      } finally {
        snapshot.release();
      }
    } catch (error) {
      onFailure(error);
    }
  }

  #remembered(): readonly ChartRequest[] {
    const since = this.readying.now() - REMEMBERED_MS;
    return [...this.#asked.values()].filter(({ at }) => at >= since).map(({ request }) => request);
  }
}

/** Charts are told apart by everything but their filter. */
function keyOf({ value, by, x, ...options }: ChartRequest): string {
  const columns = [value, by, x].map((field) => field && [field.scope, field.column]);
  return JSON.stringify([columns, options]);
}
