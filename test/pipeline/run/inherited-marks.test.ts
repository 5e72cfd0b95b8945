import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markStudies } from '../../../pipeline/run/study-actions.js';
import type { StudyActionKind } from '../../../warehouse/tables/index.js';
import { openSite, type Site } from '../../support/ingest-fixture.js';
import { SCENARIOS } from '../../support/study-scenarios.js';

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

/** One examination with a row for each modality. */
const [FLUOROSCOPY, RADIOGRAPHY] = SCENARIOS.find(
  ({ name }) => name === 'fluoroscopy and radiography under one study',
)!.objects as [Uint8Array, Uint8Array];

async function marks(): Promise<Record<string, unknown>> {
  const rows = await site.query('SELECT modality, is_not_patient FROM studies');
  return Object.fromEntries(rows.map((row) => [String(row['modality']), row['is_not_patient']]));
}

async function mark(
  how: Extract<StudyActionKind, 'mark_patient' | 'mark_not_patient'>,
  modality: string,
): Promise<void> {
  const rows = await site.query(`SELECT study_id FROM studies WHERE modality = '${modality}'`);
  const studyIds = rows.map((row) => String(row['study_id']));
  const now = new Date().toISOString().replace('Z', '');
  await markStudies(site.lake, { studyIds, actor: 'someone', reason: 'a test', now }, how);
}

describe('a mark by hand on an examination that divides', () => {
  it.each([
    ['RF', FLUOROSCOPY, RADIOGRAPHY],
    ['DX', RADIOGRAPHY, FLUOROSCOPY],
  ])('holds for what comes after its %s, with who said it', async (modality, first, second) => {
    await site.put('first.dcm', first);
    await site.ingest();
    await mark('mark_not_patient', modality);
    await site.put('second.dcm', second);
    await site.ingest();
    expect(await marks()).toEqual({ RF: true, DX: true });
    const said = await site.query('SELECT DISTINCT actor, reason, action FROM study_actions');
    expect(said).toEqual([{ actor: 'someone', reason: 'a test', action: 'mark_not_patient' }]);
  });

  it('is the last one said of it; once both stand, each has its own', async () => {
    await site.put('first.dcm', FLUOROSCOPY);
    await site.ingest();
    await mark('mark_not_patient', 'RF');
    await mark('mark_patient', 'RF');
    await site.put('second.dcm', RADIOGRAPHY);
    await site.ingest();
    expect(await marks()).toEqual({ RF: false, DX: false });
    await mark('mark_not_patient', 'DX');
    expect(await marks()).toEqual({ RF: false, DX: true });
  });
});
