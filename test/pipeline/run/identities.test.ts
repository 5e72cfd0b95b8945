import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessionHash } from '../../../pipeline/assemble/pseudonym.js';
import { patientHash } from '../../../pipeline/assemble/patient-values.js';
import { digestFile } from '../../../pipeline/document/digest.js';
import { loosenedIdentity } from '../../../pipeline/run/loosened-identity.js';
import type { MissingOriginal, Originals } from '../../../pipeline/run/originals.js';
import { rebuild } from '../../../pipeline/run/rebuild.js';
import { reevaluatedPatterns } from '../../../pipeline/run/reevaluated-patterns.js';
import { deleteStudies, markStudies } from '../../../pipeline/run/study-actions.js';
import type { Revise } from '../../../pipeline/run/kept-documents.js';
import { openLake, studyUidGroups } from '../../../warehouse/index.js';
import {
  DEFAULT_KEPT,
  GUIDE_PATTERNS,
  type KeptIdentity,
  type NotPatientPatterns,
  type PatientIdentity,
} from '../../../warehouse/tables/index.js';
import { ctReport } from '../../support/builders/index.js';
import { readDeltaTable } from '../../support/delta-reader/index.js';
import { openSite, POLICY, SITE_KEY, type Site } from '../../support/ingest-fixture.js';
import { row } from '../../warehouse/lake-support.js';

const ALL: KeptIdentity = {
  patient_name: 'store',
  patient_id: 'store',
  patient_birth_date: 'store',
  accession_number: 'store',
};
const PERSON = {
  PatientName: 'Quillfeather^Josephine',
  PatientID: 'ZZ-4711-QX',
  PatientBirthDate: '19610203',
  AccessionNumber: 'ACCQ99887766',
};
const SAID = ['Quillfeather', 'ZZ-4711-QX', '1961-02-03', '19610203', 'ACCQ99887766'];

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const report = (object: string, attributes: Readonly<Record<string, string>> = {}, events = 2) =>
  ctReport({ seed: 'person', object, events, attributes: { ...PERSON, ...attributes } });

const digestAs =
  (keeps: KeptIdentity, notPatient: NotPatientPatterns = GUIDE_PATTERNS): Originals['digest'] =>
  (sightings) =>
    Promise.resolve(
      sightings.map(({ absolutePath }) => digestFile(absolutePath, { ...POLICY, keeps, notPatient })),
    );
const ingestAs = (keeps: KeptIdentity, more: object = {}) =>
  site.ingest({ digest: digestAs(keeps), ...more });

async function identities(of: Site = site): Promise<PatientIdentity[]> {
  const ids = (await of.query('SELECT study_id FROM studies ORDER BY study_id')).map((study) =>
    String(study['study_id']),
  );
  return of.lake.context.identities.ofStudies(ids);
}

/** Names of files of the store that hold one of the texts. */
function filesWith(texts: readonly string[]): string[] {
  const files = readdirSync(site.lake.directory, { recursive: true, encoding: 'utf8' });
  return files.filter((name) => {
    const path = join(site.lake.directory, name);
    if (!statSync(path).isFile()) return false;
    const bytes = readFileSync(path);
    return texts.some((text) => bytes.includes(text));
  });
}

async function revise(by: Revise): Promise<void> {
  await rebuild(site.lake, {
    groups: studyUidGroups(site.lake, { groupSize: 10 }),
    isDryRun: false,
    siteKey: SITE_KEY,
    revise: by,
    onGroup: () => Promise.resolve(),
  });
}

function originals(keeps: KeptIdentity, notPatient?: NotPatientPatterns): Originals {
  return {
    digest: digestAs(keeps, notPatient),
    placesOf: (folder, path) => (folder === 'drop' ? [join(site.drop, path)] : []),
  };
}

function tally() {
  const missing: MissingOriginal[] = [];
  let read = 0;
  return {
    missing,
    readCount: () => read,
    to: { read: (n: number) => (read += n), missing: (reason: MissingOriginal) => void missing.push(reason) },
  };
}

const tighten = (keeps: KeptIdentity) =>
  site.lake.tightenPatients({ keeps, hash: (field, text) => patientHash(field, text, SITE_KEY) });

