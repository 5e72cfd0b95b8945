import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawCharts } from '../../../reports/charts/chart.js';
import { ReadyCharts } from '../../../reports/charts/ready-charts.js';
import { parseChartText, type ChartRequest } from '../../../reports/charts/request.js';
import { parseFilterText } from '../../../reports/filters/parse.js';
import { lakeSnapshots, type LakeSnapshots } from '../../../reports/lake-snapshots.js';
import type { Asking, Snapshot } from '../../../reports/snapshots.js';
import { openLake, type DoseLake } from '../../../warehouse/index.js';
import { openState, type State } from '../../../warehouse/state/state.js';
import { ctEvent, ctStudy, temporaryFolder } from '../../warehouse/lake-support.js';

const POLICY = { adultFromYears: 16 };
const CHARTS = [
  'dose?value=event.dlp_mgy_cm&by=event.acquisition_protocol',
  'histogram?value=dlp_total_mgy_cm',
  'weekday-hour',
];
const MINUTE_MS = 60_000;

function requests(filterText: string): readonly ChartRequest[] {
  const filter = parseFilterText(filterText);
  if (!filter.ok) throw new Error(filterText);
  return CHARTS.map((text) => {
    const request = parseChartText(text, filter.value);
    if (!request.ok) throw new Error(text);
    return request.value;
  });
}

describe('charts that are made ready', () => {
  let lake: DoseLake;
  let snapshots: LakeSnapshots;
  let remove: () => Promise<void>;
  let now: number;
  let failures: unknown[];
  let state: State;
  let charts: ReadyCharts;

  /** As a server has them from its start. */
  const started = (): ReadyCharts =>
    new ReadyCharts({
      snapshots,
      askingOf,
      policy: () => POLICY,
      asked: state.askedCharts,
      now: () => now,
      onFailure: (error) => failures.push(error),
    });
  const commit = (numbers: readonly number[]) =>
    lake.commit({ kind: 'ingest', runId: null }, async () => ({
      add: { studies: numbers.map((n) => ctStudy(n)), ct_events: numbers.map((n) => ctEvent(n)) },
    }));
  /** As a store of so many rows that preparing is worth it. */
  const askingOf = (snapshot: Snapshot): Asking => ({
    snapshot: { ...snapshot, rowCount: () => 1_000_000 },
    context: { today: '2026-01-01' },
  });
  /** How often columns are read from the lake while something is done. */
  async function readings(work: () => Promise<unknown>): Promise<number> {
    const reading = vi.spyOn(lake.context.engine, 'eachChunk');
    await work();
    const { length } = reading.mock.calls;
    reading.mockRestore();
    return length;
  }
  async function draw(filterText: string): Promise<void> {
    const snapshot = await snapshots.open();
    await drawCharts(askingOf(snapshot), requests(filterText), POLICY);
    snapshot.release();
  }

  beforeEach(async () => {
    const temporary = await temporaryFolder();
    remove = temporary.remove;
    lake = await openLake(temporary.folder);
    await commit([1, 2, 3]);
    snapshots = lakeSnapshots(lake);
    failures = [];
    now = Date.now() + 2 * MINUTE_MS;
    state = openState(':memory:', { now: () => now });
    charts = started();
  });
  afterEach(async () => {
    state.close();
    await snapshots.close();
    await lake.close();
    await remove();
  });

  it('are there for any filter before anybody asks the next snapshot', async () => {
    const first = await readings(() => draw('modality=CT'));
    charts.note(requests('modality=CT&study_description=head'));
    await commit([4, 5]);
    await charts.look();
    const next = await readings(() => draw('modality=CT&study_description=chest'));
    expect(failures).toEqual([]);
    // Of the first there are the studies of the filter, and what all filters share.
    expect([first > 1, next]).toEqual([true, 1]);
  });

  it('wait until a snapshot has been the newest for a while, and are made ready once', async () => {
    charts.note(requests(''));
    now = Date.now();
    expect(await readings(() => charts.look())).toBe(0);
    now += 2 * MINUTE_MS;
    expect(await readings(() => charts.look())).toBeGreaterThan(0);
    expect(await readings(() => charts.look())).toBe(0);
  });

  it('are those that were asked for in the last days', async () => {
    expect(await readings(() => charts.look())).toBe(0);
    charts.note(requests(''));
    now += 9 * 24 * 60 * MINUTE_MS;
    expect(await readings(() => charts.look())).toBe(0);
  });

  it('are those of the server before, once it is started again', async () => {
    charts.note(requests('modality=CT&study_description=head'));
    charts = started();
    expect(await readings(() => charts.look())).toBeGreaterThan(0);
    expect(await readings(() => draw('modality=CT&study_description=chest'))).toBe(1);
  });

  it('are written down once an hour', () => {
    const note = vi.spyOn(state.askedCharts, 'note');
    charts.note(requests('modality=CT'));
    charts.note(requests('modality=MG'));
    expect(note).toHaveBeenCalledTimes(1);
    now += 61 * MINUTE_MS;
    charts.note(requests(''));
    expect(note).toHaveBeenCalledTimes(2);
  });

  it('are drawn, and the server goes on, where they cannot be remembered', async () => {
    const lost = new Error('the disk is full');
    const writing = vi.spyOn(state.askedCharts, 'note').mockImplementation(() => {
      throw lost;
    });
    charts.note(requests(''));
    writing.mockRestore();
    const reading = vi.spyOn(state.askedCharts, 'within').mockImplementation(() => {
      throw lost;
    });
    await charts.look();
    reading.mockRestore();
    expect(failures).toEqual([lost, lost]);
    charts.note(requests(''));
    expect(await readings(() => charts.look())).toBeGreaterThan(0);
  });

  it('leave the server as it is when they cannot be', async () => {
    charts.note(requests(''));
    const failing = vi.spyOn(lake.context.engine, 'eachChunk').mockRejectedValue(new Error('no room'));
    await charts.look();
    failing.mockRestore();
    expect(failures).toEqual([new Error('no room')]);
    await draw('modality=CT');
  });
});
