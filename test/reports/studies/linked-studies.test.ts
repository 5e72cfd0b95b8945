import { afterAll, beforeAll, expect, it } from 'vitest';
import { lakeSnapshots } from '../../../reports/lake-snapshots.js';
import { studyDetail } from '../../../reports/studies/detail.js';
import type { DoseLake } from '../../../warehouse/index.js';
import { ctStudy, row, temporaryLake } from '../../warehouse/lake-support.js';

const UID = '1.2.3.4';
const OTHER_UID = '1.2.3.5';
const object = (sha256: string, uid: string) =>
  row('source_objects', {
    sha256,
    study_instance_uid: uid,
    path: sha256,
    ingested_at: '2024-05-02T01:00:00',
  });

let lake: DoseLake;
let remove: () => Promise<void>;

/** A PET/CT whose parts have different days, as at midnight, and others of the first day. */
beforeAll(async () => {
  ({ lake, remove } = await temporaryLake());
  const of = (study_id: string, modality: string, study_date: string | null, uid: string) =>
    ctStudy(1, { study_id, modality, study_date, study_instance_uid: uid, study_description: study_id });
  await lake.commit({ kind: 'ingest', runId: null }, async () => ({
    add: {
      studies: [of('ct', 'CT', '2024-05-01', UID), of('other', 'CT', '2024-05-01', OTHER_UID)],
      source_objects: [object('a', UID), object('b', OTHER_UID)],
    },
  }));
  await lake.commit({ kind: 'ingest', runId: null }, async () => ({
    add: {
      studies: [of('nm', 'NM', '2024-05-02', UID), of('undated', 'CT', null, '1.2.3.6')],
      source_objects: [object('c', UID)],
    },
  }));
});
afterAll(() => remove());

it('a study shows the others and the objects of its StudyInstanceUID, and no more', async () => {
  const snapshots = lakeSnapshots(lake);
  const snapshot = await snapshots.open();
  const shown = async (studyId: string) => {
    const detail = await studyDetail({ snapshot, context: { today: '2024-06-01' } }, studyId, false);
    return (
      detail && {
        linked: detail.linked_studies,
        objects: detail.source_objects.map(({ sha256 }) => sha256),
      }
    );
  };
  const linkTo = (study_id: string, modality: string, study_date: string) => ({
    study_id,
    modality,
    study_date,
    study_description: study_id,
  });
  expect(await shown('ct')).toEqual({ linked: [linkTo('nm', 'NM', '2024-05-02')], objects: ['a', 'c'] });
  expect(await shown('nm')).toEqual({ linked: [linkTo('ct', 'CT', '2024-05-01')], objects: ['a', 'c'] });
  expect(await shown('other')).toEqual({ linked: [], objects: ['b'] });
  expect(await shown('undated')).toEqual({ linked: [], objects: [] });
  expect(await shown('unknown')).toBeNull();
  snapshot.release();
  await snapshots.close();
});
