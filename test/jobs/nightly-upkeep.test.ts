import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nightlyUpkeep } from '../../jobs/nightly-upkeep.js';
import { deleteStudies, restoreStudies } from '../../pipeline/run/study-actions.js';
import { openState, type State } from '../../warehouse/state/state.js';
import { ctReport } from '../support/builders/index.js';
import { openSite, SITE_KEY, type Site } from '../support/ingest-fixture.js';

let site: Site;
let state: State;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime('2026-01-01T02:00:00Z');
  site = await openSite();
  state = openState(':memory:');
});
afterEach(async () => {
  vi.useRealTimers();
  state.close();
  await site.close();
});

it('purges deleted studies when their time is over, counted anew after a restore, and says which', async () => {
  for (const seed of ['kept', 'deleted', 'restored', 'deleted again'])
    await site.put(`${seed}.dcm`, ctReport({ seed }));
  await site.ingest();
  const idOf = async (seed: string): Promise<string> => {
    const [row] = await site.query(
      `SELECT study_id FROM studies JOIN source_objects USING (study_instance_uid) WHERE path = '${seed}.dcm'`,
    );
    return String(row!['study_id']);
  };
  const [deleted, restored, again] = await Promise.all(['deleted', 'restored', 'deleted again'].map(idOf));
  const request = (...studyIds: string[]) => ({
    studyIds,
    actor: 'ada',
    reason: null,
    now: new Date().toISOString().replace('Z', ''),
  });
  const nightOf = async (day: string): Promise<void> => {
    vi.setSystemTime(`${day}T02:00:00Z`);
    await nightlyUpkeep({ lake: site.lake, state }, 'schedule', () => undefined);
  };
  const purged = (): unknown[] =>
    state.audit
      .list(0, 10)
      .items.filter(({ action }) => action === 'study_purged')
      .map(({ actor, subject }) => [actor, subject]);

  await deleteStudies(site.lake, request(deleted!, restored!, again!), SITE_KEY);
  await nightOf('2026-01-20');
  await restoreStudies(site.lake, request(restored!, again!));
  vi.setSystemTime('2026-01-22T12:00:00Z');
  await deleteStudies(site.lake, request(again!), SITE_KEY);
  await nightOf('2026-01-31');
  expect(purged()).toEqual([]);
  await nightOf('2026-02-01');
  expect(purged()).toEqual([['upkeep', deleted]]);
  expect(await restoreStudies(site.lake, request(deleted!))).toMatchObject({ purged: [deleted] });
  await nightOf('2026-02-21');
  await nightOf('2026-02-22');
  expect(purged()).toEqual([
    ['upkeep', again],
    ['upkeep', deleted],
  ]);
  await site.put('sent again.dcm', ctReport({ seed: 'deleted', verification: 'VERIFIED' }));
  expect((await site.ingest()).counts).toMatchObject({ deleted: 1, unchanged: 4 });
  expect(await site.query('SELECT count(*)::INTEGER AS n FROM studies')).toEqual([{ n: 2 }]);
});
