import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { someSamples } from '../support/corpus.js';
import {
  dose,
  ingest,
  isStopped,
  PROGRAM,
  programEnvironment,
  startDose,
  type RunOptions,
} from '../support/program.js';
import { contentOf } from '../support/store-content.js';

const FILES = someSamples();
const NOBODY = 65534;
/** Root writes everywhere: what is denied must be denied to another user, and only root can become one. */
const canBeDenied = process.getuid?.() === 0 && process.platform === 'linux';
const WRITABLE = 'Give the user that runs DoseLake the right to read and write there';
/** Bookkeeping of runs. */
const LEFT_OUT = new Set(['run_id', 'ingested_at', 'drop_folder']);

let scratch: string;
/** A store of half of the files, made by a user without rights; the other half lies in the drop folder too. */
let halfway: string;
let drop: string;
let data: string;
let options: RunOptions;
let undisturbed: string;
let count = 0;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-writes-'));
  chmodSync(scratch, 0o777);
  halfway = join(scratch, 'halfway');
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  copySamples(FILES.filter((_, index) => index % 2 === 0));
  expect(ingest(asUser(halfway), drop).status).toBe(0);
  copySamples(FILES);
  const whole = join(scratch, 'whole');
  copyStore(halfway, whole);
  expect(ingest(asUser(whole), drop).status).toBe(0);
  undisturbed = await contentOf(whole, LEFT_OUT);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => {
  data = join(scratch, `store-${count++}`);
  copyStore(halfway, data);
  options = asUser(data);
});

const asUser = (store: string): RunOptions => ({ data: store, ...(canBeDenied ? { uid: NOBODY } : {}) });

function copySamples(names: readonly string[]): void {
  for (const name of names) copyFileSync(name, join(drop, name.replaceAll('/', '_')));
}

/** With owners and times, as `cp -a` does. */
function copyStore(from: string, to: string): void {
  if (spawnSync('cp', ['-a', from, to]).status !== 0) cpSync(from, to, { recursive: true });
}

async function expectWholeAfterPlainRestart(): Promise<void> {
  expect(ingest(options, drop).status).toBe(0);
  expect(await contentOf(data, LEFT_OUT)).toBe(undisturbed);
}

interface Ended {
  readonly code: number | null;
  readonly told: string;
}

/** Ingests, stops the process at a step of the commit, does something to the store, and lets it go on. */
async function interrupted(step: string, happening: () => void): Promise<Ended> {
  const environment = { DOSE_FAILPOINT: `${step}:stop` };
  const run = startDose({ ...options, environment }, 'ingest', drop);
  let told = '';
  run.stderr?.on('data', (piece: Buffer) => (told += piece.toString()));
  const end = once(run, 'exit');
  await vi.waitUntil(() => isStopped(run.pid!), { timeout: 60_000 });
  happening();
  run.kill('SIGCONT');
  const [code] = (await end) as [number | null];
  return { code, told };
}

describe.skipIf(!canBeDenied)('a right that is taken away (needs root, to be somebody else)', () => {
  it.each([
    ['the folder of a table', 'lease_taken', ['lake', 'studies'], 0o555],
    ['a folder that may not even be entered', 'work_done', ['lake', 'source_documents'], 0o000],
    ['the whole lake', 'work_done', ['lake'], 0o000],
  ])(
    'in the middle of a run, of %s, ends it with code 4, and a restart makes up for it',
    async (_what, step, path, mode) => {
      const { code, told } = await interrupted(step, () => chmodSync(join(data, ...path), mode));
      expect([code, told]).toEqual([4, expect.stringContaining(WRITABLE)]);
      expect(told).not.toContain('    at ');
      chmodSync(join(data, ...path), 0o755);
      await expectWholeAfterPlainRestart();
    },
  );

  it('in the middle of a run, of what it holds open already, does not disturb it', async () => {
    const { code } = await interrupted('work_done', () => {
      chmodSync(join(data, 'catalog.sqlite'), 0o000);
      chmodSync(join(data, 'state.db'), 0o000);
    });
    chmodSync(join(data, 'catalog.sqlite'), 0o644);
    chmodSync(join(data, 'state.db'), 0o644);
    expect(code).toBe(0);
    expect(await contentOf(data, LEFT_OUT)).toBe(undisturbed);
  });

  it.each([
    ['catalog.sqlite', 0o000],
    ['catalog.sqlite', 0o444],
    ['state.db', 0o444],
    ['lake/ct_events', 0o555],
    ['.', 0o555],
  ])('before a run, of %s (%i), is told with what to do, and nothing is lost', async (path, mode) => {
    const before = statSync(join(data, path)).mode;
    chmodSync(join(data, path), mode);
    const { status, stderr } = dose(options, 'ingest', drop);
    expect([status, stderr]).toEqual([4, expect.stringContaining(WRITABLE)]);
    expect(stderr).toContain(path);
    // SQLite gives its log the rights of the file.
    const logs = ['-wal', '-shm'].map((suffix) => `${path}${suffix}`);
    for (const file of [path, ...logs]) if (existsSync(join(data, file))) chmodSync(join(data, file), before);
    await expectWholeAfterPlainRestart();
  });
});

