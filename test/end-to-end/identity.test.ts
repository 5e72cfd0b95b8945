import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLake } from '../../warehouse/index.js';
import { ctReport } from '../support/builders/index.js';
import { dose, ingest, sql, type RunOptions } from '../support/program.js';

const NUMBER = 'ACCQ99887766';
const PERSON = {
  PatientName: 'Quillfeather^Josephine',
  PatientID: 'ZZ-4711-QX',
  PatientBirthDate: '19610203',
  AccessionNumber: NUMBER,
};
let scratch: string;
let drop: string;
let data: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-identity-'));
  drop = join(scratch, 'drop');
  data = join(scratch, 'store');
  mkdirSync(drop);
  for (const seed of ['a', 'b'])
    writeFileSync(join(drop, `${seed}.dcm`), ctReport({ seed, attributes: PERSON }));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const site = (environment: Readonly<Record<string, string>> = {}, of = data): RunOptions => ({
  data: of,
  environment,
});
const OPEN = { DOSE_PATIENT_NAME: 'store', DOSE_PATIENT_ID: 'hash', DOSE_BIRTH_DATE: 'store' };

async function patients(of: string): Promise<unknown[]> {
  const lake = await openLake(of);
  try {
    return lake.context.identities.studiesAfter('', 100);
  } finally {
    await lake.close();
  }
}

function filesWith(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    if (!statSync(join(folder, name)).isFile()) return false;
    const bytes = readFileSync(join(folder, name));
    return texts.some((text) => bytes.includes(text));
  });
}

