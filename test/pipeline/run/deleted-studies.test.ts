import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteStudies, markStudies, restoreStudies } from '../../../pipeline/run/study-actions.js';
import { ctReport, studyInstanceUid } from '../../support/builders/index.js';
import { openSite, SITE_KEY, type Site } from '../../support/ingest-fixture.js';

let site: Site;

beforeEach(async () => {
  site = await openSite();
});

afterEach(() => site.close());

function request(studyIds: readonly string[]) {
  return { studyIds, actor: 'someone', reason: 'a test', now: new Date().toISOString().replace('Z', '') };
}

async function studyIds(): Promise<string[]> {
  const rows = await site.query('SELECT study_id FROM studies ORDER BY study_date, study_id');
  return rows.map(({ study_id }) => String(study_id));
}

async function outcomeOf(path: string): Promise<unknown> {
  const rows = await site.query(`SELECT outcome, reason FROM source_objects WHERE path = '${path}'`);
  return rows.map(({ outcome, reason }) => [outcome, reason].filter((text) => text !== null).join(': '));
}

/** Two events of a study, then the same and a third, as a scanner sends them again. */
const FIRST = { seed: 'one', object: 'first', events: 2 } as const;
const CONTINUED = { seed: 'one', object: 'continued', events: 3, contentDelay_s: 900 } as const;

describe('deleting a study', () => {
  it('hides the study and keeps it out when its objects come again, whatever their bytes', async () => {
    await site.put('a.dcm', ctReport(FIRST));
    await site.put('other.dcm', ctReport({ seed: 'two' }));
    await site.ingest();
    const [id] = (await site.query(
      `SELECT study_id FROM studies WHERE study_instance_uid = '${studyInstanceUid('one')}'`,
    )) as [{ study_id: string }];
    const result = await deleteStudies(site.lake, request([id.study_id, 'nonsense']), SITE_KEY);
    expect(result).toMatchObject({ done: [id.study_id], unknown: ['nonsense'], alreadySo: [] });
    expect(await studyIds()).toHaveLength(1);

    await site.put('same-bytes.dcm', ctReport(FIRST));
    await site.put('same-uid.dcm', ctReport({ ...FIRST, attributes: { SeriesDescription: 'sent again' } }));
    await site.put('same-events.dcm', ctReport({ ...FIRST, object: 'copy' }));
    const { counts } = await site.ingest();
    expect(counts).toMatchObject({ deleted: 3, imported: 0, held: 0 });
    expect(await outcomeOf('same-uid.dcm')).toEqual(['deleted: study_deleted']);
    expect(await studyIds()).toHaveLength(1);
    expect(await site.query('SELECT count(*) AS n FROM source_documents')).toEqual([{ n: 1 }]);
  });

  it('knows its events also under another study UID, but not those of a study that is live', async () => {
    const parts = { ...FIRST, events: [{ uid: '1.2.3.1' }, { uid: '1.2.3.2' }] };
    const shared = { ...parts, object: 'shared', attributes: { StudyInstanceUID: '1.2.3.99' } };
    await site.put('a.dcm', ctReport(parts));
    await site.put('shared.dcm', ctReport(shared));
    await site.ingest();
    const [id] = (await site.query(
      `SELECT study_id FROM studies WHERE study_instance_uid <> '1.2.3.99'`,
    )) as [{ study_id: string }];
    await deleteStudies(site.lake, request([id.study_id]), SITE_KEY);
    await site.put(
      'moved.dcm',
      ctReport({ ...parts, object: 'moved', attributes: { StudyInstanceUID: '1.2.3.98' } }),
    );
    await site.put(
      'shared-longer.dcm',
      ctReport({ ...shared, object: 'longer', events: [...parts.events, { uid: '1.2.3.3' }] }),
    );
    expect((await site.ingest()).counts).toMatchObject({ deleted: 1, imported: 1 });
    expect(await site.query('SELECT study_instance_uid, event_count FROM studies')).toEqual([
      { study_instance_uid: '1.2.3.99', event_count: 3 },
    ]);
  });

  it('holds what brings a new event, and reads it when the study is restored', async () => {
    await site.put('a.dcm', ctReport(FIRST));
    await site.ingest();
    const ids = await studyIds();
    await deleteStudies(site.lake, request(ids), SITE_KEY);
    await site.put('b.dcm', ctReport(CONTINUED));
    await site.put('c.dcm', ctReport({ ...FIRST, object: 'copy' }));
    const held = await site.ingest();
    expect(held.counts).toMatchObject({ held: 1, deleted: 1 });
    expect(await outcomeOf('b.dcm')).toEqual(['held: new_event_of_deleted_study']);
    expect(await studyIds()).toEqual([]);
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 3, held: 0 });

    expect(await restoreStudies(site.lake, request(ids))).toMatchObject({ done: ids });
    expect(await site.query('SELECT event_count FROM studies')).toEqual([{ event_count: 2 }]);
    expect((await site.ingest()).counts).toMatchObject({ imported: 2, unchanged: 1 });
    expect(await site.query('SELECT study_id, event_count FROM studies')).toEqual([
      { study_id: ids[0], event_count: 3 },
    ]);
    expect(await outcomeOf('b.dcm')).toEqual(['imported']);
  });

  it('does nothing twice, and lets the last of deletion and restore hold', async () => {
    await site.put('a.dcm', ctReport(FIRST));
    await site.ingest();
    const ids = await studyIds();
    const early = { ...request(ids), now: '2026-01-01T00:00:00.000' };
    expect(await restoreStudies(site.lake, early)).toMatchObject({
      done: [],
      alreadySo: ids,
      snapshot: null,
    });
    for (let round = 0; round < 2; round++) {
      expect((await deleteStudies(site.lake, early, SITE_KEY)).done).toEqual(ids);
      expect(await deleteStudies(site.lake, early, SITE_KEY)).toMatchObject({ done: [], alreadySo: ids });
      expect(await studyIds()).toEqual([]);
      expect((await restoreStudies(site.lake, early)).done).toEqual(ids);
      expect(await studyIds()).toEqual(ids);
    }
  });

  it('keeps hashes of what the study held, never the UIDs', async () => {
    await site.put('a.dcm', ctReport(FIRST));
    await site.ingest();
    await deleteStudies(site.lake, request(await studyIds()), SITE_KEY);
    const [row] = await site.query('SELECT uid_hashes FROM study_actions');
    const hashes = row!['uid_hashes'] as string[];
    expect(hashes.length).toBe(4);
    expect(hashes.every((hash) => /^[0-9a-f]{32}$/.test(hash))).toBe(true);
  });

  it('marks studies by hand, which outlives their assembly', async () => {
    await site.put('a.dcm', ctReport(FIRST));
    await site.ingest();
    const ids = await studyIds();
    const isTest = async () => (await site.query('SELECT is_not_patient FROM studies'))[0]!['is_not_patient'];
    await markStudies(site.lake, request(ids), 'mark_not_patient');
    expect(await isTest()).toBe(true);
    await site.put('b.dcm', ctReport(CONTINUED));
    await site.ingest();
    expect(await isTest()).toBe(true);
    await markStudies(site.lake, request(ids), 'mark_patient');
    expect(await isTest()).toBe(false);
    expect(await markStudies(site.lake, request(ids), 'mark_patient')).toMatchObject({ alreadySo: ids });
  });
});
