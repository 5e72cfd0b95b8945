import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ctReport, studyInstanceUid } from '../support/builders/index.js';
import { dose, ingest, sql, type RunOptions } from '../support/program.js';

let scratch: string;
let drop: string;
let options: RunOptions;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-facts-'));
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  options = { data: join(scratch, 'store') };
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const unsized = (seed: string, accession: string) =>
  ctReport({ seed, attributes: { AccessionNumber: accession, PatientSize: null, PatientWeight: null } });
const csv = (name: string, bytes: string | Uint8Array): string => {
  const file = join(scratch, name);
  writeFileSync(file, bytes);
  return file;
};
const sizes = () =>
  sql(options, 'SELECT accession_number, patient_height_m, patient_weight_kg FROM studies ORDER BY 1').map(
    (row) => [row['patient_height_m'], row['patient_weight_kg']],
  );

describe('dose sizes', { timeout: 180_000 }, () => {
  it('fills sizes before and after the study comes, tells bad rows by their line, and keeps what is there', () => {
    writeFileSync(join(drop, 'a.dcm'), unsized('a', 'A1'));
    ingest(options, drop);
    const file = csv(
      'sizes.csv',
      '\uFEFFAccessionNumber;Height;Weight\r\nA1;175;70,5\r\nB2;1,68;61\r\nC3;x;900\r\n',
    );
    const log = join(scratch, 'log.txt');
    const { status, stdout, stderr } = dose(options, 'sizes', file, '--log', log);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Heights: 1 taken as cm, 1 as m');
    expect(readFileSync(log, 'utf8')).toMatch(/line 4/i);
    for (const taken of [log, join(scratch, 'nowhere', 'log.txt')]) {
      const refused = dose(options, 'sizes', file, '--log', taken);
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('--log: ')]);
    }
    writeFileSync(join(drop, 'b.dcm'), unsized('b', 'B2'));
    ingest(options, drop);
    expect(sizes()).toEqual([
      [1.75, 70.5],
      [1.68, 61],
    ]);
    const other = csv('other.csv', 'AccessionNumber,Height,Weight\nA1,180,80\n');
    dose(options, 'sizes', other);
    expect(sizes()[0]).toEqual([1.75, 70.5]);
    expect(dose(options, 'sizes', other, '--overwrite').status).toBe(0);
    expect(sizes()[0]).toEqual([1.8, 80]);
  });

  it('finds hashed accession numbers by the number in clear, and studies by UID where asked', () => {
    options = { ...options, environment: { DOSE_ACCESSION_NUMBER: 'hash' } };
    writeFileSync(join(drop, 'a.dcm'), unsized('a', 'A1'));
    ingest(options, drop);
    expect(sql(options, 'SELECT accession_number FROM studies')[0]!['accession_number']).not.toBe('A1');
    dose(options, 'sizes', csv('hashed.csv', 'AccessionNumber,Height,Weight\nA1,175,70\n'));
    expect(sizes()).toEqual([[1.75, 70]]);
    const both = `AccessionNumber\tStudyInstanceUID\tHeight\tWeight\nother\t${studyInstanceUid('a')}\t160\t50\n`;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(both, 'utf16le')]);
    expect(dose(options, 'sizes', csv('uid.csv', utf16), '--study-uid', '--overwrite').status).toBe(0);
    expect(sizes()).toEqual([[1.6, 50]]);
  });

  it('finds a study by each accession number that its objects state, hashed ones too', () => {
    options = { ...options, environment: { DOSE_ACCESSION_NUMBER: 'hash' } };
    const ofStudy = (seed: string, accession: string) =>
      ctReport({
        seed,
        attributes: {
          AccessionNumber: accession,
          StudyInstanceUID: '1.2.826.0.1.78',
          PatientSize: null,
          PatientWeight: null,
        },
      });
    writeFileSync(join(drop, 'a.dcm'), ofStudy('a', 'A1'));
    writeFileSync(join(drop, 'b.dcm'), ofStudy('b', 'B2'));
    ingest(options, drop);
    const file = csv('sizes.csv', 'AccessionNumber,Height,Weight\nA1,175,\nB2,180,70\n');
    const log = join(scratch, 'log.txt');
    expect(dose(options, 'sizes', file, '--log', log).status).toBe(1);
    expect(sizes()).toEqual([[1.75, 70]]);
    expect(readFileSync(log, 'utf8')).toContain(
      'line 3: height of 180 cm (1.8 m) left out: another row of the file says 175 cm (1.75 m) of the same study',
    );
  });

  it('applies nothing of a file that cannot be used as a whole', () => {
    writeFileSync(join(drop, 'a.dcm'), unsized('a', 'A1'));
    ingest(options, drop);
    const { status, stderr } = dose(options, 'sizes', csv('bad.csv', 'Name,Size\nA1,175\n'));
    expect(status).toBe(2);
    expect(stderr).toContain('The file was not applied');
    expect(sizes()).toEqual([[null, null]]);
  });
});

