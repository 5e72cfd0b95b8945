import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openState } from '../../warehouse/state/state.js';
import { ctReport, studyInstanceUid } from '../support/builders/index.js';
import { dose, ingest, sql, type RunOptions } from '../support/program.js';
import { searchStore } from '../support/search-store.js';

let scratch: string;
let drop: string;
let options: RunOptions;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-erase-'));
  drop = join(scratch, 'drop');
  mkdirSync(join(drop, 'Quarrington^Zebedee'), { recursive: true });
  options = { data: join(scratch, 'store') };
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** A person whose values occur nowhere else. */
const PERSON = {
  seed: 'erased',
  events: [{ uid: '2.25.7777001' }, { uid: '2.25.7777002' }],
  attributes: {
    PatientName: 'Quarrington^Zebedee',
    PatientID: 'ZQ-9041177',
    PatientBirthDate: '19410203',
    AccessionNumber: 'ACCZQ5550123',
    StudyDescription: 'Unrepeatable thorax of Z',
    ReferringPhysicianName: 'Uniquephysician^U',
    StudyID: 'STUDYIDZQ77',
    SeriesInstanceUID: '2.25.7777009',
  },
} as const;
const LATER = {
  ...PERSON,
  object: 'later',
  contentDelay_s: 900,
  events: [...PERSON.events, { uid: '2.25.7777003' }],
};
const PATH = 'Quarrington^Zebedee/first.dcm';

const put = (path: string, bytes: Uint8Array): void => writeFileSync(join(drop, path), bytes);
const studyIdOf = (seed: string): string =>
  String(
    sql(options, `SELECT study_id FROM studies WHERE study_instance_uid = '${studyInstanceUid(seed)}'`)[0]?.[
      'study_id'
    ],
  );

/** Every value that the store may hold of the person. */
function valuesOfPerson(): string[] {
  const [study] = sql(options, `SELECT * FROM studies WHERE study_id = '${studyIdOf('erased')}'`);
  const objects = sql(
    options,
    `SELECT sha256, sop_instance_uid AS sop FROM source_objects WHERE path LIKE '%Zebedee%'`,
  );
  return [
    'Quarrington',
    'Zebedee',
    'ZQ-9041177',
    '19410203',
    '1941-02-03',
    'ACCZQ5550123',
    'Unrepeatable thorax',
    'Uniquephysician',
    'STUDYIDZQ77',
    '2.25.7777',
    studyInstanceUid('erased'),
    String(study!['study_id']),
    String(study!['patient_pseudonym']),
    ...objects.flatMap(({ sha256, sop }) => [String(sha256), String(sop)]),
  ];
}

/** A store with the person's study in several versions, in facts, the audit trail, a saved view and an export. */
async function storeWithPerson(): Promise<void> {
  put('before.dcm', ctReport({ seed: 'before' }));
  ingest(options, drop);
  put(PATH, ctReport(PERSON));
  put('other.dcm', ctReport({ seed: 'other' }));
  ingest(options, drop);
  put('Quarrington^Zebedee/again.dcm', ctReport(PERSON));
  put('Quarrington^Zebedee/later.dcm', ctReport(LATER));
  ingest(options, drop);
  const csv = join(scratch, 'sizes.csv');
  writeFileSync(csv, 'acc,height\nACCZQ5550123,170\n');
  expect(dose(options, 'facts', csv, '--id', 'acc', '--map', 'height=patient_height_m').status).toBe(0);
  expect(dose(options, 'compact').status).toBe(0);
  const state = openState(join(options.data, 'state.db'));
  await state.users.add('ada', 'correct horse battery', ['admingroup']);
  const id = studyIdOf('erased');
  state.audit.record({ actor: 'ada', action: 'identity_seen', subject: id, details: { rows: 1 } });
  state.audit.record({
    actor: 'ada',
    action: 'export',
    details: { filter: 'accession_number==ACCZQ5550123' },
  });
  state.audit.record({ actor: 'ada', action: 'sign_out' });
  const view = { page: '/ct', shared: false };
  state.views.add('ada', { ...view, name: 'him', query: 'accession_number==ACCZQ5550123' });
  state.views.add('ada', { ...view, name: 'heads', query: 'study_description=head' });
  state.close();
  mkdirSync(join(options.data, 'exports'));
  writeFileSync(join(options.data, 'exports', 'ct-2026.csv'), 'ACCZQ5550123,Unrepeatable thorax of Z\n');
  expect(dose(options, 'publish').status).toBe(0);
  writeFileSync(join(options.data, 'catalog.sqlite.damaged-2026-01-01'), PATH);
}

describe('dose delete --erase', { timeout: 180_000 }, () => {
  it('leaves no byte of the person in any file of the store, and everything else as it was', async () => {
    await storeWithPerson();
    const values = valuesOfPerson();
    const before = await searchStore(options.data, values);
    const seen = new Set(before.map(({ value }) => value));
    // Name, ID and birth date are not kept; the search must find the others, or it proves nothing.
    const kept = values.filter((value) => !['ZQ-9041177', '19410203', '1941-02-03'].includes(value));
    expect(kept.filter((value) => !seen.has(value))).toEqual([]);
    // Kept documents are packed: what they alone hold beside other tables must be found in them.
    const inDocuments = before.filter(({ file }) => file.includes('source_documents'));
    expect(inDocuments.map(({ value }) => value)).toContain('Uniquephysician');
    const others = `SELECT * FROM studies WHERE study_instance_uid <> '${studyInstanceUid('erased')}' ORDER BY study_id`;
    const othersBefore = sql(options, others);
    const id = studyIdOf('erased');

    const erased = dose(options, 'delete', id, '--erase');
    expect(erased.stderr).toContain('erased');
    expect(erased.status).toBe(0);
    expect(erased.stdout).toBe('');
    expect(await searchStore(options.data, values)).toEqual([]);
    expect(sql(options, 'SELECT * FROM studies ORDER BY study_id')).toEqual(othersBefore);
    expect(
      existsSync(join(options.data, 'erasing')) ? readdirSync(join(options.data, 'erasing')) : [],
    ).toEqual([]);
    expect(dose(options, 'publish').status).toBe(0);
    expect(await searchStore(options.data, values)).toEqual([]);
    expect(dose(options, 'doctor').stdout).toContain('Nothing is wrong');
    expect(dose(options, 'sql', 'SELECT 1', '--as-of', '2').stderr).toContain(
      'Erased studies were taken out',
    );
  });
});
