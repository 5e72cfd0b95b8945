import type { AskedCharts } from '../../warehouse/state/asked-charts.js';
import type { Asking, Snapshot, Snapshots } from '../snapshots.js';
import { chartOfText, textOfChart } from './asked-chart.js';
import { prepareCharts, type StatisticsPolicy } from './chart.js';
import type { ChartRequest } from './request.js';

/** Where charts are made ready, and with what. */
export interface Readying {
  readonly snapshots: Snapshots;
  /** Questions to a snapshot, within bounds of their own. */
  readonly askingOf: (snapshot: Snapshot) => Asking;
  readonly policy: () => StatisticsPolicy;
  /** Where charts are remembered beyond the life of the process. */
  readonly asked: AskedCharts;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

const NOTED_FOR_MS = 3_600_000;
const MOST_NOTED = 1_000;
/** A chart that nobody has asked for this long is not made ready any more. */
const REMEMBERED_MS = 8 * 86_400_000;
/** A snapshot is worth the work once it has been the newest for so long: an ingest commits one after another. */
const SETTLED_MS = 60_000;

/**
 * Makes the charts that were asked for lately ready for the newest snapshot, so that whoever comes first in the morning
 * waits no longer than the others. What charts of all filters share is worked out, and no answer is kept.
 */
export class ReadyCharts {
  /** When each was written down last: a page that is drawn again and again is, once an hour. */
  readonly #noted = new Map<string, number>();
  /** The snapshot that is ready, or that failed to be. */
  #done: number | null = null;
  #working: Promise<void> | null = null;

  constructor(private readonly readying: Readying) {}

  /** Remembers charts that were drawn over a snapshot, also when the server is started again. Never throws. */
  note(requests: readonly ChartRequest[]): void {
    const now = this.readying.now();
    const texts = new Set(requests.map(textOfChart));
    const due = [...texts].filter((text) => now - (this.#noted.get(text) ?? -Infinity) >= NOTED_FOR_MS);
    if (due.length === 0) return;
    try {
      this.readying.asked.note(due);
    } catch (error) {
      return this.readying.onFailure(error);
    }
    if (this.#noted.size > MOST_NOTED) this.#noted.clear();
    for (const text of due) this.#noted.set(text, now);
  }

  /** Does what there is to do now; to be called again and again. Never rejects. */
  look(): Promise<void> {
    this.#working ??= this.#makeReady().finally(() => (this.#working = null));
    return this.#working;
  }

  async #makeReady(): Promise<void> {
    const { snapshots, now, onFailure } = this.readying;
    const latest = snapshots.latest();
    if (latest === null || latest.id === this.#done) return;
    if (now() - Date.parse(latest.committedAt) < SETTLED_MS) return;
    try {
      const requests = this.#remembered();
      if (requests.length === 0) return;
      this.#done = latest.id;
      await this.#prepare(requests);
    } catch (error) {
      onFailure(error);
    }
  }

  async #prepare(requests: readonly ChartRequest[]): Promise<void> {
    const { snapshots, askingOf, policy } = this.readying;
    const snapshot = await snapshots.open();
    try {
      await prepareCharts(askingOf(snapshot), requests, policy());
    } finally {
      snapshot.release();
    }
  }

  #remembered(): readonly ChartRequest[] {
    const charts = this.readying.asked.within(REMEMBERED_MS).map(chartOfText);
    return charts.filter((chart) => chart !== null);
  }
}
