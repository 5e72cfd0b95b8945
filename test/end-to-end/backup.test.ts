import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openState } from '../../warehouse/state/state.js';
import { ctReport } from '../support/builders/index.js';
import { dose, ingest, sql, startDose, type RunOptions } from '../support/program.js';

let folders: string;
let scratch: string;
let drop: string;
let folder: string;
let options: RunOptions;

beforeAll(() => {
  folders = mkdtempSync(join(tmpdir(), 'dose-backup-'));
  scratch = join(folders, 'scratch');
  drop = join(scratch, 'drop');
  folder = join(scratch, 'backup');
  options = { data: join(scratch, 'store') };
  mkdirSync(drop, { recursive: true });
  take('a');
  dose(options, 'backup', folder);
  renameSync(folder, join(folders, 'backed-up'));
  renameSync(scratch, join(folders, 'taken'));
});
afterAll(() => rmSync(folders, { recursive: true, force: true }));
/** A store that took one study, `a`, from its drop folder, under the names that it knows. */
beforeEach(() => copyFolder(join(folders, 'taken'), scratch));
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** The backup of the store as it stands before each test. */
function backUpFirst(): void {
  copyFolder(join(folders, 'backed-up'), folder);
}

function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

function take(...seeds: string[]): void {
  for (const seed of seeds) writeFileSync(join(drop, `${seed}.dcm`), ctReport({ seed }));
  ingest(options, drop);
}

const contents = (of: RunOptions): unknown => ({
  studies: sql(of, 'SELECT * FROM studies ORDER BY study_id'),
  events: sql(of, 'SELECT * FROM ct_events ORDER BY study_id, event_key'),
  objects: sql(of, 'SELECT * FROM source_objects ORDER BY sha256'),
  users: usersOf(of),
});

function usersOf({ data }: RunOptions): unknown {
  const state = openState(join(data, 'state.db'));
  const users = state.users.list();
  state.close();
  return users;
}

interface Manifest {
  readonly files: readonly { path: string; file: string }[];
}
const manifest = (): Manifest => JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8')) as Manifest;

