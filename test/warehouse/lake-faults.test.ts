import { spawn, spawnSync } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLake, rebuildCatalog } from '../../warehouse/index.js';
import { FAILPOINTS } from '../../warehouse/lake/failpoint.js';
import { builtScript } from '../support/built-script.js';
import { isStopped } from '../support/program.js';
import { searchStore } from '../support/search-store.js';
import { contentOf, ERASED, temporaryFolder, writeStudies, type StudyRange } from './lake-support.js';

let worker: string;
const STUDIES = 20;
/** Only root may mount a small disk; injected faults stand for it elsewhere. */
const MAY_MOUNT = process.getuid?.() === 0 && process.platform === 'linux';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

/** Starts a writer of built JavaScript in a process of its own. */
function startWorker(
  folder: string,
  range: StudyRange,
  env: Record<string, string> = {},
): { pid: number; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [worker, folder, ...range.map(String)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += String(text)));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, errors })),
  );
  return { pid: child.pid ?? 0, ended };
}

async function contentIn(folder: string): Promise<Record<string, string[]>> {
  const lake = await openLake(folder);
  try {
    return await contentOf(lake);
  } finally {
    await lake.close();
  }
}

describe('a lake under failure', { timeout: 120_000 }, () => {
  let undisturbed: Record<string, string[]>;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeAll(async () => {
    worker = builtScript('test/warehouse/lake-worker.ts');
    const reference = await temporaryFolder();
    await writeStudies(reference.folder, [0, STUDIES, STUDIES]);
    undisturbed = await contentIn(reference.folder);
    await reference.remove();
  });
  afterAll(() => rm(worker));
  beforeEach(async () => {
    temporary = await temporaryFolder();
  });
  afterEach(() => temporary.remove());

  /** No file without an entry in the catalog, no temporary file. */
  async function expectNoLeftovers(folder: string): Promise<void> {
    const lake = await openLake(folder);
    const parts = lake.context.sqlite.all<{ file: string }>('SELECT file FROM parts');
    const known = new Set(parts.map(({ file }) => file));
    const files: string[] = [];
    for (const table of ['studies', 'ct_events', 'source_documents']) {
      files.push(...(await readdir(join(folder, 'lake', table))).map((name) => `${table}/${name}`));
    }
    expect(files.filter((file) => !known.has(file))).toEqual([]);
    await lake.close();
  }

  it.each(FAILPOINTS)(
    'killed at %s, a plain restart ends with the tables of an undisturbed run',
    async (name) => {
      const { folder } = temporary;
      const isErasure = name.startsWith('erasure');
      const upkeep: Record<string, string> = {
        ...(name.startsWith('vacuum') ? { UPKEEP: '1' } : {}),
        ...(isErasure ? { ERASE: '1' } : {}),
      };
      const killed = await startWorker(folder, [0, STUDIES, 10], {
        ...upkeep,
        DOSE_FAILPOINT: `${name}:kill`,
      }).ended;
      expect(killed.signal).toBe('SIGKILL');
      await writeStudies(folder, [0, STUDIES, 10], upkeep);
      const { study_actions: actions, ...rest } = await contentIn(folder);
      expect({ study_actions: [], ...rest }).toEqual(undisturbed);
      expect(actions).toHaveLength(isErasure ? 1 : 0);
      await expectNoLeftovers(folder);
      if (isErasure) expect(await searchStore(folder, [`study-${ERASED}`, `1.2.3.${ERASED}`])).toEqual([]);
    },
  );

  it.each([
    ['part_renamed', 7],
    ['in_transaction', 3],
    ['in_transaction', 5],
    ['committed', 4],
  ])('killed at %s of time %i, in a later batch or a compaction, nothing is lost', async (name, turn) => {
    const { folder } = temporary;
    const upkeep = { UPKEEP: '1' };
    const env = { ...upkeep, DOSE_FAILPOINT: `${name}:kill:${turn}` };
    expect((await startWorker(folder, [0, STUDIES, 10], env).ended).signal).toBe('SIGKILL');
    await writeStudies(folder, [0, STUDIES, 10], upkeep);
    expect(await contentIn(folder)).toEqual(undisturbed);
    await expectNoLeftovers(folder);
  });

  it.each(['part_written', 'part_renamed', 'parts_durable', 'before_commit', 'in_transaction'])(
    'failing at %s leaves the snapshot and the files as they were',
    async (name) => {
      const { folder } = temporary;
      const failed = await startWorker(folder, [0, STUDIES, 10], { DOSE_FAILPOINT: name }).ended;
      expect(failed.code).toBe(1);
      expect(failed.errors).toContain(`Injected fault at ${name}`);
      const lake = await openLake(folder);
      expect(lake.latestSnapshot()).toBeNull();
      await lake.close();
      const files = await readdir(join(folder, 'lake'), { recursive: true });
      expect(files.filter((file) => file.includes('.parquet'))).toEqual([]);
    },
  );

  it.skipIf(!MAY_MOUNT)('on a disk that is full loses nothing, and goes on once there is room', async () => {
    const { folder } = temporary;
    const run = (command: 'mount' | 'umount', ...args: string[]) => spawnSync(command, args);
    const mount = (options: string) => run('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder);
    mount('size=300k');
    try {
      const failed = await startWorker(folder, [0, STUDIES, 10]).ended;
      expect(failed.code).toBe(1);
      expect(failed.errors).toContain('No space left on device');
      mount('remount,size=64m');
      expect((await startWorker(folder, [0, STUDIES, 10]).ended).code).toBe(0);
      expect(await contentIn(folder)).toEqual(undisturbed);
      await expectNoLeftovers(folder);
    } finally {
      run('umount', '--lazy', folder);
    }
  });

  it('killed at random moments again and again, it ends with the tables of an undisturbed run', async () => {
    const { folder } = temporary;
    for (let turn = 0; turn < 6; turn++) {
      const worker = startWorker(folder, [0, STUDIES, 3], { UPKEEP: '1' });
      await sleep(150 + Math.random() * 600);
      try {
        process.kill(worker.pid, 'SIGKILL');
      } catch {
        // It had ended by then.
      }
      await worker.ended;
    }
    await writeStudies(folder, [0, STUDIES, 3], { UPKEEP: '1' });
    expect(await contentIn(folder)).toEqual(undisturbed);
    await expectNoLeftovers(folder);
  });

  it('takes overlapping batches of several writers at once, each study once', async () => {
    const { folder } = temporary;
    const writers = [
      startWorker(folder, [0, STUDIES, 4]),
      startWorker(folder, [0, STUDIES, 7]),
      startWorker(folder, [0, STUDIES, 5], { UPKEEP: '1' }),
    ];
    for (const { ended } of writers) expect(await ended).toEqual({ code: 0, signal: null, errors: '' });
    expect(await contentIn(folder)).toEqual(undisturbed);
  });

  it('does not let a writer commit that was stopped until another took its lease', async () => {
    const { folder } = temporary;
    const lease = { LEASE_EXPIRY_MS: '500' };
    const stopped = startWorker(folder, [0, STUDIES, 20], { ...lease, DOSE_FAILPOINT: 'before_commit:stop' });
    while (!isStopped(stopped.pid)) await sleep(100);
    await sleep(700);
    await writeStudies(folder, [0, STUDIES, 10], lease);
    const before = await contentIn(folder);
    expect(before).toEqual(undisturbed);
    process.kill(stopped.pid, 'SIGCONT');
    expect((await stopped.ended).code).toBe(0);
    expect(await contentIn(folder)).toEqual(undisturbed);
    await expectNoLeftovers(folder);
    const lake = await openLake(folder);
    expect(lake.snapshots().map(({ kind }) => kind)).toEqual(['ingest', 'ingest', 'ingest']);
    await lake.close();
  });

  it('rebuilds the catalog that a kill left, with the same tables', async () => {
    const { folder } = temporary;
    await writeStudies(folder, [0, STUDIES, 10], { UPKEEP: '1' });
    await startWorker(folder, [STUDIES, STUDIES + 5, 5], { DOSE_FAILPOINT: 'part_renamed:kill' }).ended;
    for (const suffix of ['', '-wal', '-shm'])
      await rm(join(folder, `catalog.sqlite${suffix}`), { force: true });
    const report = await rebuildCatalog(folder);
    expect(report?.missing).toEqual([]);
    expect(report?.incompleteBatches).toHaveLength(1);
    expect(await contentIn(folder)).toEqual(undisturbed);
  });
});