describe('dose identity', () => {
  it('shows how each value is kept, and in how many studies', () => {
    ingest(site(OPEN), drop);
    const { status, stdout } = dose(site(OPEN), 'identity', 'show', '--json');
    expect(status).toBe(0);
    const line = (field: string, kept: string, isFixed: boolean, inClear: number, hashed: number) => ({
      field,
      kept,
      fixed_by_configuration: isFixed,
      studies_in_clear: inClear,
      studies_hashed: hashed,
    });
    expect(JSON.parse(stdout)).toEqual([
      line('patient_name', 'store', true, 2, 0),
      line('patient_id', 'hash', true, 0, 2),
      line('patient_birth_date', 'store', true, 2, 0),
      line('accession_number', 'store', false, 2, 0),
    ]);
    expect(filesWith(data, ['ZZ-4711-QX'])).toEqual([]);
  });

  it('is part of a backup and comes back with it, for its owner only', async () => {
    const folder = join(scratch, 'backup');
    expect(dose(site(), 'backup', folder).status).toBe(0);
    const elsewhere = join(scratch, 'elsewhere');
    expect(dose(site({}, elsewhere), 'restore', folder).status).toBe(0);
    expect(await patients(elsewhere)).toEqual(await patients(data));
    expect(await patients(elsewhere)).toHaveLength(2);
    const file = join(elsewhere, 'identity.sqlite');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(dose(site({}, elsewhere), 'doctor', '--quick').status).toBe(0);
    chmodSync(file, 0o644);
    const open = dose(site({}, elsewhere), 'doctor', '--quick');
    expect([open.status, open.stdout]).toEqual([1, expect.stringContaining('identity.sqlite: other users')]);
    writeFileSync(file, 'x'.repeat(5000));
    chmodSync(file, 0o600);
    expect(dose(site({}, elsewhere), 'doctor', '--quick').stdout).toContain('identity.sqlite: what is kept');
  });

  it('applies a loosened setting from the files that are there, and says what it could not do', async () => {
    rmSync(join(drop, 'b.dcm'));
    const { status, stderr } = dose(site({ ...OPEN, DOSE_PATIENT_ID: 'store' }), 'identity', 'apply');
    expect(status).toBe(1);
    expect(stderr).toContain('1 objects read again from their files');
    expect(stderr).toContain('1 objects stay as they are: their original file is gone');
    expect(stderr).not.toContain('4711');
    const kept = (await patients(data)) as { hashed_fields: string[] | null }[];
    expect(kept.map(({ hashed_fields: hashed }) => hashed?.[0] ?? null).sort()).toEqual(
      [null, 'patient_id'].sort(),
    );
  });

  it('applies a tightened setting to everything stored, and leaves no byte of what went', async () => {
    const closed = { DOSE_ACCESSION_NUMBER: 'hash' };
    mkdirSync(join(data, 'left-out-2026'));
    const first = dose(site({ ...OPEN, DOSE_ACCESSION_NUMBER: 'hash' }), 'identity', 'apply');
    expect(first.status).toBe(1);
    expect(first.stderr).toContain('accession_number: hashed in 2 studies, 2 objects and 0 facts');
    expect(first.stderr).toContain('1 folders left-out-… beside the lake hold parts');
    rmSync(join(data, 'left-out-2026'), { recursive: true });
    const { status, stderr } = dose(site(closed), 'identity', 'apply');
    expect([status, stderr]).toEqual([0, expect.stringContaining('patient_name: dropped in 2 studies')]);
    expect(filesWith(data, ['Quillfeather', 'ZZ-4711-QX', '1961-02-03', NUMBER])).toEqual([]);
    expect(await patients(data)).toEqual([]);
    const rows = sql(site(closed), 'SELECT DISTINCT accession_number FROM studies');
    expect(rows).toEqual([{ accession_number: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(dose(site(closed), 'rebuild').stdout.trim().split('\n')).toHaveLength(1);
    expect(dose(site(closed), 'doctor').status).toBe(0);
  });
});

describe('facts keyed by the hash of an accession number', () => {
  it('stay with their studies when numbers become clear, and are counted where they have none', () => {
    const [folder, store] = [join(scratch, 'loose'), join(scratch, 'loose-store')];
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.dcm'), ctReport({ seed: 'a', attributes: { AccessionNumber: NUMBER } }));
    const csv = join(scratch, 'sizes.csv');
    const hashed = site({ DOSE_ACCESSION_NUMBER: 'hash' }, store);
    ingest(hashed, folder);
    const state = (...lines: string[]): void => {
      writeFileSync(csv, ['acc,height', ...lines, ''].join('\n'));
      const flags = ['--id', 'acc', '--map', 'height=patient_height_m', '--overwrite'];
      expect(dose(hashed, 'facts', csv, ...flags).status).toBeLessThan(2);
    };
    state(`${NUMBER},1.5`);
    const heights = (): unknown => sql(site({}, store), 'SELECT patient_height_m AS h FROM studies');
    expect(heights()).toEqual([{ h: 1.5 }]);
    const { status, stderr } = dose(site({}, store), 'identity', 'apply');
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 facts follow accession numbers')]);
    expect(heights()).toEqual([{ h: 1.5 }]);
    state('NOBODY1,1.6');
    const again = dose(site({}, store), 'identity', 'apply');
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('1 facts wait for a study')]);
  });
});

describe('dose patterns', () => {
  it('matches stored studies again, and counts those of which ID and name are not to be had', () => {
    const closed = { DOSE_ACCESSION_NUMBER: 'hash' };
    expect(existsSync(join(drop, 'a.dcm'))).toBe(true);
    writeFileSync(join(drop, 'test.dcm'), ctReport({ seed: 'qa', attributes: { PatientID: 'QA-1' } }));
    ingest(site(closed), drop);
    const { status, stderr } = dose(site(closed), 'patterns', '--dry-run');
    expect(status).toBe(1);
    expect(stderr).toContain('3 studies matched again, 0 would change.');
    expect(stderr).toContain('1 objects stay as they are: their original file is gone');
    expect(sql(site(closed), 'SELECT count(*) AS n FROM studies WHERE is_not_patient')).toEqual([{ n: 1 }]);
  });
});