describe('dose facts', () => {
  it('states descriptions and people by any columns', () => {
    writeFileSync(join(drop, 'a.dcm'), unsized('a', 'A1'));
    ingest(options, drop);
    const file = csv(
      'facts.csv',
      Buffer.from('Nr,Text,Arzt\nA1,"Schädel, nativ\nund KM",Müller\n', 'latin1'),
    );
    const maps = ['--map', 'Text=study_description', '--map', 'Arzt=performing_physician'];
    expect(dose(options, 'facts', file, '--id', 'Nr', ...maps, '--overwrite').status).toBe(0);
    expect(sql(options, 'SELECT study_description, performing_physician FROM studies')).toEqual([
      { study_description: 'Schädel, nativ und KM', performing_physician: 'Müller' },
    ]);
  });
});

describe('dose quarantine', { timeout: 180_000 }, () => {
  it('lists with reasons, reads again, and drops for good', () => {
    const whole = ctReport({ seed: 'q' });
    writeFileSync(join(drop, 'cut.dcm'), whole.slice(0, whole.length / 2));
    writeFileSync(join(drop, 'other.dcm'), ctReport({ seed: 'r' }).slice(0, 2000));
    expect(ingest(options, drop).status).toBe(1);
    const list = () => dose(options, 'quarantine', 'list').stdout.trim().split('\n').filter(Boolean);
    expect(list().map((line) => line.split('\t'))).toEqual([
      ['truncated', 'cut.dcm'],
      ['truncated', 'other.dcm'],
    ]);
    writeFileSync(join(drop, 'cut.dcm'), whole);
    expect(dose(options, 'quarantine', 'retry', 'cut.dcm').status).toBe(0);
    expect(list()).toEqual(['truncated\tother.dcm']);
    expect(sql(options, 'SELECT count(*) AS n FROM studies')).toEqual([{ n: 1 }]);
    expect(dose(options, 'quarantine', 'drop').status).toBe(2);
    for (const action of ['list', 'retry', 'drop']) {
      const { status, stderr } = dose(options, 'quarantine', action, 'elsewhere');
      expect([status, stderr]).toEqual([1, expect.stringContaining('elsewhere: there is no such file')]);
    }
    expect(dose(options, 'quarantine', 'drop', '--all').status).toBe(0);
    expect(list()).toEqual([]);
    expect(readFileSync(join(drop, 'other.dcm')).length).toBe(2000);
  });
});

describe('dose held', { timeout: 180_000 }, () => {
  it('lists what brings something new to a deleted study, and takes the decision on it', () => {
    const events = [{ uid: '1.2.3.1' }, { uid: '1.2.3.2' }];
    writeFileSync(join(drop, 'a.dcm'), ctReport({ seed: 'h', object: 'first', events: events.slice(0, 1) }));
    ingest(options, drop);
    const [study] = sql(options, 'SELECT study_id FROM studies');
    const studyId = String(study!['study_id']);
    // As a line of the CSV of `dose sql` ends.
    expect(dose(options, 'delete', `${studyId}\r`).status).toBe(0);
    mkdirSync(join(drop, 'late'));
    writeFileSync(
      join(drop, 'late', 'b\u001b.dcm'),
      ctReport({ seed: 'h', object: 'second', events, contentDelay_s: 900 }),
    );
    expect(ingest(options, drop)).toMatchObject({ status: 1, counts: { held: 1 } });
    const listed = dose(options, 'held', 'list', '--json').stdout;
    expect(JSON.parse(listed)).toMatchObject([{ path: 'late/b\u001b.dcm', deleted_study_id: studyId }]);
    expect(dose(options, 'held', 'list').stdout).toContain('late/b\\u{1b}.dcm');
    expect(dose(options, 'held', 'restore').status).toBe(2);
    const elsewhere = dose(options, 'held', 'restore', 'elsewhere');
    expect([elsewhere.status, elsewhere.stderr]).toEqual([1, 'No held file is called elsewhere.\n']);
    expect(dose(options, 'held', 'restore', 'late').status).toBe(0);
    ingest(options, drop);
    expect(sql(options, 'SELECT event_count FROM studies')).toEqual([{ event_count: 2 }]);
  });
});
