import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ctReport, studyInstanceUid } from '../../support/builders/index.js';
import { runningServer, type RunningServer } from '../../support/running-server.js';
import { searchStore } from '../../support/search-store.js';

let scratch: string;
let server: RunningServer;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-erasing-'));
  mkdirSync(join(scratch, 'drop'));
  for (const seed of ['erased', 'other'])
    writeFileSync(join(scratch, 'drop', `${seed}.dcm`), ctReport({ seed }));
  server = await runningServer([join(scratch, 'drop')]);
});
afterAll(async () => {
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
});

const erase = (...studyIds: string[]): Promise<Response> =>
  server.request('POST', '/api/v1/studies/erasures', { body: { study_ids: studyIds } });

async function stateOfRun(runId: string): Promise<unknown> {
  for (;;) {
    const run = (await (await server.request('GET', `/api/v1/runs/${runId}`)).json()) as { state: string };
    if (run.state !== 'running') return run.state;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a study erased on the pages', () => {
  it('is gone to the last byte once its run is done, with its entry in the audit trail', async () => {
    const uids = 'SELECT study_instance_uid AS uid FROM studies';
    const uid = studyInstanceUid('erased');
    const [study] = server.sql(`SELECT study_id FROM studies WHERE study_instance_uid = '${uid}'`);
    const id = String(study!['study_id']);
    expect(
      (await server.request('DELETE', `/api/v1/studies/${id}`, { body: { reason: 'asked' } })).status,
    ).toBe(204);

    const begun = await erase(id);
    expect(begun.status).toBe(202);
    expect(await stateOfRun(((await begun.json()) as { run_id: string }).run_id)).toBe('done');
    expect(server.sql(uids)).toEqual([{ uid: studyInstanceUid('other') }]);
    expect(await searchStore(server.store.data, [id, uid])).toEqual([]);
    const { items } = (await (await server.request('GET', '/api/v1/audit')).json()) as {
      items: { action: string; actor: string }[];
    };
    expect(items).toContainEqual(expect.objectContaining({ action: 'study_erased', actor: 'admin' }));
    expect((await erase(id)).status).toBe(404);
  });

  it('is named by an id that cannot be taken for an option', async () => {
    expect((await erase('--data=/nowhere')).status).toBe(400);
  });
});
