import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
  existsSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openState } from '../../warehouse/state/state.js';
import { DEFAULT_KEPT } from '../../warehouse/tables/index.js';
import { someSamples } from '../support/corpus.js';
import { dose, ingest, sql, startDose, type RunOptions } from '../support/program.js';

const canBeDenied = process.getuid?.() === 0 && process.platform === 'linux';
const NOBODY = 65534;
const REBUILD = ['doctor', '--rebuild-catalog', '--force'];

let scratch: string;
/** Holds some samples of every kind. */
let drop: string;
let sound: string;
let data: string;
let options: RunOptions;
let count = 0;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-doctor-'));
  sound = join(scratch, 'sound');
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  for (const [number, file] of someSamples().entries()) copyFileSync(file, join(drop, `${number}.dcm`));
  expect(ingest({ data: sound }, drop).status).toBe(0);
  expect(dose({ data: sound }, 'user', 'list').status).toBe(0);
});
beforeEach(() => {
  data = join(scratch, `store-${count++}`);
  cpSync(sound, data, { recursive: true });
  options = { data };
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Inspection {
  readonly findings: readonly { code: string; subject: string; severity: string; advice: string }[];
  readonly partCount: number;
  readonly byteCount: number;
}

function doctor(...flags: string[]): { status: number | null; found: string[]; inspection: Inspection } {
  const { status, stdout, stderr } = dose(options, 'doctor', '--json', ...flags);
  if (stdout === '') throw new Error(stderr);
  const inspection = JSON.parse(stdout) as Inspection;
  return { status, inspection, found: inspection.findings.map(({ code, subject }) => `${code} ${subject}`) };
}

function aPart(table: string): string {
  return join('lake', table, readdirSync(join(data, 'lake', table))[0]!);
}

/** Turns one bit in the middle of a file. */
function damage(file: string): void {
  const handle = openSync(join(data, file), 'r+');
  writeSync(handle, Buffer.from([0xa5, 0x5a]), 0, 2, Math.floor(statSync(join(data, file)).size / 2));
  closeSync(handle);
}

const studies = (): unknown => sql(options, 'SELECT * FROM studies ORDER BY study_id');

describe('dose doctor', () => {
  it('finds nothing wrong with a sound store, and tells what it holds', () => {
    const { status, inspection } = doctor();
    expect(inspection.findings).toEqual([]);
    expect(status).toBe(0);
    expect(inspection.partCount).toBeGreaterThan(4);
    expect(inspection.byteCount).toBeGreaterThan(10_000);
    expect(dose(options, 'doctor').stdout).toContain('Nothing is wrong with it.');
  });

  it('names parts that are missing, cut or changed', () => {
    const [missing, cut, changed] = [aPart('studies'), aPart('ct_events'), aPart('source_documents')];
    rmSync(join(data, missing));
    truncateSync(join(data, cut), 100);
    damage(changed);
    const { status, found } = doctor();
    expect(status).toBe(1);
    expect(found.toSorted()).toEqual(
      [`part_missing ${missing}`, `part_damaged ${cut}`, `part_damaged ${changed}`].toSorted(),
    );
    expect(doctor('--quick').found).not.toContain(`part_damaged ${changed}`);
  });

  it('replaces nothing under a server that runs, and all once it was killed', async () => {
    const backup = join(scratch, `backup of ${count}`);
    expect(dose(options, 'backup', backup).status).toBe(0);
    const server = startDose(options, 'serve', '--port', '0');
    let told = '';
    server.stderr!.on('data', (piece) => (told += String(piece)));
    await vi.waitUntil(() => told.includes('Ctrl-C ends it'), 60_000);
    for (const command of [REBUILD, ['restore', backup, '--force']]) {
      const { status, stderr } = dose(options, ...command);
      expect([status, stderr]).toEqual([4, expect.stringContaining('is in use; stop the server')]);
    }
    server.kill('SIGKILL');
    await once(server, 'exit');
    expect(dose(options, ...REBUILD).status).toBe(0);
    expect(dose(options, 'restore', backup, '--force').status).toBe(0);
  });

  it('tells of a missing or open site key, of others in the state and of leftovers', () => {
    chmodSync(join(data, 'site.key'), 0o644);
    expect(doctor().found).toEqual(['readable_by_others site.key']);
    rmSync(join(data, 'site.key'));
    writeFileSync(join(data, 'state.db'), 'not a database, whatever it says');
    expect(doctor().found.toSorted()).toEqual(['site_key_missing site.key', 'state_damaged state.db']);
  });

  it.each(['gone', 'overwritten'])('makes a catalog anew that is %s', (how) => {
    const before = studies();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, `catalog.sqlite${suffix}`), { force: true });
    if (how === 'overwritten') writeFileSync(join(data, 'catalog.sqlite'), 'x'.repeat(10_000));
    const { status, found } = doctor();
    expect(status).toBe(1);
    expect(found).toEqual([`${how === 'gone' ? 'catalog_missing' : 'catalog_damaged'} catalog.sqlite`]);

    expect(dose(options, 'doctor', '--rebuild-catalog').status).toBe(0);
    expect(studies()).toEqual(before);
    expect(doctor().inspection.findings).toEqual([]);
    expect(readdirSync(data).some((name) => name.includes('.damaged-'))).toBe(how === 'overwritten');
    expect(ingest(options, drop).counts).toMatchObject({ imported: 0 });
    expect(studies()).toEqual(before);
  });

  it.each([
    ['catalog.sqlite', 'catalog_newer catalog.sqlite'],
    ['state.db', 'state_newer state.db'],
  ])('tells that %s is of a newer version, which no command overwrites', (file, finding) => {
    const path = join(data, file);
    const database = new Database(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    expect(doctor()).toMatchObject({ status: 1, found: [finding] });
    for (const words of [['ingest', drop], ...(file === 'state.db' ? [] : [REBUILD])]) {
      const { status, stderr } = dose(options, ...words);
      expect([status, stderr]).toEqual([4, expect.stringContaining('written by a newer version')]);
    }
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it.skipIf(!canBeDenied)('takes nothing for damaged that this user may not read (needs root)', () => {
    const readable = ['.', 'lake'].map((name) => join(data, name));
    readable.forEach((path) => chmodSync(path, 0o755));
    chmodSync(scratch, 0o755);
    options = { data, uid: NOBODY };
    const { status, inspection } = doctor();
    expect(status).toBe(1);
    expect(inspection.findings.map(({ code }) => code)).toEqual(
      inspection.findings.map(() => 'not_writable'),
    );
    const rebuilt = dose(options, ...REBUILD);
    expect([rebuilt.status, rebuilt.stderr]).toEqual([4, expect.stringContaining('nothing was rebuilt')]);
    chmodSync(data, 0o700);
    expect(doctor().found).toEqual(['not_writable .']);
    const asked = dose(options, 'sql', 'SELECT 1');
    expect([asked.status, asked.stderr]).toEqual([4, expect.stringContaining('EACCES')]);
  });

  it('makes a catalog anew of all but a part of the only batch that is cut', () => {
    const before = studies();
    const cut = aPart('ct_events');
    truncateSync(join(data, cut), 100);
    rmSync(join(data, 'catalog.sqlite'));
    const { status, stderr } = dose(options, 'doctor', '--rebuild-catalog');
    expect(status).toBe(1);
    expect(stderr).toContain(`Missing, its rows are lost: ${cut}`);
    expect(studies()).toEqual(before);
  });

  it.each([
    ['state.db', 'state_missing', 'identity is kept'],
    ['site.key', 'site_key_missing', 'known again'],
  ])('says that %s is lost, and nothing begins it anew unasked', (file, code, held) => {
    const before = studies();
    for (const suffix of ['-wal', '-shm']) rmSync(join(data, file + suffix), { force: true });
    writeFileSync(join(data, file), '');
    expect(doctor().found).toEqual([`${code} ${file}`]);
    for (const command of [
      ['ingest', drop],
      ['user', 'list'],
      ['backup', join(data, 'backup')],
      ['serve', '--port', '0'],
    ]) {
      const { status, stderr } = dose(options, ...command);
      expect(status).toBe(4);
      expect(stderr).toContain(held);
    }
    rmSync(join(data, file));
    expect(doctor().found).toEqual([`${code} ${file}`]);
    expect(dose(options, 'doctor', '--replace-lost').status).toBe(1);
    expect(dose(options, 'doctor', '--replace-lost').status).toBe(2);
    expect(doctor().inspection.findings).toEqual([]);
    expect(ingest(options, drop).counts).toMatchObject({ imported: 0 });
    expect(studies()).toEqual(before);
  });

  it('says that the site key is damaged, and begins it anew only where told to', () => {
    writeFileSync(join(data, 'site.key'), 'abc');
    expect(doctor().found).toEqual(['site_key_damaged site.key']);
    for (const command of [
      ['ingest', drop],
      ['backup', join(data, 'backup')],
      ['serve', '--port', '0'],
    ]) {
      const { status, stderr } = dose(options, ...command);
      expect(status).toBe(4);
      expect(stderr).toContain('site.key is damaged, and lost with it');
      expect(stderr).toContain('dose restore');
    }
    expect(dose(options, 'doctor', '--replace-lost').status).toBe(1);
    expect(doctor().inspection.findings).toEqual([]);
    const aside = readdirSync(data).find((name) => name.startsWith('site.key.damaged-'))!;
    expect(readFileSync(join(data, aside), 'utf8')).toBe('abc');
    expect(ingest(options, drop).counts).toMatchObject({ imported: 0 });
  });

  it('tells where identities are gone that the site keeps', () => {
    const state = openState(join(data, 'state.db'));
    state.settings.set('identity', { ...DEFAULT_KEPT, patient_id: 'store' }, 'ada');
    state.close();
    expect(doctor().found).toEqual(['identities_missing identity.sqlite']);
  });

  it('does not touch a sound catalog without being forced', () => {
    const { status, stderr } = dose(options, 'doctor', '--rebuild-catalog');
    expect(status).toBe(2);
    expect(stderr).toContain('--force');
    expect(dose(options, 'doctor', '--rebuild-catalog', '--force').status).toBe(0);
    expect(existsSync(join(data, 'catalog.sqlite'))).toBe(true);
  });
});