describe('backup and restore', () => {
  it('fills the empty folder of a new volume, and the one that a link leads to', () => {
    backUpFirst();
    const volume = join(scratch, 'volume');
    mkdirSync(join(volume, 'lost+found'), { recursive: true });
    const before = statSync(volume).ino;
    const link = join(scratch, 'link');
    symlinkSync(volume, link);
    expect(dose({ data: link }, 'restore', folder).status).toBe(0);
    expect([statSync(volume).ino, lstatSync(link).isSymbolicLink()]).toEqual([before, true]);
    expect(contents({ data: volume })).toEqual(contents(options));
    expect(existsSync(join(volume, '.restoring'))).toBe(false);
    const { status, stderr } = dose({ data: link }, 'restore', folder, '--force');
    expect([status, stderr]).toEqual([0, expect.stringContaining(`${volume}.before-restore-`)]);
    expect(dose({ data: link }, 'restore', folder, '--force').status).toBe(0);
    expect(contents({ data: link })).toEqual(contents(options));
  });

  it('gives back studies, users, deletions and older snapshots', () => {
    take('b', 'c');
    dose({ ...options, input: 'correct horse battery\n' }, 'user', 'add', 'ada', '--password-stdin');
    const [study] = sql(options, 'SELECT study_id FROM studies ORDER BY study_id LIMIT 1');
    dose(options, 'delete', String(study!['study_id']));
    const before = contents(options);
    expect(dose(options, 'backup', folder).status).toBe(0);
    expect(dose(options, 'backup', folder, '--verify').status).toBe(0);

    const elsewhere: RunOptions = { data: join(scratch, 'elsewhere') };
    expect(dose(elsewhere, 'restore', folder).status).toBe(0);
    expect(contents(elsewhere)).toEqual(before);
    expect(JSON.stringify(before)).toContain('ada');
    const first = dose(
      elsewhere,
      'sql',
      'SELECT count(*) AS n FROM studies',
      '--as-of',
      '1',
      '--format',
      'json',
    );
    expect(JSON.parse(first.stdout)).toEqual([{ n: 1 }]);
    expect(statSync(join(elsewhere.data, 'site.key')).mode & 0o077).toBe(0);
    expect(dose(elsewhere, 'doctor').stdout).toContain('Nothing is wrong with it.');
    expect(ingest(elsewhere, drop).counts).toMatchObject({ imported: 0, quarantined: 0 });
  });

  it('copies only what is new the next time', () => {
    backUpFirst();
    const parts = manifest().files.filter(({ path }) => path.startsWith('lake/'));
    const times = parts.map(({ file }) => statSync(join(folder, file)).mtimeMs);
    take('b');
    expect(dose(options, 'backup', folder).status).toBe(0);
    expect(parts.map(({ file }) => statSync(join(folder, file)).mtimeMs)).toEqual(times);
    expect(dose(options, 'backup', folder, '--verify').status).toBe(0);
    const elsewhere: RunOptions = { data: join(scratch, 'elsewhere') };
    dose(elsewhere, 'restore', folder);
    expect(contents(elsewhere)).toEqual(contents(options));
  });

  it('copies a part again that was cut in the backup since', () => {
    backUpFirst();
    const { file } = manifest().files.find(({ path }) => path.includes('ct_events'))!;
    truncateSync(join(folder, file), 100);
    expect(dose(options, 'backup', folder, '--verify').status).toBe(4);
    expect(dose(options, 'backup', folder).status).toBe(0);
    expect(dose(options, 'backup', folder, '--verify').status).toBe(0);
  });

  it('is whole while an ingest goes on', async () => {
    for (let number = 0; number < 40; number++)
      writeFileSync(join(drop, `n${number}.dcm`), ctReport({ seed: `n${number}` }));
    const running = startDose(options, 'ingest', drop);
    expect(dose(options, 'backup', folder).status).toBe(0);
    await once(running, 'exit');
    expect(dose(options, 'backup', folder, '--verify').status).toBe(0);
    const elsewhere: RunOptions = { data: join(scratch, 'elsewhere') };
    expect(dose(elsewhere, 'restore', folder).status).toBe(0);
    expect(ingest(elsewhere, drop).counts['quarantined']).toBe(0);
    const studies = 'SELECT * FROM studies ORDER BY study_id';
    expect(sql(elsewhere, studies)).toEqual(sql(options, studies));
  });

  it('refuses a damaged backup, naming the file, and leaves the store alone', () => {
    backUpFirst();
    const { file, path } = manifest().files.find(({ path: name }) => name.includes('ct_events'))!;
    writeFileSync(join(folder, file), 'x'.repeat(statSync(join(folder, file)).size));
    const before = contents(options);
    for (const flags of [[], ['--force']]) {
      const { status, stderr } = dose(options, 'restore', folder, ...flags);
      expect(status).toBe(4);
      expect(stderr).toContain(path);
    }
    expect(contents(options)).toEqual(before);
  });

  it('never takes a damaged key for the good one, nor the loss of identities', () => {
    const identities = join(options.data, 'identity.sqlite');
    writeFileSync(identities, '');
    expect(dose(options, 'backup', folder).status).toBe(0);
    const before = manifest();
    const key = readFileSync(join(options.data, 'site.key'));
    writeFileSync(join(options.data, 'site.key'), 'abc');
    expect(dose(options, 'backup', folder)).toMatchObject({ status: 4 });
    writeFileSync(join(options.data, 'site.key'), key);
    rmSync(identities);
    const { status, stderr } = dose(options, 'backup', folder);
    expect(status).toBe(4);
    expect(stderr).toContain('identity.sqlite is missing');
    expect(manifest()).toEqual(before);
    expect(dose(options, 'backup', join(scratch, 'other')).status).toBe(0);
    const kept = before.files.find(({ path }) => path === 'identity.sqlite')!.file;
    expect(stderr).toContain(kept);
    cpSync(join(folder, kept), identities);
    expect(dose(options, 'backup', folder).status).toBe(0);
  });

  it('moves a store aside only when told so, and refuses folders that hold other things', () => {
    backUpFirst();
    take('b');
    expect(dose(options, 'restore', folder).status).toBe(4);
    const { status, stderr } = dose(options, 'restore', folder, '--force');
    expect(status).toBe(0);
    expect(sql(options, 'SELECT 1 FROM studies')).toHaveLength(1);
    const aside = /is at (.+); remove/.exec(stderr)![1]!;
    expect(sql({ data: aside }, 'SELECT 1 FROM studies')).toHaveLength(2);

    expect(dose(options, 'backup', drop).status).toBe(4);
    expect(existsSync(join(drop, 'lake'))).toBe(false);
    expect(dose(options, 'restore', drop, '--force').stderr).toContain('There is no backup');
  });

  it('says that a restore was interrupted instead of beginning an empty store, and does it again', () => {
    backUpFirst();
    const before = contents(options);
    renameSync(options.data, `${options.data}.before-restore-2026-01-01T00-00-00`);
    cpSync(folder, `${options.data}.restoring`, { recursive: true });
    for (const command of [
      ['ingest', drop],
      ['serve', '--port', '0'],
      ['user', 'list'],
      ['user', 'add', 'ada'],
      ['sql', 'SELECT 1'],
      ['doctor'],
    ]) {
      const { status, stderr } = dose(options, ...command);
      expect([status, stderr]).toEqual([4, expect.stringContaining('was interrupted')]);
      expect(stderr).toContain('.before-restore-2026-01-01T00-00-00');
    }
    expect(existsSync(options.data)).toBe(false);
    expect(dose(options, 'restore', folder).status).toBe(0);
    expect(contents(options)).toEqual(before);
    expect(existsSync(`${options.data}.restoring`)).toBe(false);
  });

  it('fills a volume again in which a restore was interrupted while it moved files up', () => {
    backUpFirst();
    const volume: RunOptions = { data: join(scratch, 'volume') };
    mkdirSync(volume.data);
    dose(volume, 'restore', folder);
    mkdirSync(join(volume.data, '.restored'));
    renameSync(join(volume.data, 'catalog.sqlite'), join(volume.data, '.restored', 'catalog.sqlite'));
    for (const command of [['ingest', drop], ['doctor'], ['doctor', '--rebuild-catalog']]) {
      const { status, stderr } = dose(volume, ...command);
      expect([status, stderr]).toEqual([4, expect.stringContaining('was interrupted')]);
    }
    expect(dose(volume, 'restore', folder).status).toBe(0);
    expect(contents(volume)).toEqual(contents(options));
    expect(existsSync(join(volume.data, '.restored'))).toBe(false);
  });

  it.skipIf(!existsSync('/proc/self'))('says where no folder can be made', () => {
    for (const [command, place] of [
      [['backup', '/proc/backup'], '/proc/backup'],
      [['backup', '/dev/null/backup'], '/dev/null/backup'],
      [['backup', join(drop, 'a.dcm')], 'is no folder'],
      [['backup', join(options.data, 'backup')], 'lies in the store'],
      [['restore', join(drop, 'a.dcm')], 'There is no backup'],
    ] as const) {
      const { status, stderr } = dose(options, ...command);
      expect([status, stderr]).toEqual([4, expect.stringContaining(place)]);
    }
    const { status, stderr } = dose({ data: '/proc/store' }, 'ingest', drop);
    expect([status, stderr]).toEqual([4, expect.stringContaining('/proc/store cannot be made')]);
  });

  it('makes one backup into a folder at a time, and one restore', async () => {
    take('b');
    const both = [1, 2].map(() => startDose(options, 'backup', folder));
    const codes = await Promise.all(both.map(async (running) => (await once(running, 'exit'))[0] as number));
    expect(codes.every((code) => code === 0 || code === 4)).toBe(true);
    expect(codes).toContain(0);
    expect(dose(options, 'backup', folder, '--verify').status).toBe(0);

    writeFileSync(join(folder, '.backing-up'), `${hostname()}/${process.pid}/test`);
    const { status, stderr } = dose(options, 'backup', folder);
    expect([status, stderr]).toEqual([4, expect.stringContaining('is under way already')]);
    writeFileSync(join(folder, '.backing-up'), `${hostname()}/999999999/killed`);
    expect(dose(options, 'backup', folder).status).toBe(0);

    const elsewhere: RunOptions = { data: join(scratch, 'elsewhere') };
    const atWork = `${elsewhere.data}.restoring-at-work`;
    writeFileSync(atWork, `${hostname()}/${process.pid}/test`);
    expect(dose(elsewhere, 'restore', folder).stderr).toContain('is under way already');
    rmSync(atWork);
    expect(dose(elsewhere, 'restore', folder).status).toBe(0);
    expect(existsSync(atWork)).toBe(false);
    expect(contents(elsewhere)).toEqual(contents(options));
  });
});
