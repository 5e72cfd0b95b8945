import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckCount, CheckSummary } from '../../../reports/checks/check-summary.js';
import { ctEvent, ctStudy, row } from '../../warehouse/lake-support.js';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';

let server: ServerFixture;
let viewer = '';

/** Ten CT studies of two devices: every second one has a total that its events contradict, study-4 an impossible tube voltage too. */
const studies = Array.from({ length: 10 }, (_, n) =>
  ctStudy(n, {
    device_id: n < 5 ? 'd1' : 'd2',
    institution_name: 'North',
    station_name: n < 5 ? 'CT1' : 'CT2',
    study_date_source: 'study',
    accession_number: `A${n}`,
    dlp_total_mgy_cm: 100,
    dlp_total_mgy_cm_event_sum: n % 2 === 0 ? 50 : 100,
    dlp_total_mgy_cm_source: 'accumulated',
  }),
);
const events = studies.map((study, n) =>
  ctEvent(n, {
    event_index: 1,
    counted: true,
    ctdi_phantom: 'body_32cm',
    kvp_kv: n === 4 ? 1200 : 120,
    started_at_local: `${study.study_date}T11:00:00`,
  }),
);
const devices = ['d1', 'd2'].map((device_id, at) =>
  row('devices', { device_id, institution_name: 'North', station_name: `CT${at + 1}` }),
);

beforeAll(async () => {
  server = await serverFixture({ rows: { studies, ct_events: events, devices } });
  viewer = await server.cookieOf('viewgroup');
});
afterAll(() => server.close());

const get = async (url: string, cookie: string | null = viewer) => server.ask(cookie, 'GET', `/api/v1${url}`);
const summaryOf = async (query = ''): Promise<CheckSummary> =>
  (await get(`/checks${query}`)).json<CheckSummary>();
const failing = ({ checks }: CheckSummary): Record<string, number> =>
  Object.fromEntries(
    checks.filter((check) => check.study_count > 0).map(({ id, study_count: n }) => [id, n]),
  );

describe('data-quality checks in the API', () => {
  it('say of each check what it asks and how many studies fail it, the gravest first', async () => {
    const summary = await summaryOf();
    expect(failing(summary)).toEqual({ kvp_impossible: 1, dlp_sum_differs: 5 });
    expect(summary.checks.find(({ id }) => id === 'dlp_sum_differs')).toMatchObject({
      severity: 'error',
      grain: 'study',
      definition: expect.stringContaining('accumulated'),
      tolerance: { kind: 'difference', percent: 2, absolute: 1, unit: 'mGy·cm' },
      compared: { found: 'sum of events', expected: 'accumulated total' },
    });
    const grave = summary.checks.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity));
    expect(grave).toEqual([...grave].sort());
  });

  it('lead to the list of exactly the studies that they count', async () => {
    const counted = (await summaryOf()).checks.flatMap((check: CheckCount) => check.modalities);
    expect(counted).toHaveLength(2);
    for (const { address, study_count: n } of counted)
      expect((await get(`/studies?${address}`)).json()).toMatchObject({ total: n });
  });

  it('are counted over the studies of a filter, and per device', async () => {
    expect(failing(await summaryOf('?device_id==d2'))).toEqual({ dlp_sum_differs: 2 });
    expect(failing(await summaryOf('?modality==MG'))).toEqual({});
    expect((await summaryOf('?device_id==d2')).devices).toEqual([
      {
        device_id: 'd2',
        display_name: 'North CT2',
        failed: [{ check_id: 'dlp_sum_differs', study_count: 2, found: null, expected: null }],
      },
    ]);
    expect((await summaryOf()).devices.map(({ device_id: id, failed }) => [id, failed.length])).toEqual([
      ['d1', 2],
      ['d2', 1],
    ]);
    const address = (await summaryOf('?device_id==d2')).checks.find(({ id }) => id === 'dlp_sum_differs')!
      .modalities[0]!.address;
    expect((await get(`/studies?${address}`)).json()).toMatchObject({ total: 2 });
  });

  it('are told of one study with both numbers', async () => {
    const { items: failed } = (await get('/studies/study-4/checks')).json();
    expect(failed).toMatchObject([
      { id: 'dlp_sum_differs', hit_count: 1, hits: [{ subject: null, found: 50, expected: 100 }] },
      { id: 'kvp_impossible', hit_count: 1, hits: [{ subject: 'event 1', found: 1200, expected: 200 }] },
    ]);
    expect((await get('/studies/study-1/checks')).json().items).toEqual([]);
    expect((await get('/studies/no-such/checks')).statusCode).toBe(404);
  });

  it('can be filtered by like any other key', async () => {
    const total = async (query: string): Promise<number> => (await get(`/studies?${query}`)).json().total;
    expect(await total('failed_check==kvp_impossible')).toBe(1);
    expect(await total('failed_check=impossible')).toBe(1);
    expect(await total('failed_check==kvp_impossible&failed_check==dlp_sum_differs')).toBe(5);
    expect(await total('-failed_check==dlp_sum_differs')).toBe(5);
    expect(await total('failed_check.is=null')).toBe(5);
    expect(await total('-failed_check.is=null')).toBe(5);
    expect((await get('/studies?failed_check==nonsense')).json()).toMatchObject({
      status: 400,
      errors: [{ field: 'failed_check' }],
    });
    expect((await get('/studies/facets?facet=failed_check')).statusCode).toBe(400);
    expect((await get('/charts/frequency?by=failed_check')).statusCode).toBe(400);
    expect((await get('/checks?failed_check=kap')).statusCode).toBe(400);
  });

  it('are worked out once a snapshot, and anew for the next', async () => {
    const first = await get('/checks');
    const tag = String(first.headers['etag']);
    const again = await server.app.inject({
      url: '/api/v1/checks',
      headers: { host: 'dose.example:8080', cookie: viewer, 'if-none-match': tag },
    });
    expect(again.statusCode).toBe(304);
    await server.lake.commit({ kind: 'ingest', runId: null }, () =>
      Promise.resolve({ add: {}, removeStudies: ['study-4'] }),
    );
    expect(failing(await summaryOf())).toEqual({ dlp_sum_differs: 4 });
    expect(failing(await summaryOf('?snapshot=1'))).toEqual({ kvp_impossible: 1, dlp_sum_differs: 5 });
  });

  it('need a signed-in user', async () => {
    expect((await get('/checks', null)).statusCode).toBe(401);
  });
});

describe('an empty store', () => {
  it('passes every check', async () => {
    const empty = await serverFixture();
    const answer = await empty.ask(await empty.cookieOf('viewgroup'), 'GET', '/api/v1/checks');
    expect(failing(answer.json<CheckSummary>())).toEqual({});
    await empty.close();
  });
});
