import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteKey, storePaths } from '../../../jobs/config/store.js';
import { studyDeletion } from '../../../jobs/serving/study-deletion.js';
import { purgeDeletedStudies } from '../../../pipeline/run/purge.js';
import { openLake } from '../../../warehouse/index.js';
import { openState } from '../../../warehouse/state/state.js';
import { ctReport } from '../../support/builders/index.js';
import { dose, ingest, sql, type RunOptions } from '../../support/program.js';

let scratch: string;
let drop: string;
let options: RunOptions;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-deletion-'));
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  options = { data: join(scratch, 'store') };
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

async function onThePages(
  act: (deletion: ReturnType<typeof studyDeletion>) => Promise<boolean>,
): Promise<boolean> {
  const lake = await openLake(options.data);
  try {
    return await act(studyDeletion(lake, siteKey(storePaths(options.data))));
  } finally {
    await lake.close();
  }
}

const studyIds = (): string[] =>
  (sql(options, 'SELECT study_id FROM studies') as { study_id: string }[]).map((row) => row.study_id);

describe('a study deleted on the pages', () => {
  it('stays away when its report is sent again, and comes back with a restore', async () => {
    const report = ctReport({ seed: 'deleted' });
    writeFileSync(join(drop, 'a.dcm'), report);
    ingest(options, drop);
    const [studyId] = studyIds();
    expect(await onThePages((pages) => pages.deleteStudy(studyId!, 'ann', 'test'))).toBe(true);
    expect(studyIds()).toEqual([]);

    writeFileSync(join(drop, 'sent-again.dcm'), ctReport({ seed: 'deleted', verification: 'VERIFIED' }));
    ingest(options, drop);
    expect(studyIds()).toEqual([]);

    expect(await onThePages((pages) => pages.restoreStudy(studyId!, 'ann'))).toBe(true);
    ingest(options, drop);
    expect(studyIds()).toEqual([studyId]);
  });

  it('is not deleted twice, and an unknown one not at all', async () => {
    writeFileSync(join(drop, 'a.dcm'), ctReport({ seed: 'deleted' }));
    ingest(options, drop);
    const [studyId] = studyIds();
    await onThePages((pages) => pages.deleteStudy(studyId!, 'ann', 'test'));
    expect(await onThePages((pages) => pages.deleteStudy(studyId!, 'ann', 'again'))).toBe(false);
    expect(await onThePages((pages) => pages.deleteStudy('nothing', 'ann', 'test'))).toBe(false);
    expect(await onThePages((pages) => pages.restoreStudy('nothing', 'ann'))).toBe(false);
  });

  it('says of a held object of a purged study that there is nothing to restore any more', async () => {
    writeFileSync(join(drop, 'a.dcm'), ctReport({ seed: 'deleted', events: [{ uid: '1.2.3.1' }] }));
    ingest(options, drop);
    const [studyId] = studyIds();
    await onThePages((pages) => pages.deleteStudy(studyId!, 'ann', 'test'));
    const continued = ctReport({
      seed: 'deleted',
      object: 'continued',
      events: [{ uid: '1.2.3.1' }, { uid: '1.2.3.2' }],
      contentDelay_s: 900,
    });
    writeFileSync(join(drop, 'b.dcm'), continued);
    ingest(options, drop);
    const lake = await openLake(options.data);
    const later = new Date(Date.now() + 60_000).toISOString().replace('Z', '');
    await purgeDeletedStudies(lake, { deletedBefore: later, now: later });
    await lake.close();
    const place = { dropFolder: drop, path: 'b.dcm' };
    await onThePages(async (pages) => {
      const decided = await pages.decideHeld('restore', place, 'ann');
      expect(decided).toEqual({ files: 0, studyIds: [], purged: [studyId] });
      return true;
    });
    expect(dose(options, 'restore-study', studyId!)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('purged when its time was over') as string,
    });
  });

  it('is in the audit trail, also where it was deleted, restored and marked by command', async () => {
    writeFileSync(join(drop, 'a.dcm'), ctReport({ seed: 'deleted' }));
    ingest(options, drop);
    const [studyId] = studyIds();
    for (const command of [
      ['delete', studyId!],
      ['delete', studyId!],
      ['restore-study', studyId!],
      ['mark', studyId!, '--not-patient'],
    ])
      expect(dose(options, ...command).status).toBe(0);
    const state = openState(join(options.data, 'state.db'));
    const trail = state.audit.list(0, 10).items.map(({ action, subject }) => [action, subject]);
    state.close();
    expect(trail).toEqual([
      ['studies_marked', null],
      ['study_restored', studyId],
      ['study_deleted', studyId],
    ]);
  });
});