describe.skipIf(process.platform === 'win32')('writes that end short', () => {
  /** No file may grow beyond so many blocks of 512 bytes: the system writes what fits, then refuses. */
  function ingestWithin(blocks: number): Ended {
    const command = `ulimit -f ${blocks} && exec "$0" "$@"`;
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', command, process.execPath, PROGRAM, 'ingest', drop, '--data', data],
      {
        encoding: 'utf8',
        env: programEnvironment(),
        ...(canBeDenied ? { uid: NOBODY, gid: NOBODY } : {}),
      },
    );
    return { code: status, told: stderr };
  }

  it.each([1, 20, 40, 70, 120, 200])(
    'after %i blocks of 512 bytes end the run, or leave it whole, and a restart makes up for it',
    async (blocks) => {
      const { code, told } = ingestWithin(blocks);
      expect([0, 4]).toContain(code);
      if (code === 4) expect(told).toMatch(/Make room|dose doctor/);
      await expectWholeAfterPlainRestart();
    },
  );
});

describe.skipIf(process.platform === 'win32')('files that were cut off', () => {
  it.each([0.5, 0.9, 0.999])(
    'a log of the catalog cut to %f of its length loses at most the last commit',
    async (share) => {
      const killed = startDose(
        { ...options, environment: { DOSE_FAILPOINT: 'committed:kill' } },
        'ingest',
        drop,
      );
      await once(killed, 'exit');
      const log = join(data, 'catalog.sqlite-wal');
      truncateSync(log, Math.floor(statSync(log).size * share));
      rmSync(join(data, 'catalog.sqlite-shm'), { force: true });
      await expectWholeAfterPlainRestart();
    },
  );

  it.each([0, 100, 5000, 20_000])(
    'a catalog of only %i bytes is named, and made anew from the parts',
    async (size) => {
      truncateSync(join(data, 'catalog.sqlite'), size);
      const parts = readdirSync(join(data, 'lake', 'studies'));
      const { status, stderr } = dose(options, 'ingest', drop);
      expect([status, stderr]).toEqual([4, expect.stringContaining('dose doctor')]);
      expect(readdirSync(join(data, 'lake', 'studies'))).toEqual(parts);
      expect(dose(options, 'doctor').stdout).toContain('dose doctor --rebuild-catalog');
      expect(dose(options, 'doctor', '--rebuild-catalog').status).toBe(0);
      await expectWholeAfterPlainRestart();
    },
  );

  it('a part is named, told apart from a bug, and comes back from a backup', async () => {
    const backup = join(scratch, `backup-${count}`);
    expect(dose(options, 'backup', backup).status).toBe(0);
    cutAPart();
    const { status, stderr } = dose(options, 'sql', 'SELECT * FROM studies');
    expect([status, stderr]).toEqual([4, expect.stringContaining('dose doctor')]);
    expect(dose(options, 'doctor').stdout).toMatch(/lake\/studies\/.* bytes instead of/);
    expect(dose(options, 'restore', backup, '--force').status).toBe(0);
    await expectWholeAfterPlainRestart();
  });

  it('a part comes back from the original files, as the doctor says, where there is no backup', async () => {
    cutAPart();
    expect(dose(options, 'doctor').stdout).toContain(
      'copy site.key and state.db into an empty data directory',
    );
    const anew = `${data}-anew`;
    mkdirSync(anew);
    if (canBeDenied) spawnSync('chown', [`${NOBODY}:${NOBODY}`, anew]);
    for (const name of ['site.key', 'state.db']) spawnSync('cp', ['-a', join(data, name), anew]);
    data = anew;
    options = asUser(anew);
    await expectWholeAfterPlainRestart();
  });

  function cutAPart(): void {
    const folder = join(data, 'lake', 'studies');
    const part = join(folder, readdirSync(folder)[0]!);
    truncateSync(part, statSync(part).size - 200);
    expect(existsSync(part)).toBe(true);
  }
});
