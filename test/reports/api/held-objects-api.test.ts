import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyRow, TABLES } from '../../../warehouse/tables/index.js';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';

let server: ServerFixture;

beforeAll(async () => {
  const held = {
    ...emptyRow(TABLES.source_objects),
    sha256: 'ab'.repeat(32),
    drop_folder: 'main',
    path: 'b.dcm',
    outcome: 'held',
    deleted_study_id: 'purged',
  };
  const deletion = {
    ...emptyRow(TABLES.study_actions),
    study_id: 'purged',
    acted_at: '2026-01-01T00:00:00.000',
    action: 'delete',
  };
  server = await serverFixture({ rows: { source_objects: [held], study_actions: [deletion] } });
});
afterAll(() => server.close());

it('says that the study of a held object was purged, instead of finding no object', async () => {
  const admin = await server.cookieOf('admingroup');
  const decide = (path: string) =>
    server.ask(admin, 'POST', '/api/v1/objects/held', { decision: 'restore', drop_folder: 'main', path });
  const answer = await decide('b.dcm');
  expect(answer.statusCode).toBe(409);
  expect(answer.json<{ detail: string }>().detail).toContain('purged');
  expect((await decide('none.dcm')).statusCode).toBe(404);
});