describe('what an ingest keeps of patients', () => {
  it('is nothing by default: no file holds name, ID or birth date, and there is no file of identities', async () => {
    await site.put('a.dcm', report('a'));
    await site.ingest();
    expect(filesWith(SAID.slice(0, 4))).toEqual([]);
    expect(readdirSync(site.lake.directory)).not.toContain('identity.sqlite');
    expect(await identities()).toEqual([]);
  });

  it('stands by study in a file that its owner alone can read, and nowhere else', async () => {
    await site.put('a.dcm', report('a'));
    await ingestAs({ ...ALL, patient_id: 'hash', accession_number: 'drop' });
    expect(await identities()).toEqual([
      {
        study_id: expect.any(String),
        patient_name: 'Quillfeather^Josephine',
        patient_id: patientHash('patient_id', PERSON.PatientID, SITE_KEY),
        patient_birth_date: '1961-02-03',
        hashed_fields: ['patient_id'],
      },
    ]);
    const holding = filesWith(SAID);
    expect(holding.filter((name) => !name.startsWith('identity.sqlite'))).toEqual([]);
    expect(holding.length).toBeGreaterThan(0);
    for (const name of readdirSync(site.lake.directory).filter((file) => file.startsWith('identity')))
      expect([name, statSync(join(site.lake.directory, name)).mode & 0o077]).toEqual([name, 0]);
  });

  it('depends on the set of files, whatever their order and batches', async () => {
    const files = [
      report('a', { PatientName: 'First^One' }, 1),
      report('b', { PatientName: 'Second^One', PatientID: 'B2' }, 3),
      report('c', { PatientID: 'C3', PatientBirthDate: '' }, 2),
    ];
    const results: unknown[] = [];
    for (const [order, objectCount] of [
      [[0, 1, 2], 10],
      [[2, 0, 1, 1], 1],
      [[1, 2, 0, 2], 2],
    ] as const) {
      const other = await openSite();
      for (const [at, index] of order.entries()) {
        await other.put(`${at}.dcm`, files[index]!);
        if (objectCount < 10)
          await other.ingest({
            digest: digestAs(ALL),
            limits: { chunkSize: 1, chunksAhead: 1, objectCount, contentByteCount: 1e9 },
          });
      }
      await other.ingest({ digest: digestAs(ALL) });
      results.push(await identities(other));
      await other.close();
    }
    expect(results[0]).toMatchObject([{ patient_name: 'Second^One', patient_id: 'B2' }]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('goes with an object that loses its SOP instance UID, and with an erased study without a trace', async () => {
    await site.put('a.dcm', report('a', { PatientName: 'Former^Content' }, 1));
    await ingestAs(ALL);
    await site.put('b.dcm', report('a', {}, 3));
    await ingestAs(ALL);
    const [{ study_id: id } = { study_id: '' }] = await identities();
    expect(await identities()).toMatchObject([{ patient_name: PERSON.PatientName }]);
    const rows = await site.query('SELECT sha256 FROM source_documents');
    const digests = rows.map(({ sha256 }) => String(sha256));
    expect(site.lake.context.identities.ofObjects(digests).size).toBe(1);
    expect(await site.lake.eraseIdentities({ studyIds: [id!], digests })).toBe(true);
    expect(await identities()).toEqual([]);
    expect(filesWith(['Former^Content', 'Quillfeather', 'ZZ-4711-QX'])).toEqual([]);
  });
});

async function ingestFailing(step: string): Promise<void> {
  process.env['DOSE_FAILPOINT'] = step;
  try {
    await expect(ingestAs(ALL)).rejects.toThrow(`Injected fault at ${step}`);
  } finally {
    delete process.env['DOSE_FAILPOINT'];
  }
}

describe('a writer that is killed', () => {
  it('before its commit leaves no identity, and the next run keeps it', async () => {
    await site.put('a.dcm', report('a'));
    await ingestFailing('in_transaction');
    expect(site.lake.context.identities.studiesAfter('', 10)).toEqual([]);
    await ingestAs(ALL);
    expect(await identities()).toMatchObject([{ patient_name: PERSON.PatientName }]);
  });

  it('right after its commit leaves what the next commit makes good', async () => {
    await site.put('a.dcm', report('a'));
    await ingestFailing('committed');
    expect((await site.query('SELECT 1 FROM studies')).length).toBe(1);
    expect(await identities()).toEqual([]);
    await site.lake.commit({ kind: 'overlay', runId: null }, () => Promise.resolve(null));
    expect(await identities()).toMatchObject([{ patient_name: PERSON.PatientName }]);
  });
});

describe('a rebuild', () => {
  it('leaves identities, and gives those back that the table of studies lost', async () => {
    await site.put('a.dcm', report('a'));
    await ingestAs(ALL);
    const before = await identities();
    await revise((_base, kept) => Promise.resolve(kept));
    expect(await identities()).toEqual(before);
    const change = { identities: { removeStudies: before.map(({ study_id }) => study_id!) } };
    await site.lake.commit({ kind: 'overlay', runId: null }, () => Promise.resolve({ add: {}, ...change }));
    expect(await identities()).toEqual([]);
    await revise((_base, kept) => Promise.resolve(kept));
    expect(await identities()).toEqual(before);
  });
});

describe('a tightened setting', () => {
  it('hashes, then drops names, IDs and birth dates, as an import would have, and leaves no byte of them', async () => {
    await site.put('a.dcm', report('a'));
    await ingestAs(ALL);
    const hashes = { ...ALL, patient_name: 'hash', patient_birth_date: 'hash' } as const;
    const { changed, isPurged } = await tighten(hashes);
    expect(isPurged).toBe(true);
    expect(changed).toEqual([
      { field: 'patient_name', inClear: 1, hashed: 0 },
      { field: 'patient_id', inClear: 0, hashed: 0 },
      { field: 'patient_birth_date', inClear: 1, hashed: 0 },
    ]);
    const tightened = await identities();
    expect(filesWith(['Quillfeather', '1961-02-03'])).toEqual([]);
    const fresh = await openSite();
    await fresh.put('a.dcm', report('a'));
    await fresh.ingest({ digest: digestAs(hashes) });
    expect(await identities(fresh)).toEqual(tightened);
    await fresh.close();
    await revise((_base, kept) => Promise.resolve(kept));
    expect(await identities()).toEqual(tightened);
    await tighten(DEFAULT_KEPT);
    expect(await identities()).toEqual([]);
    expect(filesWith(['ZZ-4711-QX', ...tightened.map(({ patient_name: hash }) => hash!)])).toEqual([]);
  });

  it.each(['hash', 'drop'] as const)(
    '%s closes accession numbers in every table and older snapshot',
    async (to) => {
      const number = PERSON.AccessionNumber;
      await site.put('a.dcm', report('a'));
      await site.put('other.dcm', ctReport({ seed: 'other', attributes: { AccessionNumber: '' } }));
      await site.ingest();
      const fact = (key: string) =>
        row('study_facts', {
          key_kind: 'accession_number',
          key,
          field: 'patient_height_m',
          number_value: 1.5,
          overwrites: true,
          source: 'upload',
          stated_at: '2026-01-01T00:00:00.000',
        });
      await site.lake.commit({ kind: 'overlay', runId: null }, () =>
        Promise.resolve({ add: { study_facts: [fact(number), fact('ACCWAITING1')] } }),
      );
      await site.lake.compact();
      const events = await site.query('SELECT * FROM ct_events ORDER BY study_id, event_key');
      expect(filesWith([number]).length).toBeGreaterThan(2);

      const hash = (text: string): string => accessionHash(text, SITE_KEY);
      const result = await site.lake.tightenAccessionNumbers(to === 'hash' ? { to, hash } : { to });
      expect(result.rows).toEqual({ studies: 1, source_documents: 1, study_facts: 2 });
      expect([result.heldParts, result.lostFacts]).toEqual([0, to === 'drop' ? 1 : 0]);
      expect(result.expiredSnapshots).toBeGreaterThan(1);
      expect(filesWith([number, 'ACCWAITING1'])).toEqual([]);

      const kept = to === 'hash' ? hash(number) : null;
      const studies = await site.query(
        'SELECT accession_number, accession_numbers, patient_height_m FROM studies ORDER BY accession_number NULLS LAST, patient_height_m',
      );
      expect(studies[0]).toEqual({
        accession_number: kept,
        accession_numbers: kept === null ? null : [kept],
        patient_height_m: 1.5,
      });
      expect(await site.query('SELECT * FROM ct_events ORDER BY study_id, event_key')).toEqual(events);
      const fresh = await openSite();
      await fresh.put('a.dcm', report('a'));
      await fresh.ingest({ digest: digestAs({ ...DEFAULT_KEPT, accession_number: to }) });
      const ofObject =
        "SELECT accession_number, accession_number_kept FROM source_documents WHERE accession_number_kept <> 'store'";
      expect(await site.query(ofObject)).toEqual(await fresh.query(ofObject));
      await fresh.close();

      const again = await site.lake.tightenAccessionNumbers(to === 'hash' ? { to, hash } : { to });
      expect(again).toMatchObject({
        rows: { studies: 0, source_documents: 0, study_facts: 0 },
        expiredSnapshots: 0,
      });
    },
  );

  it('gives a study one hash of a number that its objects state in clear and hashed', async () => {
    const report = (object: string) =>
      ctReport({ seed: 'mixed', object, attributes: { AccessionNumber: 'MIXED1' } });
    await site.put('a.dcm', report('a'));
    await site.ingest();
    await site.put('b.dcm', report('b'));
    await site.ingest({ digest: digestAs({ ...DEFAULT_KEPT, accession_number: 'hash' }) });
    const hash = (text: string): string => accessionHash(text, SITE_KEY);
    const numbers = () => site.query('SELECT accession_numbers FROM studies');
    expect(await numbers()).toEqual([{ accession_numbers: [hash('MIXED1'), 'MIXED1'].sort() }]);
    await site.lake.tightenAccessionNumbers({ to: 'hash', hash });
    expect(await numbers()).toEqual([{ accession_numbers: [hash('MIXED1')] }]);
  });

  it('leaves no number in what was published, and no reader without its files', async () => {
    const number = PERSON.AccessionNumber;
    await site.put('a.dcm', report('a'));
    await site.put('b.dcm', ctReport({ seed: 'other', attributes: PERSON }));
    await site.ingest();
    const [study] = await site.query('SELECT study_id FROM studies');
    const about = { studyIds: [String(study!['study_id'])], actor: 'ada', reason: null };
    await deleteStudies(site.lake, { ...about, now: '2026-01-01T00:00:00.000' }, SITE_KEY);
    await site.lake.publish();
    expect(filesWith([number]).filter((file) => file.includes('without_deleted'))).toHaveLength(2);
    const { published } = await site.lake.tightenAccessionNumbers({ to: 'drop' });
    expect(published.withdrawnTables).toEqual([]);
    expect(filesWith([number])).toEqual([]);
    const { rows } = await readDeltaTable(join(site.lake.directory, 'lake', 'studies'));
    expect(rows.map(({ accession_number }) => accession_number)).toEqual([null]);
  });

  it('gives facts by every accession number of a study to the study itself when the numbers go', async () => {
    const ofStudy = (seed: string, AccessionNumber: string) =>
      ctReport({ seed, attributes: { AccessionNumber, StudyInstanceUID: '1.2.826.0.1.77' } });
    await site.put('a.dcm', ofStudy('one', 'FIRST1'));
    await site.put('b.dcm', ofStudy('two', 'SECOND2'));
    await site.ingest();
    const fact = (key: string, field: string, number_value: number) =>
      row('study_facts', { key_kind: 'accession_number', key, field, number_value, overwrites: true });
    const facts = [
      fact('FIRST1', 'patient_height_m', 1.51),
      fact('SECOND2', 'patient_weight_kg', 52),
      fact('NOBODY', 'patient_weight_kg', 99),
    ];
    await site.lake.commit({ kind: 'overlay', runId: null }, () =>
      Promise.resolve({ add: { study_facts: facts } }),
    );
    const shown = () =>
      site.query('SELECT DISTINCT patient_height_m AS height, patient_weight_kg AS weight FROM studies');
    expect(await shown()).toEqual([{ height: 1.51, weight: 52 }]);
    const { lostFacts } = await site.lake.tightenAccessionNumbers({ to: 'drop' });
    expect(lostFacts).toBe(1);
    expect(await shown()).toEqual([{ height: 1.51, weight: 52 }]);
  });

  it('lets facts follow numbers that have become clear, and stay with studies that still have the hash', async () => {
    const ofNumber = (seed: string, AccessionNumber: string) =>
      ctReport({ seed, attributes: { AccessionNumber } });
    const hash = (text: string): string => accessionHash(text, SITE_KEY);
    await site.put('a.dcm', ofNumber('a', 'CLEAR1'));
    await site.put('b.dcm', ofNumber('b', 'BOTH2'));
    await site.ingest();
    await site.put('c.dcm', ofNumber('c', 'BOTH2'));
    await site.put('d.dcm', ofNumber('d', 'HASHED3'));
    await site.ingest({ digest: digestAs({ ...DEFAULT_KEPT, accession_number: 'hash' }) });
    const fact = (number: string, number_value: number) =>
      row('study_facts', {
        key_kind: 'accession_number',
        key: hash(number),
        field: 'patient_height_m',
        number_value,
        overwrites: true,
      });
    const study_facts = [fact('CLEAR1', 1.51), fact('BOTH2', 1.52), fact('HASHED3', 1.53), fact('NO4', 1.54)];
    await site.lake.commit({ kind: 'overlay', runId: null }, () => Promise.resolve({ add: { study_facts } }));
    const heights = async () =>
      (await site.query('SELECT patient_height_m AS h FROM studies ORDER BY h')).map(({ h }) => h);
    expect(await heights()).not.toContain(1.51);
    expect(await site.lake.rekeyFacts(hash)).toEqual({ rekeyed: 2, waiting: 1 });
    expect(await heights()).toEqual([1.51, 1.52, 1.52, 1.53]);
    const keys = async () => (await site.query('SELECT key FROM study_facts')).map(({ key }) => key).sort();
    const expected = ['CLEAR1', 'BOTH2', hash('BOTH2'), hash('HASHED3'), hash('NO4')].sort();
    expect(await keys()).toEqual(expected);
    expect(await site.lake.rekeyFacts(hash)).toEqual({ rekeyed: 0, waiting: 1 });
    expect(await keys()).toEqual(expected);
  });

  it('waits for readers of what it closes, and says when they did not end', async () => {
    await site.put('a.dcm', report('a'));
    await site.ingest();
    const pin = site.lake.pin();
    const { forgetParts } = await import('../../../warehouse/lake/forget-parts.js');
    const files = new Set(pin.parts.map(({ file }) => file));
    await site.lake.commit({ kind: 'overlay', runId: null }, async (base) => ({
      add: { source_objects: await base.rowsOf('source_objects') },
      replaceTables: ['source_objects'],
    }));
    expect(await forgetParts(site.lake.context, files, 10)).toEqual({
      removedParts: 0,
      expiredSnapshots: 1,
      heldParts: 1,
    });
    pin.release();
    expect(await forgetParts(site.lake.context, files, 10)).toEqual({
      removedParts: 1,
      expiredSnapshots: 0,
      heldParts: 0,
    });
    expect((await site.query('SELECT 1 FROM studies')).length).toBe(1);
  });
});

describe('a loosened setting', () => {
  it('reads what it may keep now from the files that are still there, and counts the others', async () => {
    await site.put('here.dcm', report('a'));
    await site.put('gone.dcm', ctReport({ seed: 'gone', attributes: PERSON }));
    await site.put('changed.dcm', ctReport({ seed: 'changed', attributes: PERSON }));
    const closed = { ...DEFAULT_KEPT, accession_number: 'drop' } as const;
    await ingestAs(closed);
    rmSync(join(site.drop, 'gone.dcm'));
    await site.put('changed.dcm', report('b'));
    const counted = tally();
    await revise(loosenedIdentity(ALL, originals(ALL), counted.to));
    expect(counted.readCount()).toBe(1);
    expect(counted.missing.sort()).toEqual(['file_changed', 'file_gone']);
    const fresh = await openSite();
    await fresh.put('here.dcm', report('a'));
    await fresh.ingest({ digest: digestAs(ALL) });
    expect(await identities()).toEqual(await identities(fresh));
    const numbers =
      'SELECT accession_number, accession_numbers FROM studies WHERE accession_number IS NOT NULL';
    expect(await site.query(numbers)).toEqual(await fresh.query(numbers));
    await fresh.close();

    const second = tally();
    await revise(loosenedIdentity(ALL, originals(ALL), second.to));
    expect(second.readCount()).toBe(0);
  });

  it('does not ask again for what an object never stated', async () => {
    await site.put('a.dcm', report('a', { AccessionNumber: '', PatientBirthDate: '' }));
    await ingestAs(ALL);
    const counted = tally();
    await revise(loosenedIdentity(ALL, originals(ALL), counted.to));
    expect([counted.readCount(), counted.missing]).toEqual([0, []]);
  });
});

describe('changed patterns', () => {
  const matched = async () =>
    (await site.query('SELECT not_patient_patterns, is_not_patient FROM studies'))[0];
  const apply = async (patterns: Partial<NotPatientPatterns>, counted = tally()) => {
    const all = { ids: [], names: [], descriptions: [], protocols: [], stations: [], ...patterns };
    await revise(reevaluatedPatterns(all, originals(DEFAULT_KEPT, all), counted.to));
    return counted;
  };

  it('are matched again from what is stored, without the file', async () => {
    await site.put('a.dcm', report('a'));
    await ingestAs(ALL);
    rmSync(join(site.drop, 'a.dcm'));
    expect(await matched()).toEqual({ not_patient_patterns: null, is_not_patient: false });
    const counted = await apply({ ids: ['zz-*'], names: ['quill*, j*', 'x*'], stations: ['SYNTH?'] });
    expect(counted.missing).toEqual([]);
    expect(await matched()).toEqual({
      not_patient_patterns: 'IDs: zz-* | Names: quill*, j* | Stations: SYNTH?',
      is_not_patient: true,
    });
  });

  it('are matched again from the file where ID and name are not stored; description and station need none', async () => {
    await site.put('a.dcm', report('a'));
    await site.ingest();
    expect((await apply({ ids: ['zz*'] })).missing).toEqual([]);
    expect(await matched()).toMatchObject({ not_patient_patterns: 'IDs: zz* | Names: ' });
    rmSync(join(site.drop, 'a.dcm'));
    expect((await apply({ descriptions: ['synthetic*'] })).missing).toEqual([]);
    expect(await matched()).toMatchObject({
      not_patient_patterns: 'IDs:  | Names:  | Descriptions: synthetic*',
    });
  });

  it('leave what can no longer be told as it was, and count it', async () => {
    await site.put('a.dcm', report('a'));
    await site.ingest();
    await apply({ ids: ['zz*', '*QX'] });
    rmSync(join(site.drop, 'a.dcm'));
    const counted = await apply({ ids: ['*qx', 'zz*'], stations: ['none'] });
    expect(counted.missing).toEqual(['file_gone']);
    expect(await matched()).toMatchObject({ not_patient_patterns: 'IDs: zz* | Names: ' });
  });

  it('keep what matched a description or protocol that mentions the patient, and count it without the file', async () => {
    const phantom = {
      PatientName: 'Phantom^Annual',
      StudyDescription: 'CT phantom',
      SpecificCharacterSet: 'ISO_IR 192',
    };
    await site.put('a.dcm', report('a', phantom));
    const patterns = { descriptions: ['*phantom*', 'ct*'], protocols: ['none'] };
    await ingestAs(ALL, {
      digest: digestAs(ALL, { ids: [], names: [], stations: [], ...patterns }),
    });
    const before = await matched();
    expect(before).toEqual({
      not_patient_patterns: 'IDs:  | Names:  | Descriptions: *phantom* ct*',
      is_not_patient: true,
    });
    expect((await apply(patterns)).missing).toEqual([]);
    expect(await matched()).toEqual(before);
    rmSync(join(site.drop, 'a.dcm'));
    expect((await apply(patterns)).missing).toEqual(['file_gone']);
    expect(await matched()).toEqual(before);
  });

  it('are matched against every representation of a name', async () => {
    const name = { PatientName: 'Test^A=検査^用=けんさ^よう', SpecificCharacterSet: 'ISO_IR 192' };
    await site.put('a.dcm', report('a', name));
    await ingestAs(ALL);
    await apply({ names: ['検査*', 'けんさ, よう', 'nobody'] });
    expect(await matched()).toMatchObject({ not_patient_patterns: 'IDs:  | Names: 検査* けんさ, よう' });
  });

  it('do not touch a mark by hand', async () => {
    await site.put('a.dcm', report('a'));
    await site.ingest();
    const [study] = await site.query('SELECT study_id FROM studies');
    const about = {
      studyIds: [String(study!['study_id'])],
      actor: 'ada',
      reason: null,
      now: '2026-01-01T00:00:00.000',
    };
    await markStudies(site.lake, about, 'mark_patient');
    await apply({ ids: ['zz*'] });
    expect(await matched()).toEqual({ not_patient_patterns: 'IDs: zz* | Names: ', is_not_patient: false });
  });
});

describe('a store that was opened again', () => {
  it('settles what a dead writer left, before anybody asks', async () => {
    await site.put('a.dcm', report('a'));
    await ingestFailing('committed');
    const { sqlite } = site.lake.context;
    sqlite.run("UPDATE leases SET owner = 'elsewhere/1/x', heartbeat_at_ms = 0 WHERE name = 'commit'");
    const other = await openLake(site.lake.directory);
    expect(other.context.identities.studiesAfter('', 10)).toMatchObject([
      { patient_name: PERSON.PatientName },
    ]);
    await other.close();
  });
});
