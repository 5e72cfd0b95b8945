import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLake, openSnapshot, type DoseLake, type Snapshot } from '../../warehouse/index.js';
import { TABLES, type Rows, type StudyFact, type TableName } from '../../warehouse/tables/index.js';
import {
  action,
  batchOf,
  ctEvent,
  ctStudy,
  document,
  row,
  studiesWith,
  temporaryFolder,
} from './lake-support.js';

describe('the models of a snapshot', () => {
  let lake: DoseLake;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let snapshots: Snapshot[] = [];
  beforeEach(async () => {
    temporary = await temporaryFolder();
    lake = await openLake(temporary.folder);
  });
  afterEach(async () => {
    await Promise.all(snapshots.map((snapshot) => snapshot.close()));
    snapshots = [];
    await lake.close();
    await temporary.remove();
  });

  async function commit(add: Rows, replaceTables: readonly TableName[] = []): Promise<void> {
    await lake.commit({ kind: 'overlay', runId: null }, () => Promise.resolve({ add, replaceTables }));
  }

  async function open(options: Parameters<typeof openSnapshot>[1] = {}): Promise<Snapshot> {
    const snapshot = await openSnapshot(lake, options);
    snapshots.push(snapshot);
    return snapshot;
  }

  async function column(sql: string): Promise<unknown[]> {
    const snapshot = await open();
    return (await snapshot.query(sql)).map((found) => Object.values(found)[0]);
  }

  it('are empty, with all columns, in a store that holds nothing yet', async () => {
    const snapshot = await open();
    expect(snapshot.ref.id).toBe(0);
    expect(await snapshot.query('SELECT study_id, dlp_total_mgy_cm FROM studies')).toEqual([]);
    expect(await snapshot.query('SELECT count(*) AS n FROM projection_events')).toEqual([{ n: 0 }]);
    expect(await studiesWith(snapshot, 'study_id', 'study-1')).toEqual([]);
  });

  it('hide a deleted study with its events and documents until it is restored', async () => {
    await commit(batchOf(0, 3));
    const counts = `SELECT (SELECT count(*) FROM studies) * 100 + (SELECT count(*) FROM ct_events) * 10
      + (SELECT count(*) FROM source_documents)`;
    await commit({ study_actions: [action('study-1', 'delete', '2025-01-01T10:00:00')] });
    expect(await column(counts)).toEqual([222]);
    expect(await studiesWith(await open(), 'study_id', 'study-1')).toEqual([]);
    expect(await studiesWith(await open({ snapshotId: 1 }), 'study_id', 'study-1')).toHaveLength(1);
    await commit({ study_actions: [action('study-1', 'restore', '2025-01-02T10:00:00')] });
    expect(await column(counts)).toEqual([333]);
    await commit({ study_actions: [action('study-1', 'delete', '2025-01-01T20:00:00')] });
    expect(await column(counts)).toEqual([333]);
  });

  it('keep the documents of a StudyInstanceUID of which only one row is deleted', async () => {
    const second = ctStudy(1, { study_id: 'second', modality: 'NM', study_date: '2020-01-01' });
    await commit({ studies: [ctStudy(1)], source_documents: [document(1)] });
    await commit({ studies: [second] });
    await commit({ study_actions: [action('study-1', 'delete', '2025-01-01T10:00:00')] });
    expect(await column('SELECT count(*) FROM source_documents')).toEqual([1]);
    await commit({ study_actions: [action('second', 'delete', '2025-01-01T10:00:00')] });
    expect(await column('SELECT count(*) FROM source_documents')).toEqual([0]);
  });

  it('let a mark by hand go before the pattern, the latest mark last', async () => {
    await commit({ studies: [ctStudy(1), ctStudy(2, { is_not_patient: true })] });
    await commit({
      study_actions: [
        action('study-1', 'mark_not_patient', '2025-01-01T10:00:00'),
        action('study-2', 'mark_not_patient', '2025-01-01T10:00:00'),
        action('study-2', 'mark_patient', '2025-01-02T10:00:00'),
      ],
    });
    expect(await column('SELECT is_not_patient FROM studies ORDER BY study_id')).toEqual([true, false]);
  });

  it('show a reclassified study by its new modality, and find it there', async () => {
    await commit({ studies: [ctStudy(1, { modality: 'DX' })] });
    const reclassify = { ...action('study-1', 'reclassify', '2025-01-01T10:00:00'), value: 'RF' };
    await commit({ study_actions: [reclassify] });
    const snapshot = await open();
    const relation = snapshot.relation('studies', { modalities: ['RF'] });
    expect(await snapshot.query(`SELECT modality FROM ${relation}`)).toEqual([{ modality: 'RF' }]);
  });

  it('name equipment as the site does, else by institution and station (IMP-083)', async () => {
    await commit({
      studies: [
        ctStudy(1, { institution_name: 'General', station_name: 'CT1', device_id: 'a' }),
        ctStudy(2, { institution_name: 'General' }),
        ctStudy(3, { station_name: 'CT3' }),
        ctStudy(4),
        ctStudy(5, { institution_name: 'General', device_id: 'b' }),
      ],
      devices: [row('devices', { device_id: 'b', station_name: 'CT5' }), row('devices', { device_id: 'c' })],
    });
    const names = 'SELECT display_name FROM studies ORDER BY study_id';
    expect(await column(names)).toEqual(['General CT1', 'General', 'CT3', 'Blank', 'General']);
    const setting = row('device_settings', {
      device_id: 'b',
      display_name: 'Big one',
      user_defined_modality: 'RF',
    });
    await commit({ device_settings: [setting] }, ['device_settings']);
    expect(await column(names)).toEqual(['General CT1', 'General', 'CT3', 'Blank', 'Big one']);
    const devices = await (
      await open()
    ).query('SELECT device_id, display_name, user_defined_modality FROM devices ORDER BY device_id');
    expect(devices).toEqual([
      { device_id: 'b', display_name: 'Big one', user_defined_modality: 'RF' },
      { device_id: 'c', display_name: 'Blank', user_defined_modality: null },
    ]);
    await commit({}, ['device_settings']);
    expect(await column(names)).toEqual(['General CT1', 'General', 'CT3', 'Blank', 'General']);
  });

  it('name equipment by no more than the 1,024 characters of a text', async () => {
    const long = { institution_name: 'I'.repeat(1024), station_name: 'S'.repeat(1024) };
    await commit({
      studies: [ctStudy(1, { ...long, device_id: 'a' })],
      devices: [row('devices', { ...long, device_id: 'a' })],
    });
    const cut = 'I'.repeat(1024);
    expect(await column('SELECT display_name FROM studies')).toEqual([cut]);
    expect(await column('SELECT display_name FROM devices')).toEqual([cut]);
  });

  it('give standard names to studies and events of the modality they are for', async () => {
    const name = (modality: string, field: string, text: string, standard: string) =>
      row('standard_names', { modality, field, text, standard_name: standard });
    const projection = (study: string) =>
      row('projection_events', { study_id: study, event_key: 'e', acquisition_protocol: 'Chest' });
    await commit({
      studies: [
        ctStudy(1, { study_description: 'ct thorax' }),
        ctStudy(2, { requested_procedure_code_meaning: 'Head' }),
        ctStudy(3, { modality: 'DX', study_description: 'ct thorax' }),
        ctStudy(4, { modality: 'MG' }),
      ],
      ct_events: [ctEvent(1, { acquisition_protocol: 'Thorax' }), ctEvent(2, { acquisition_protocol: 'x' })],
      projection_events: [projection('study-3'), projection('study-4')],
      standard_names: [
        name('CT', 'study_description', 'ct thorax', 'Chest CT'),
        name('CT', 'requested_procedure_code_meaning', 'Head', 'Head CT'),
        name('CT', 'acquisition_protocol', 'Thorax', 'Chest CT'),
        name('DX', 'acquisition_protocol', 'Chest', 'Chest PA'),
      ],
    });
    expect(await column('SELECT standard_name FROM studies ORDER BY study_id')).toEqual([
      'Chest CT',
      'Head CT',
      null,
      null,
    ]);
    expect(await column('SELECT standard_name FROM ct_events ORDER BY study_id')).toEqual(['Chest CT', null]);
    expect(await column('SELECT standard_name FROM projection_events ORDER BY study_id')).toEqual([
      'Chest PA',
      null,
    ]);
  });

  it('let facts fill what objects leave blank, and replace what they say only where told to', async () => {
    const fact = (values: Partial<StudyFact>) =>
      row('study_facts', { key_kind: 'accession_number', overwrites: false, source: 'a', ...values });
    await commit({
      studies: [
        ctStudy(1, { accession_number: 'A1', patient_weight_kg: 70 }),
        ctStudy(2, { accession_number: 'A2', patient_weight_kg: 70 }),
        ctStudy(3, { study_description: null }),
      ],
      study_facts: [
        fact({ key: 'A1', field: 'patient_weight_kg', number_value: 80, stated_at: '2025-01-01T00:00:00' }),
        fact({ key: 'A1', field: 'patient_height_m', number_value: 1.8, stated_at: '2025-01-01T00:00:00' }),
        fact({
          key: 'A1',
          field: 'patient_height_m',
          number_value: 1.7,
          stated_at: '2025-01-02T00:00:00',
          source: 'b',
        }),
        fact({
          key: 'A2',
          field: 'patient_weight_kg',
          number_value: 90,
          overwrites: true,
          stated_at: '2025-01-01T00:00:00',
        }),
        fact({
          key: '1.2.3.3',
          key_kind: 'study_instance_uid',
          field: 'study_description',
          text_value: 'stated',
          stated_at: '2025-01-01T00:00:00',
        }),
        fact({
          key: 'A1',
          field: 'study_id',
          text_value: 'never',
          overwrites: true,
          stated_at: '2025-01-01T00:00:00',
        }),
        fact({ key: 'later', field: 'patient_weight_kg', number_value: 1, stated_at: '2025-01-01T00:00:00' }),
      ],
    });
    const rows = await (
      await open()
    ).query(
      'SELECT study_id, patient_weight_kg AS w, patient_height_m AS h, study_description AS d FROM studies ORDER BY study_id',
    );
    expect(rows).toEqual([
      { study_id: 'study-1', w: 70, h: 1.8, d: null },
      { study_id: 'study-2', w: 90, h: null, d: null },
      { study_id: 'study-3', w: null, h: null, d: 'stated' },
    ]);
    expect(await column('SELECT count(*) FROM study_facts')).toEqual([7]);
  });

  it('show the same in a column whichever others are asked for with it', async () => {
    const stated = (field: string, text_value: string, key: string): StudyFact =>
      row('study_facts', {
        ...{ key, key_kind: 'study_instance_uid', field, text_value, overwrites: true },
        ...{ stated_at: '2025-01-01T00:00:00', source: 'a' },
      });
    await commit({
      studies: [
        ctStudy(1, { modality: 'DX', study_description: null, is_not_patient: false }),
        ctStudy(2, { institution_name: null, station_name: null, device_id: 'device-2' }),
        ctStudy(3, { device_id: 'device-3' }),
        ctStudy(4),
      ],
      study_facts: [
        stated('study_description', 'ct thorax', '1.2.3.1'),
        stated('institution_name', 'Stated', '1.2.3.2'),
      ],
      study_actions: [
        { ...action('study-1', 'reclassify', '2025-01-01T10:00:00'), value: 'CT' },
        action('study-1', 'mark_not_patient', '2025-01-01T10:00:00'),
        action('study-4', 'delete', '2025-01-01T10:00:00'),
      ],
      device_settings: [row('device_settings', { device_id: 'device-3', display_name: 'Room 3' })],
      standard_names: [
        row('standard_names', {
          ...{ modality: 'CT', field: 'study_description', text: 'ct thorax', standard_name: 'Chest CT' },
        }),
      ],
    });
    const snapshot = await open();
    const all = await snapshot.query('SELECT * FROM studies ORDER BY study_id');
    expect(all).toMatchObject([
      { modality: 'CT', study_description: 'ct thorax', standard_name: 'Chest CT', is_not_patient: true },
      { institution_name: 'Stated', display_name: 'Stated' },
      { display_name: 'Room 3' },
    ]);
    for (const name of TABLES.studies.columnNames) {
      const asked = `SELECT s."${name}"`;
      const ordered = 'ORDER BY s.study_id';
      const relation = snapshot.relation('studies', {}, [asked, ordered]);
      const shown = await snapshot.query(`${asked} FROM ${relation} s ${ordered}`);
      expect(shown, name).toEqual(all.map((found) => ({ [name]: found[name] })));
    }
  });

  it('find a study by whatever its object says as StudyInstanceUID', async () => {
    const uids = ["1.2' OR ''='", '1.2\\x41\u0001', '1.2"; é漢😀', ' 1.2 '];
    await commit({ studies: uids.map((uid, at) => ctStudy(at, { study_instance_uid: uid })) });
    const snapshot = await open();
    for (const uid of uids) {
      expect(await studiesWith(snapshot, 'study_instance_uid', uid)).toMatchObject([
        { study_instance_uid: uid },
      ]);
    }
    expect(await studiesWith(snapshot, 'study_instance_uid', '1.2')).toEqual([]);
    expect(() => snapshot.studiesWith('study_id', ['study-1']).relation('devices')).toThrow(
      'has no study_id',
    );
  });

  it('answer the SQL of a user from this snapshot and no other file', async () => {
    await commit(batchOf(0, 3));
    await commit({ study_actions: [action('study-1', 'delete', '2025-01-01T10:00:00')] });
    const snapshot = await open({ isolated: {} });
    expect(await snapshot.queryReadOnly('SELECT count(*) AS n FROM studies')).toEqual([{ n: 2 }]);
    expect((await snapshot.queryReadOnly('DESCRIBE studies')).length).toBeGreaterThan(180);
    expect(await snapshot.queryReadOnly('SELECT count(*) AS n FROM ct_events WHERE counted IS NULL')).toEqual(
      [{ n: 2 }],
    );
    await expect(snapshot.queryReadOnly("SELECT * FROM read_text('/etc/hosts')")).rejects.toThrow('disabled');
    await expect(snapshot.queryReadOnly('DROP VIEW studies')).rejects.toThrow('Only a single SELECT');
    await expect(snapshot.queryReadOnly(`SELECT * FROM glob('${temporary.folder}/*')`)).rejects.toThrow(
      'disabled',
    );
  });
});
