import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { nightlyUpkeep } from '../../jobs/nightly-upkeep.js';
import {
  inspectLake,
  openLake,
  RETENTION,
  type DoseLake,
  type KnownSnapshot,
} from '../../warehouse/index.js';
import { keptSnapshots } from '../../warehouse/lake/retention.js';
import { openState } from '../../warehouse/state/state.js';
import { builtScript } from '../support/built-script.js';
import { ctStudy, temporaryFolder } from './lake-support.js';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-06-15T12:00:00Z');

/** Two commits a night, at 01:00 and 02:00 UTC, over the days before `NOON`. */
function nights(count: number): KnownSnapshot[] {
  const committed = Array.from({ length: count }, (_, n) => {
    const midnight = Date.parse('2026-06-15T00:00:00Z') - (count - 1 - n) * DAY_MS;
    return [midnight + 3_600_000, midnight + 7_200_000];
  });
  return committed.flat().map((at, index) => ({
    id: index + 1,
    committedAt: new Date(at).toISOString(),
    kind: 'ingest',
    runId: null,
    batchId: String(index),
    keptFor: null,
    isExpired: false,
    changedAt: null,
  }));
}

describe('the retention of snapshots', () => {
  it('keeps every one 7 days, the last of a day 35 days, the last of a month 24 months', () => {
    const snapshots = nights(1000);
    const kept = keptSnapshots(snapshots, [], RETENTION, NOON);
    for (const { id, committedAt } of snapshots) {
      const ageDays = (NOON - Date.parse(committedAt)) / DAY_MS;
      const next = snapshots[id];
      const isLastOf = (length: number): boolean =>
        next?.committedAt.slice(0, length) !== committedAt.slice(0, length);
      const expected = ageDays <= 7 || (ageDays <= 35 && isLastOf(10)) || (ageDays <= 731 && isLastOf(7));
      expect([committedAt, kept.has(id)]).toEqual([committedAt, expected]);
    }
    const months = [...kept].filter(([, reason]) => reason === 'monthly');
    expect(months).toHaveLength(24);
  });

  it('keeps what an export names as long as the last of a month, and what a reader holds as long as it reads', () => {
    const snapshots = nights(1000);
    const at = (daysAgo: number): number =>
      snapshots.findLast(({ committedAt }) => NOON - Date.parse(committedAt) > daysAgo * DAY_MS)!.id;
    const [named, tooOld, read] = [at(400), at(740), at(900)];
    const marked = snapshots.map((snapshot) =>
      snapshot.id === named || snapshot.id === tooOld ? { ...snapshot, keptFor: 'export' } : snapshot,
    );
    const kept = keptSnapshots(marked, [read], RETENTION, NOON);
    expect([named, tooOld, read].map((id) => kept.get(id))).toEqual(['named', undefined, 'pinned']);
  });

  it('never lets the newest go, however old', () => {
    expect(keptSnapshots(nights(1), [], RETENTION, NOON + 4000 * DAY_MS)).toEqual(new Map([[2, 'newest']]));
  });
});

