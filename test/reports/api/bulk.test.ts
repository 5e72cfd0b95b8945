import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';
import { ctStudy } from '../../warehouse/lake-support.js';

let server: ServerFixture;
let admin: string;
beforeAll(async () => {
  const studies = Array.from({ length: 5 }, (_, at) => ({
    ...ctStudy(at),
    study_description: at < 3 ? 'Phantom check' : 'Head',
  }));
  server = await serverFixture({ rows: { studies } });
  admin = await server.cookieOf('admingroup');
});
afterAll(() => server.close());

const count = async (filter: string): Promise<number> => {
  const answer = await server.ask(admin, 'GET', `/api/v1/studies?${filter}`);
  return answer.json<{ total: number }>().total;
};

describe('an act on all studies of a filter', () => {
  it('marks exactly those, once, with the reason in the audit trail', async () => {
    const url = '/api/v1/studies/marks?study_description=phantom';
    const body = { mark: 'mark_not_patient', expected: 3, reason: 'daily check' };
    const answer = await server.ask(admin, 'POST', url, body);
    expect(answer.json()).toEqual({ found: 3, changed: 3 });
    expect(await count('is_not_patient=true')).toBe(3);
    expect(await count('is_not_patient=true&study_description=head')).toBe(0);
    expect((await server.ask(admin, 'POST', url, body)).json()).toEqual({ found: 3, changed: 0 });
    expect(server.state.audit.list(0, 5).items[0]).toMatchObject({
      action: 'studies_marked',
      details: { mark: 'mark_not_patient', reason: 'daily check' },
    });
    await server.ask(admin, 'POST', url, { ...body, mark: 'mark_patient' });
    expect(await count('is_not_patient=true')).toBe(0);
  });

  it('is refused when the filter finds others than the caller saw, or has no condition', async () => {
    const body = { mark: 'mark_not_patient', expected: 2, reason: 'x' };
    const other = await server.ask(admin, 'POST', '/api/v1/studies/marks?study_description=phantom', body);
    expect(other.statusCode).toBe(409);
    expect(other.json()).toMatchObject({ detail: expect.stringContaining('3 studies now, not 2') as string });
    const all = await server.ask(admin, 'POST', '/api/v1/studies/marks', { ...body, expected: 5 });
    expect(all.statusCode).toBe(400);
    expect(await count('is_not_patient=true')).toBe(0);
  });

  it('deletes as one commit, each study restorable by itself', async () => {
    const answer = await server.ask(admin, 'POST', '/api/v1/studies/deletions?study_description=phantom', {
      expected: 3,
      reason: 'all phantoms',
    });
    expect(answer.json()).toEqual({ found: 3, changed: 3 });
    expect(await count('modality=CT')).toBe(2);
    const id = encodeURIComponent(ctStudy(0).study_id!);
    expect((await server.ask(admin, 'POST', `/api/v1/studies/${id}/restore`, {})).statusCode).toBe(204);
    expect(await count('modality=CT')).toBe(3);
  });
});
