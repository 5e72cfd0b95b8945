import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lakeSnapshots } from '../../../reports/lake-snapshots.js';
import { homeFigures } from '../../../reports/studies/home.js';
import type { DoseLake } from '../../../warehouse/index.js';
import type { Study } from '../../../warehouse/tables/index.js';
import { ctStudy, temporaryLake } from '../../warehouse/lake-support.js';

const WINDOWS = { recentDays: 7, earlierDays: 28, silentAfterDays: 14 };
const TODAY = '2026-03-31';
let lake: DoseLake;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ lake, remove } = await temporaryLake());
});
afterEach(() => remove());

/** What the home page says on the day of `TODAY` of the studies of one scanner. */
async function home(...studies: readonly Pick<Study, 'study_date' | 'study_time'>[]) {
  const rows = studies.map((study, n) => ctStudy(n, study));
  await lake.commit({ kind: 'ingest', runId: null }, () => Promise.resolve({ add: { studies: rows } }));
  const snapshots = lakeSnapshots(lake);
  const snapshot = await snapshots.open();
  const { systems, attention } = await homeFigures({ snapshot, context: { today: TODAY } }, WINDOWS);
  snapshot.release();
  await snapshots.close();
  return { system: systems[0], attention: attention.map(({ kind }) => kind) };
}

describe('a system on the home page', () => {
  it('is silent though a wrong clock dated one of its studies in the future', async () => {
    const { system, attention } = await home(
      { study_date: '2026-03-10', study_time: '08:00:00' },
      { study_date: '2062-03-11', study_time: '09:00:00' },
    );
    expect(system).toMatchObject({
      study_count: 2,
      last_study_date: '2026-03-10',
      last_study_time: '08:00:00',
      last_7_days: 0,
      last_28_days: 1,
    });
    expect(attention).toEqual(['silent_system']);
  });

  it('is at work where it is tomorrow already', async () => {
    const { system, attention } = await home({ study_date: '2026-04-01', study_time: '00:30:00' });
    expect(system).toMatchObject({ last_study_date: '2026-04-01', last_7_days: 1 });
    expect(attention).toEqual([]);
  });

  it('shows the time of its last study, not that of an earlier one', async () => {
    const { system } = await home(
      { study_date: '2026-03-30', study_time: '23:50:00' },
      { study_date: '2026-03-31', study_time: null },
    );
    expect(system).toMatchObject({ last_study_date: '2026-03-31', last_study_time: null });
  });
});
