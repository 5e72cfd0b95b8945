import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action, ctEvent, ctStudy, row } from '../../warehouse/lake-support.js';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';

const DAY_MS = 86_400_000;
let server: ServerFixture;
let viewer = '';
let exporter = '';

const device = (device_id: string) =>
  row('devices', { device_id, institution_name: 'N', station_name: device_id });

beforeAll(async () => {
  const rows = {
    studies: [ctStudy(1, { device_id: 'd1' }), ctStudy(2, { device_id: 'd1' })],
    ct_events: [ctEvent(1), ctEvent(2)],
    devices: [device('d1')],
  };
  server = await serverFixture({ rows });
  viewer = await server.cookieOf('viewgroup');
  exporter = await server.cookieOf('exportgroup');
  await server.lake.commit({ kind: 'ingest', runId: null }, () =>
    Promise.resolve({
      add: { studies: [ctStudy(3, { device_id: 'd2' })], ct_events: [ctEvent(3)], devices: [device('d2')] },
    }),
  );
  await server.lake.commit({ kind: 'deletion', runId: null }, () =>
    Promise.resolve({ add: { study_actions: [action('study-1', 'delete', '2026-01-01T10:00:00')] } }),
  );
});
afterAll(() => server.close());

const get = async (url: string, cookie = viewer, headers: Record<string, string> = {}) =>
  server.app.inject({ url: `/api/v1${url}`, headers: { host: 'dose.example:8080', cookie, ...headers } });

describe('a question that names a snapshot', () => {
  it('is answered from it: lists, facets, details, charts, home, equipment and objects', async () => {
    const at = async (url: string, snapshot: number | null) =>
      (
        await get(`${url}${snapshot === null ? '' : `${url.includes('?') ? '&' : '?'}snapshot=${snapshot}`}`)
      ).json();
    const totals = [];
    for (const snapshot of [1, 2, 3, null]) totals.push((await at('/studies', snapshot)).total);
    expect(totals).toEqual([2, 3, 2, 2]);
    expect(await at('/studies', 2)).toMatchObject({ snapshot: { id: 2, committed_at: expect.any(String) } });
    expect((await at('/studies/study-1', 1)).study).toMatchObject({ study_id: 'study-1' });
    expect(await at('/studies/study-1', null)).toMatchObject({ status: 404 });
    expect((await at('/studies/facets?facet=device_id', 1)).facets.device_id).toEqual([
      { value: 'd1', count: 2 },
    ]);
    expect((await at('/charts/frequency?by=modality', 2)).n_studies).toBe(3);
    expect((await at('/home', 1)).modalities).toEqual([{ modality: 'CT', study_count: 2 }]);
    expect((await at('/devices', 1)).items).toHaveLength(1);
    expect((await at('/devices', null)).items).toHaveLength(2);
    expect((await at('/objects', 1)).snapshot.id).toBe(1);
  });

  it('may name it by a date, and is refused what is neither', async () => {
    const today = new Date().toISOString().slice(0, 10);
    expect((await get(`/studies?snapshot=${today}`)).json().snapshot.id).toBe(3);
    const wrong = await get('/studies?snapshot=yesterday');
    expect(wrong.json()).toMatchObject({ status: 400, errors: [{ field: 'snapshot' }] });
    expect((await get('/studies?snapshot=2001-01-01')).json()).toMatchObject({
      status: 404,
      nearest: { id: 1 },
    });
  });

  it('has a tag of its own, which holds for as long as the snapshot', async () => {
    const first = await get('/studies?snapshot=1');
    const tag = String(first.headers['etag']);
    expect((await get('/studies?snapshot=1', viewer, { 'if-none-match': tag })).statusCode).toBe(304);
    expect((await get('/studies?snapshot=2', viewer, { 'if-none-match': tag })).statusCode).toBe(200);
    const other = await server.cookieOf('admingroup');
    expect((await get('/studies?snapshot=1', other, { 'if-none-match': tag })).statusCode).toBe(200);
  });

  it('counts relative dates from the day of the snapshot', async () => {
    const day = server.lake.snapshots()[0]!.committedAt.slice(0, 10);
    expect((await get(`/studies?study_date=..0d`)).json().total).toBe(2);
    const named = (await get('/studies?snapshot=1&study_date=..0d')).json();
    expect(named).toMatchObject({ total: 2, snapshot: { id: 1 } });
    expect(day > '2026-04-01').toBe(true);
  });

  it('keeps the snapshot of an export for as long as the last of a month', async () => {
    expect(
      (await get('/studies.csv?snapshot=2&columns=study_id', exporter)).body.trim().split(/\r?\n/),
    ).toHaveLength(4);
    expect(server.lake.snapshots().map(({ keptFor }) => keptFor)).toEqual([null, 'studies.csv', null]);
  });

  it('is told the nearest one that is kept where it has expired', async () => {
    const old = await serverFixture({ rows: { studies: [ctStudy(1)] } });
    const cookie = await old.cookieOf('viewgroup');
    const ask = async (url: string) => old.ask(cookie, 'GET', `/api/v1${url}`);
    for (const n of [2, 3]) {
      const add = { studies: [ctStudy(n)] };
      await old.lake.commit({ kind: 'ingest', runId: null }, () => Promise.resolve({ add }));
    }
    old.lake.keepSnapshot(2, 'export');
    await old.lake.vacuum(undefined, Date.now() + 100 * DAY_MS);
    const expired = await ask('/studies?snapshot=1');
    expect(expired.headers['content-type']).toContain('application/problem+json');
    expect(expired.json()).toMatchObject({
      status: 410,
      title: 'This snapshot has expired',
      nearest: { id: 2, committed_at: expect.any(String) },
    });
    expect((await ask('/studies?snapshot=99')).json()).toMatchObject({ status: 404, nearest: { id: 3 } });
    expect((await ask('/snapshots')).json().items).toMatchObject([
      { id: 3, kind: 'ingest', kept_for: null },
      { id: 2, kind: 'ingest', kept_for: 'export' },
    ]);
    await old.close();
  });

  it('is answered from it as to what was deleted, and which names the site gave', async () => {
    const admin = await server.cookieOf('admingroup');
    const deleted = async (snapshot: string) => (await get(`/studies/deleted${snapshot}`, admin)).json();
    expect((await deleted('?snapshot=2')).items).toEqual([]);
    expect((await deleted('?snapshot=3')).items).toMatchObject([{ study_id: 'study-1' }]);
    expect(await deleted('')).toMatchObject({ items: [{ study_id: 'study-1' }], snapshot: { id: 3 } });
    const name = { modality: 'CT', field: 'study_description', text: 'a', standard_name: 'Chest' };
    const named = await server.ask(admin, 'PUT', '/api/v1/standard-names', { items: [name] });
    expect(named.statusCode).toBe(204);
    const names = async (snapshot: string) => (await get(`/standard-names${snapshot}`)).json();
    expect((await names('?snapshot=3')).items).toEqual([]);
    expect(await names('')).toMatchObject({ items: [name], snapshot: { id: 4 } });
    for (const url of ['/studies/deleted', '/standard-names'])
      expect((await get(`${url}?snapshot=99`, admin)).json()).toMatchObject({ status: 404 });
  });
});
