import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lakeSnapshots, type LakeSnapshots } from '../../reports/lake-snapshots.js';
import type { Snapshot } from '../../reports/snapshots.js';
import { openLake, type DoseLake } from '../../warehouse/index.js';
import { ctStudy, temporaryFolder } from '../warehouse/lake-support.js';

describe('the snapshots of a server', () => {
  let lake: DoseLake;
  let snapshots: LakeSnapshots;
  let remove: () => Promise<void>;

  const commit = (n: number) =>
    lake.commit({ kind: 'ingest', runId: null }, async () => ({ add: { studies: [ctStudy(n)] } }));
  /** Studies counted from the columns in memory; null where these do not hold the modality. */
  const countInMemory = (snapshot: Snapshot): Promise<number> | null =>
    snapshot.prepared.studies({}, ['modality'], async (table) => {
      const [row] = await snapshot.query(`SELECT count(modality) AS n FROM ${table}`, []);
      return Number(row!['n']);
    });

  beforeEach(async () => {
    const temporary = await temporaryFolder();
    remove = temporary.remove;
    lake = await openLake(temporary.folder);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    snapshots = lakeSnapshots(lake, { readyFrom: 1, readyAfterMs: 0 });
  });
  afterEach(async () => {
    await snapshots.close();
    vi.useRealTimers();
    await lake.close();
    await remove();
  });

  it('hold from the beginning what was asked of the one before', async () => {
    await commit(1);
    const first = await snapshots.open();
    await vi.waitFor(async () => expect(await countInMemory(first)).toBe(1));
    first.release();
    await commit(2);
    const next = await snapshots.open();
    const older = await snapshots.open(1);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await countInMemory(next)).toBe(2);
    expect(countInMemory(older)).toBeNull();
    next.release();
    older.release();
  });

  it('open by themselves once they are the newest, where lists asked for something before', async () => {
    await commit(1);
    const first = await snapshots.open();
    await vi.waitFor(async () => expect(await countInMemory(first)).toBe(1));
    first.release();
    await commit(2);
    vi.advanceTimersByTime(5_000);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const next = await snapshots.open();
    expect(await countInMemory(next)).toBe(2);
    next.release();
  });

  it('stay closed where nobody asked', async () => {
    await commit(1);
    vi.advanceTimersByTime(5_000);
    const next = await snapshots.open();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(countInMemory(next)).toBeNull();
    next.release();
  });
});