describe('a lake over the years', { timeout: 120_000 }, () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let lake: DoseLake;
  const readers: ChildProcess[] = [];
  let script: string;
  beforeAll(() => {
    script = builtScript('test/warehouse/lake-reader.ts');
  });
  afterAll(() => rmSync(script));
  beforeEach(async () => {
    temporary = await temporaryFolder();
    lake = await openLake(temporary.folder, { compactsItself: false });
  });
  afterEach(async () => {
    vi.useRealTimers();
    for (const reader of readers.splice(0)) reader.kill('SIGKILL');
    await lake.close();
    await temporary.remove();
  });

  /** One study for another, so that every commit replaces a part. */
  async function replace(n: number): Promise<void> {
    const removeStudies = [`study-${n - 1}`];
    await lake.commit({ kind: 'ingest', runId: null }, () =>
      Promise.resolve({ add: { studies: [ctStudy(n)] }, removeStudies }),
    );
  }

  const filesOfStudies = (): string[] =>
    readdirSync(join(temporary.folder, 'lake', 'studies'))
      .map((name) => `studies/${name}`)
      .sort();
  /** The files that these snapshots hold. */
  const neededBy = (...ids: readonly number[]): string[] => {
    const files = ids.flatMap((id) => {
      const pin = lake.pin(id);
      pin.release();
      return pin.parts.map(({ file }) => file);
    });
    return [...new Set(files)].sort();
  };
  const kept = (): number[] =>
    lake
      .snapshots()
      .filter(({ isExpired }) => !isExpired)
      .map(({ id }) => id);

  it('lets a part go 7 days after the last snapshot that kept it, not sooner', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.parse('2026-03-10T02:00:00Z');
    const vacuumOn = (day: number): Promise<{ removedParts: number }> => {
      vi.setSystemTime(start + day * DAY_MS);
      return lake.vacuum();
    };
    for (const day of [0, 0.1]) {
      vi.setSystemTime(start + day * DAY_MS);
      await replace(day === 0 ? 1 : 2);
    }
    const all = neededBy(1, 2);
    expect(filesOfStudies()).toEqual(all);
    expect(neededBy(2)).toHaveLength(all.length - 1);
    expect(await vacuumOn(6.9)).toMatchObject({ expiredSnapshots: 0, removedParts: 0 });
    expect(await vacuumOn(7.1)).toMatchObject({ expiredSnapshots: 1, removedParts: 0 });
    expect(kept()).toEqual([2]);
    expect(await vacuumOn(14)).toMatchObject({ removedParts: 0 });
    expect(await vacuumOn(14.2)).toMatchObject({ removedParts: 1 });
    expect(filesOfStudies()).toEqual(neededBy(2));
  });

  it('holds the last of a day and of a month with their parts to the end of their time', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const moments = [
      '2026-01-30T02:00:00Z',
      '2026-01-31T01:00:00Z',
      '2026-01-31T02:00:00Z',
      '2026-02-01T02:00:00Z',
      '2026-02-02T02:00:00Z',
    ];
    for (const [index, moment] of moments.entries()) {
      vi.setSystemTime(moment);
      await replace(index + 1);
    }
    const keptOn = async (moment: string): Promise<number[]> => {
      vi.setSystemTime(moment);
      await lake.vacuum();
      return kept();
    };
    expect(await keptOn('2026-02-05T12:00:00Z')).toEqual([1, 2, 3, 4, 5]);
    expect(await keptOn('2026-02-10T12:00:00Z')).toEqual([1, 3, 4, 5]);
    expect(await keptOn('2026-03-07T12:00:00Z')).toEqual([3, 4, 5]);
    expect(await keptOn('2026-03-12T12:00:00Z')).toEqual([3, 5]);
    expect(await keptOn('2028-01-31T12:00:00Z')).toEqual([3, 5]);
    expect(filesOfStudies()).toEqual(neededBy(3, 5));
    expect(await keptOn('2028-02-02T12:00:00Z')).toEqual([5]);
    await keptOn('2028-02-10T12:00:00Z');
    expect(filesOfStudies()).toEqual(neededBy(5));
  });

  it('honours the pin of a reader in another process until that reads no more, or is killed', async () => {
    await replace(1);
    await replace(2);
    const reader = spawn(process.execPath, [script, temporary.folder, '1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    readers.push(reader);
    const lines = createInterface({ input: reader.stdout! })[Symbol.asyncIterator]();
    const said = async (): Promise<string> => String((await lines.next()).value);
    expect(await said()).toBe('held');
    const far = Date.now() + 800 * DAY_MS;
    expect(await lake.vacuum(undefined, far)).toMatchObject({ expiredSnapshots: 0, removedParts: 0 });
    await lake.vacuum(undefined, far + 30 * DAY_MS);
    reader.stdin!.write('count\n');
    expect(await said()).toBe('1');
    expect((await inspectLake(temporary.folder, { comparesDigests: false })).findings).toEqual([]);
    reader.kill('SIGKILL');
    await once(reader, 'close');
    expect(await lake.vacuum(undefined, far)).toMatchObject({ expiredSnapshots: 1, removedParts: 0 });
    expect(await lake.vacuum(undefined, far + 7 * DAY_MS)).toMatchObject({ removedParts: 1 });
  });

  it('honours a reader again that was taken for dead while its machine slept', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    await replace(1);
    const pin = lake.pin(1);
    await replace(2);
    const far = Date.now() + 800 * DAY_MS;
    lake.context.sqlite.run('DELETE FROM pins');
    vi.advanceTimersByTime(10_000);
    expect(await lake.vacuum(undefined, far)).toMatchObject({ expiredSnapshots: 0 });
    pin.release();
    vi.advanceTimersByTime(20_000);
    expect(await lake.vacuum(undefined, far)).toMatchObject({ expiredSnapshots: 1 });
  });

  it('tells what older snapshots cost, each byte under the class that keeps it longest', async () => {
    for (const n of [1, 2, 3]) await replace(n);
    lake.keepSnapshot(1, 'export');
    const { retainedBytes, retainedByteCount } = await inspectLake(temporary.folder, {
      comparesDigests: false,
    });
    expect(retainedBytes).toMatchObject({ monthly: 0, daily: 0, pinned: 0, waiting: 0 });
    expect(retainedBytes.named).toBeGreaterThan(0);
    expect(retainedBytes.every).toBeGreaterThan(0);
    expect(retainedBytes.named + retainedBytes.every).toBe(retainedByteCount);
    await lake.vacuum(undefined, Date.now() + 40 * DAY_MS);
    const later = await inspectLake(temporary.folder, { comparesDigests: false });
    expect(later.retainedBytes).toMatchObject({
      named: retainedBytes.named,
      waiting: retainedBytes.every,
      every: 0,
    });
  });

  it('is merged and cleared after the nightly ingest, which is recorded', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime('2026-01-01T02:00:00Z');
    for (const n of [1, 2, 3]) await replace(n);
    vi.setSystemTime('2026-03-01T02:00:00Z');
    const state = openState(':memory:');
    const told: string[] = [];
    await nightlyUpkeep({ lake, state }, 'command', (line) => told.push(line));
    expect(state.runs.list(1, 'upkeep')).toEqual([]);
    await nightlyUpkeep({ lake, state }, 'schedule', (line) => told.push(line));
    vi.setSystemTime('2026-03-09T02:00:00Z');
    await nightlyUpkeep({ lake, state }, 'catch_up', (line) => told.push(line));
    expect(told).toEqual([]);
    const [second, first] = state.runs.list(2, 'upkeep');
    expect(first).toMatchObject({ trigger: 'schedule', state: 'done', error: null });
    expect(first?.counts['merged_batches']).toBeGreaterThan(0);
    expect(first?.counts['expired_snapshots']).toBeGreaterThan(0);
    expect(second?.counts).toMatchObject({ merged_batches: 0 });
    expect(second?.counts['removed_parts']).toBeGreaterThan(0);
    expect(second?.counts['removed_bytes']).toBeGreaterThan(0);
    state.close();
  });

  it('keeps the night and says so where upkeep fails', async () => {
    await replace(1);
    const state = openState(':memory:');
    const told: string[] = [];
    const broken = { ...lake, compact: () => Promise.reject(new Error('disk full')) };
    await nightlyUpkeep({ lake: broken, state }, 'schedule', (line) => told.push(line));
    expect(told).toEqual(['Merging the lake failed: disk full']);
    expect(state.runs.list(1, 'upkeep')[0]).toMatchObject({ state: 'failed', error: told[0] });
    expect(state.runs.list(1, 'upkeep')[0]?.counts).toHaveProperty('expired_snapshots');
    state.close();
  });
});
