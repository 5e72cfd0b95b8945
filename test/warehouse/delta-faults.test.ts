import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLake } from '../../warehouse/index.js';
import { builtScript } from '../support/built-script.js';
import { TABLES } from '../../warehouse/tables/index.js';
import { readDeltaTable } from '../support/delta-reader/index.js';
import { isStopped } from '../support/program.js';
import { action, contentOf, temporaryFolder, writeStudies, type StudyRange } from './lake-support.js';

let worker: string;
const STUDIES = 20;
const PUBLISHED = ['studies', 'ct_events', 'source_documents'] as const;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

function startWorker(
  folder: string,
  range: StudyRange,
  env: Record<string, string> = {},
): { pid: number; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [worker, folder, ...range.map(String)], {
    env: { ...process.env, PUBLISH: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, errors })),
  );
  return { pid: child.pid ?? 0, ended };
}

/** Deletes a study, so that publications write copies, before any worker comes. */
async function deleteOne(folder: string): Promise<void> {
  const lake = await openLake(folder);
  await lake.commit({ kind: 'deletion', runId: null }, () =>
    Promise.resolve({ add: { study_actions: [action('study-3', 'delete', '2025-01-01T00:00:00')] } }),
  );
  await lake.close();
}

describe('the publication under failure', { timeout: 180_000 }, () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(() => {
    worker = builtScript('test/warehouse/lake-worker.ts');
  });
  afterAll(() => rm(worker));
  beforeEach(async () => {
    temporary = await temporaryFolder();
    await deleteOne(temporary.folder);
  });
  afterEach(() => temporary.remove());

  /** Every table is sound, stands at the newest snapshot and shows what the views show. */
  async function expectPublished(folder: string): Promise<void> {
    const lake = await openLake(folder);
    const shown = await contentOf(lake);
    const newest = lake.latestSnapshot()!.id;
    await lake.close();
    for (const table of PUBLISHED) {
      const { violations, rows, state } = await readDeltaTable(join(folder, 'lake', table));
      expect(violations).toEqual([]);
      expect([...state.txn.values()].map(({ version }) => version)).toEqual([newest]);
      expect(rows).toHaveLength(shown[table]!.length);
      const key = table === 'source_documents' ? 'sop_instance_uid' : 'study_id';
      const keys = shown[table]!.map((line) => (JSON.parse(line) as Record<string, unknown>)[key]);
      expect(rows.map((row) => row[key]).sort()).toEqual(keys.sort());
    }
  }

  it.each([
    ['delta_copy_written', 1, 5],
    ['delta_commit_written', 5, 5],
    ['delta_committed', 9, 5],
    ['delta_checkpoint_written', 2, 2],
  ] as const)(
    'killed at %s of time %i, a plain restart publishes what was missing',
    async (name, turn, size) => {
      const { folder } = temporary;
      const env = { DOSE_FAILPOINT: `${name}:kill:${turn}` };
      expect((await startWorker(folder, [0, STUDIES, size], env).ended).signal).toBe('SIGKILL');
      await writeStudies(folder, [0, STUDIES, size], { PUBLISH: '1', UPKEEP: '1' });
      const lake = await openLake(folder);
      await lake.publish();
      await lake.close();
      await expectPublished(folder);
    },
  );

  it('killed while it forgets, it forgets the next time', async () => {
    const { folder } = temporary;
    await writeStudies(folder, [0, STUDIES, 10], { PUBLISH: '1' });
    const forgotten = ['studies/some.parquet'];
    const lake = await openLake(folder);
    process.env['DOSE_FAILPOINT'] = 'delta_history_removed';
    try {
      await expect(lake.forgetPublished(forgotten)).rejects.toThrow('Injected fault');
    } finally {
      delete process.env['DOSE_FAILPOINT'];
    }
    expect(await lake.forgetPublished(forgotten)).toEqual({
      cutTables: Object.keys(TABLES),
      withdrawnTables: [],
    });
    await lake.close();
    await expectPublished(folder);
    expect((await readDeltaTable(join(folder, 'lake', 'studies'))).commits).toHaveLength(1);
  });

  it('takes several publishers at once, killed at random moments, and ends sound', async () => {
    const { folder } = temporary;
    for (let turn = 0; turn < 3; turn++) {
      const workers = [startWorker(folder, [0, STUDIES, 3]), startWorker(folder, [0, STUDIES, 4])];
      await sleep(600 + Math.random() * 1200);
      for (const { pid } of workers) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It had ended by then.
        }
      }
      for (const { ended } of workers) await ended;
    }
    const last = [
      startWorker(folder, [0, STUDIES, 3], { UPKEEP: '1' }),
      startWorker(folder, [0, STUDIES, 4]),
      startWorker(folder, [0, STUDIES, 5]),
    ];
    for (const { ended } of last) expect(await ended).toEqual({ code: 0, signal: null, errors: '' });
    const lake = await openLake(folder);
    await lake.publish();
    await lake.close();
    await expectPublished(folder);
  });

  it('does not let a publisher that was stopped replace what another published meanwhile', async () => {
    const { folder } = temporary;
    const lease = { LEASE_EXPIRY_MS: '500' };
    const stopped = startWorker(folder, [0, 10, 10], {
      ...lease,
      DOSE_FAILPOINT: 'delta_commit_written:stop:2',
    });
    while (!isStopped(stopped.pid)) await sleep(100);
    await sleep(700);
    await writeStudies(folder, [10, STUDIES, 10], { PUBLISH: '1', ...lease });
    await expectPublished(folder);
    process.kill(stopped.pid, 'SIGCONT');
    await stopped.ended;
    const lake = await openLake(folder);
    await lake.publish();
    await lake.close();
    await expectPublished(folder);
  });
});
