import { afterAll, beforeAll, expect, it } from 'vitest';
import { lakeSnapshots } from '../../../reports/lake-snapshots.js';
import { studyDetail } from '../../../reports/studies/detail.js';
import type { DoseLake } from '../../../warehouse/index.js';
import { TABLES } from '../../../warehouse/tables/index.js';
import { action, ctEvent, ctStudy, row, temporaryLake } from '../../warehouse/lake-support.js';

const UID = '1.2.3.4';
const AT = '2025-01-01T10:00:00';

let lake: DoseLake;
let remove: () => Promise<void>;

/** Studies of one StudyInstanceUID and another one, of which overlays change names, kind, texts and marks. */
beforeAll(async () => {
  ({ lake, remove } = await temporaryLake());
  const of = (study_id: string, modality: string, study_instance_uid = UID) =>
    ctStudy(1, { study_id, modality, study_instance_uid, device_id: 'device', station_name: 'S1' });
  const event = (study_id: string, event_index: number | null, event_key: string) =>
    ctEvent(1, { study_id, event_index, event_key });
  await lake.commit({ kind: 'ingest', runId: null }, async () => ({
    add: {
      studies: [of('ct', 'CT'), of('dx', 'DX'), of('gone', 'NM'), of('other', 'CT', '1.2.3.5')],
      ct_events: [
        event('ct', null, 'e'),
        event('ct', 10, 'd'),
        event('ct', 2, 'c'),
        event('ct', 2, 'b'),
        event('ct', null, 'a'),
        event('gone', 1, 'f'),
      ],
    },
  }));
  await lake.commit({ kind: 'overlay', runId: null }, async () => ({
    add: {
      study_facts: [
        row('study_facts', {
          ...{ key: UID, key_kind: 'study_instance_uid', field: 'study_description', text_value: 'thorax' },
          ...{ overwrites: true, stated_at: AT, source: 'a' },
        }),
      ],
      study_actions: [
        { ...action('dx', 'reclassify', AT), value: 'RF' },
        action('ct', 'mark_not_patient', AT),
        action('gone', 'delete', AT),
      ],
      device_settings: [row('device_settings', { device_id: 'device', display_name: 'Room 3' })],
      standard_names: [
        row('standard_names', {
          ...{ modality: 'CT', field: 'study_description', text: 'thorax', standard_name: 'Chest CT' },
        }),
      ],
    },
  }));
});
afterAll(() => remove());

it('a study shows in all columns what the view of studies says of it, and so do those linked to it', async () => {
  const snapshots = lakeSnapshots(lake);
  const snapshot = await snapshots.open();
  const shown = (studyId: string) =>
    studyDetail({ snapshot, context: { today: '2025-06-01' } }, studyId, true);
  const viewed = await snapshot.query('SELECT * FROM studies ORDER BY study_id', []);
  expect(viewed).toMatchObject([
    { study_id: 'ct', modality: 'CT', standard_name: 'Chest CT', is_not_patient: true },
    { study_id: 'dx', modality: 'RF', display_name: 'Room 3', study_description: 'thorax' },
    { study_id: 'other', modality: 'CT', study_description: null },
  ]);
  for (const study of viewed) {
    const detail = await shown(String(study['study_id']));
    expect(Object.keys(detail!.study).sort()).toEqual(
      expect.arrayContaining([...TABLES.studies.columnNames].sort()),
    );
    for (const name of TABLES.studies.columnNames) expect(detail!.study[name], name).toEqual(study[name]);
  }
  const { study_date } = viewed[0]!;
  expect((await shown('ct'))!.linked_studies).toEqual([
    { study_id: 'dx', modality: 'RF', study_date, study_description: 'thorax' },
  ]);
  expect((await shown('dx'))!.linked_studies).toMatchObject([{ study_id: 'ct', modality: 'CT' }]);
  expect((await shown('other'))!.linked_studies).toEqual([]);
  expect(await shown('gone')).toBeNull();
  snapshot.release();
  await snapshots.close();
});

it('events stand in their order, those without a number last', async () => {
  const snapshots = lakeSnapshots(lake);
  const snapshot = await snapshots.open();
  const detail = await studyDetail({ snapshot, context: { today: '2025-06-01' } }, 'ct', false);
  expect(detail!.ct_events.map(({ event_key }) => event_key)).toEqual(['b', 'c', 'd', 'a', 'e']);
  snapshot.release();
  await snapshots.close();
});
