import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideHeld } from '../../../pipeline/run/held-objects.js';
import { purgeDeletedStudies } from '../../../pipeline/run/purge.js';
import { deleteStudies, restoreStudies } from '../../../pipeline/run/study-actions.js';
import { openSnapshot } from '../../../warehouse/index.js';
import type { HeldDecision } from '../../../warehouse/tables/index.js';
import { ctReport } from '../../support/builders/index.js';
import { openSite, SITE_KEY, type Site } from '../../support/ingest-fixture.js';

let site: Site;
let studyId: string;

const FIRST = { seed: 'one', object: 'first', events: [{ uid: '1.2.3.1' }, { uid: '1.2.3.2' }] };
const CONTINUED = {
  seed: 'one',
  object: 'continued',
  events: [...FIRST.events, { uid: '1.2.3.3' }],
  contentDelay_s: 900,
};
const now = (): string => new Date().toISOString().replace('Z', '');
const request = () => ({ studyIds: [studyId], actor: 'someone', reason: 'a test', now: now() });
const decide = (decision: HeldDecision) =>
  decideHeld(site.lake, decision, { isChosen: ({ path }) => path === 'b.dcm', actor: 'someone', now: now() });
const events = () => site.query('SELECT irradiation_event_uid AS uid FROM ct_events ORDER BY 1');
const outcomes = () => site.query('SELECT path, outcome FROM source_objects ORDER BY path');

beforeEach(async () => {
  site = await openSite();
  await site.put('a.dcm', ctReport(FIRST));
  await site.ingest();
  studyId = String((await site.query('SELECT study_id FROM studies'))[0]!['study_id']);
  await deleteStudies(site.lake, request(), SITE_KEY);
});
afterEach(() => site.close());

describe('a held object of a deleted study', () => {
  beforeEach(async () => {
    await site.put('b.dcm', ctReport(CONTINUED));
    expect((await site.ingest()).counts).toMatchObject({ held: 1 });
  });

  it('says which study it belongs to, by id and keyed hashes alone', async () => {
    const [row] = await site.query(
      "SELECT deleted_study_id, uid_hashes FROM source_objects WHERE path = 'b.dcm'",
    );
    expect(row!['deleted_study_id']).toBe(studyId);
    expect((row!['uid_hashes'] as string[]).every((hash) => /^[0-9a-f]{32}$/.test(hash))).toBe(true);
  });

  it('comes in whole when its study is restored', async () => {
    expect(await decide('restore')).toMatchObject({ studyIds: [studyId] });
    await site.ingest();
    expect(await events()).toEqual([{ uid: '1.2.3.1' }, { uid: '1.2.3.2' }, { uid: '1.2.3.3' }]);
  });

  it('comes in with its new events alone, and what was deleted stays away', async () => {
    expect(await decide('import')).toMatchObject({ files: [{ path: 'b.dcm' }], studyIds: [studyId] });
    expect((await site.ingest()).counts).toMatchObject({ imported: 1 });
    expect(await events()).toEqual([{ uid: '1.2.3.3' }]);
    const [study] = await site.query(
      'SELECT study_id, event_count, dlp_total_mgy_cm_source AS source FROM studies',
    );
    expect(study).toEqual({ study_id: studyId, event_count: 1, source: 'summed_events' });
    await site.put('again.dcm', ctReport({ ...FIRST, object: 'again' }));
    expect((await site.ingest()).counts).toMatchObject({ deleted: 1, imported: 0 });
    expect(await restoreStudies(site.lake, request())).toMatchObject({ done: [] });
    await site.put(
      'c.dcm',
      ctReport({ ...CONTINUED, object: 'c', events: [...CONTINUED.events, { uid: '1.2.3.4' }] }),
    );
    await site.ingest();
    expect(await events()).toEqual([{ uid: '1.2.3.3' }, { uid: '1.2.3.4' }]);
  });

  it('is told to belong to a purged study, which comes back by no restoring', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString().replace('Z', '');
    await purgeDeletedStudies(site.lake, { deletedBefore: soon, now: now() });
    expect(await decide('restore')).toEqual({ files: [], studyIds: [], purged: [studyId] });
    expect((await site.ingest()).counts).toMatchObject({ imported: 0 });
    expect(await decide('import')).toMatchObject({ studyIds: [studyId], purged: [] });
    await site.ingest();
    expect(await events()).toEqual([{ uid: '1.2.3.3' }]);
  });

  it('is deleted with its study, whatever its bytes when it comes again', async () => {
    await decide('delete');
    expect(await outcomes()).toEqual([
      { path: 'a.dcm', outcome: 'imported' },
      { path: 'b.dcm', outcome: 'deleted' },
    ]);
    await site.put('again.dcm', ctReport({ ...CONTINUED, object: 'again' }));
    expect((await site.ingest()).counts).toMatchObject({ deleted: 1, held: 0, unchanged: 2 });
    await restoreStudies(site.lake, request());
    await site.ingest();
    expect(await events()).toHaveLength(3);
  });
});

describe('purging deleted studies', () => {
  const soon = (): string => new Date(Date.now() + 60_000).toISOString().replace('Z', '');

  it('leaves those that can still be restored', async () => {
    const purge = { deletedBefore: new Date(Date.now() - 60_000).toISOString().replace('Z', ''), now: now() };
    expect(await purgeDeletedStudies(site.lake, purge)).toEqual({ purged: [], snapshot: null });
    expect(await restoreStudies(site.lake, request())).toMatchObject({ done: [studyId] });
  });

  it('takes them out of the newest snapshot, keeps them out, and leaves older snapshots as they are', async () => {
    const { purged } = await purgeDeletedStudies(site.lake, { deletedBefore: soon(), now: now() });
    expect(purged).toEqual([studyId]);
    expect((await purgeDeletedStudies(site.lake, { deletedBefore: soon(), now: now() })).purged).toEqual([]);
    expect(await restoreStudies(site.lake, request())).toMatchObject({
      done: [],
      purged: [studyId],
      unknown: [],
    });
    const live = site.lake.pin();
    live.release();
    const left = live.parts.filter(({ table }) => ['studies', 'source_documents'].includes(table));
    expect(left.every(({ rowCount }) => rowCount === 0)).toBe(true);
    await site.put('again.dcm', ctReport(FIRST));
    expect((await site.ingest()).counts).toMatchObject({ deleted: 1, unchanged: 1 });
    expect(await outcomes()).toMatchObject([{ outcome: 'deleted' }, { outcome: 'deleted' }]);
    const former = await openSnapshot(site.lake, { snapshotId: 1 });
    expect(await former.query('SELECT study_id FROM studies')).toEqual([{ study_id: studyId }]);
    await former.close();
  });
});
