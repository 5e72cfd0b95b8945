import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyOf } from '../../../reports/filters/fields.js';
import { comparisonOf } from '../../../reports/filters/filter.js';
import { TABLES, type CtEvent, type Study } from '../../../warehouse/tables/index.js';
import { ctEvent, ctStudy, row } from '../../warehouse/lake-support.js';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';

const SCRIPT = '<script>alert(1)</script>"\'&';
let server: ServerFixture;
let viewer = '';
let exporter = '';
let admin = '';
let identity = '';

const studies: Study[] = Array.from({ length: 40 }, (_, n) =>
  ctStudy(n, {
    study_description: n === 3 ? SCRIPT : n === 4 ? '=HYPERLINK("x")' : `Thorax ${n % 4}`,
    patient_age_years: 20 + n,
    patient_pseudonym: `pseudonym-${n % 5}`,
    is_not_patient: n % 10 === 9,
    device_id: n % 2 === 0 ? 'd1' : 'd2',
    institution_name: 'North',
    station_name: n % 2 === 0 ? 'CT1' : 'CT2',
    dlp_body_32cm_mgy_cm: n + 0.1,
    dlp_total_mgy_cm: n / 3 + 0.1,
    accession_number: `ACC${n}`,
  }),
);
const events: CtEvent[] = studies.flatMap((_, n) => [
  ctEvent(n, {
    counted: true,
    event_index: 1,
    device_id: 'd1',
    dlp_mgy_cm: n / 7,
    ctdi_phantom: 'body_32cm',
  }),
]);
const devices = ['d1', 'd2'].map((device_id, at) =>
  row('devices', { device_id, institution_name: 'North', station_name: `CT${at + 1}` }),
);

beforeAll(async () => {
  server = await serverFixture({ rows: { studies, ct_events: events, devices } });
  viewer = await server.cookieOf('viewgroup');
  exporter = await server.cookieOf('exportgroup');
  admin = await server.cookieOf('admingroup');
  identity = await server.cookieOf('pidgroup');
});
afterAll(() => server.close());

const get = async (url: string, cookie = viewer) => {
  const answer = await server.ask(cookie, 'GET', `/api/v1${url}`);
  return { status: answer.statusCode, body: answer.body, headers: answer.headers, json: () => answer.json() };
};

describe('lists', () => {
  it('give pages that fit together, newest first, with totals and the snapshot', async () => {
    const first = (await get('/studies?page_size=25')).json();
    const second = (await get('/studies?page_size=25&page=2')).json();
    expect(first).toMatchObject({
      total: 40,
      page: 1,
      page_size: 25,
      not_patient_count: 4,
      snapshot: { id: expect.any(Number) },
    });
    const ids = [...first.items, ...second.items].map((item) => item.study_id);
    expect(new Set(ids).size).toBe(40);
    const dates = [...first.items, ...second.items].map((item) => item.study_date);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  it('send the columns asked for, and identity only to those who may see it, audited', async () => {
    const [item] = (await get('/studies?columns=study_description,patient_age_years')).json().items;
    expect(Object.keys(item)).toEqual(['study_id', 'study_description', 'patient_age_years']);
    expect((await get('/studies')).body).not.toContain('pseudonym-');
    expect((await get('/studies/study-1')).body).not.toContain('pseudonym-');
    for (const url of [
      '/studies?columns=patient_pseudonym',
      '/studies?patient_pseudonym=x',
      '/studies.csv?columns=patient_pseudonym',
      '/charts/frequency?by=study_description&patient_pseudonym=p',
    ]) {
      expect([url, (await get(url, exporter)).status]).toEqual([url, 403]);
    }
    const before = server.state.audit.list(0, 1).total;
    expect((await get('/studies?columns=patient_pseudonym', identity)).body).toContain('pseudonym-');
    const seen = await get('/studies/study-1', identity);
    expect(seen.body).toContain('pseudonym-1');
    expect(seen.headers['cache-control']).toContain('no-store');
    const trail = server.state.audit.list(0, 10);
    expect(trail.total).toBe(before + 2);
    expect(trail.items.slice(0, 2).map(({ action, subject }) => [action, subject])).toEqual([
      ['identity_seen', 'study-1'],
      ['identity_seen', 'list'],
    ]);
    expect(JSON.stringify(trail.items)).not.toContain('pseudonym-1');
  });

  it('name the field that is wrong and what to write', async () => {
    const answer = await get('/studies?study_date=yesterday&colour=red&page_size=25');
    expect(answer.status).toBe(400);
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual([
      'study_date',
      'colour',
    ]);
    for (const url of [
      '/studies?page_size=7',
      '/studies?page=0',
      '/studies?sort=findings',
      '/studies?columns=x;y',
      '/studies/facets',
      '/charts/pie',
      '/objects?outcome=lost',
    ]) {
      expect([url, (await get(url)).status]).toEqual([url, 400]);
    }
  });

  it('pass text of objects on as JSON text and nothing else', async () => {
    const answer = await get('/studies?study_description=%3Cscript%3E');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.json().items[0].study_description).toBe(SCRIPT);
    const refused = await get(`/studies?study_date=${encodeURIComponent(SCRIPT)}`);
    expect(refused.body).not.toContain('<script>');
  });

  it('hold SQL in any filter as a value', async () => {
    const hostile = ["'; DROP TABLE studies; --", "' OR '1'='1", '") OR 1=1 --', "%' UNION SELECT 1 --"];
    for (const text of hostile) {
      for (const key of ['study_description', 'accession_number', 'event.acquisition_protocol', 'modality']) {
        const answer = await get(`/studies?${key}=${encodeURIComponent(text)}`);
        expect([key, answer.status, answer.json().total]).toEqual([key, 200, 0]);
      }
      for (const key of ['sort', 'columns', 'facet', text, `event.${text}`]) {
        const path = key === 'facet' ? '/studies/facets' : '/studies';
        expect((await get(`${path}?${encodeURIComponent(key)}=${encodeURIComponent(text)}`)).status).toBe(
          400,
        );
      }
      expect((await get(`/studies/${encodeURIComponent(text)}`)).status).toBe(404);
    }
    expect((await get('/studies')).json().total).toBe(40);
  });

  it('compare with numbers beyond what an integer holds, in every column', async () => {
    const keysOf = (table: 'studies' | 'ct_events' | 'projection_events' | 'nm_administrations') =>
      Object.entries(TABLES[table].columns)
        .filter(([, { type }]) => comparisonOf(type) === 'number')
        .map(([column]) => keyOf({ scope: table === 'studies' ? 0 : 1, column }));
    const kinds = [
      [...keysOf('studies'), 'study_weekday'],
      keysOf('ct_events'),
      keysOf('projection_events'),
      keysOf('nm_administrations'),
    ];
    for (const keys of kinds)
      for (const value of ['9.3e18', '-1e19', '9007199254740993', '1e300..', '-1e300..-1e19']) {
        const answer = await get(`/studies?${keys.map((key) => `${key}=${value}`).join('&')}`);
        expect([keys[0], value, answer.status]).toEqual([keys[0], value, 200]);
      }
    expect((await get('/studies?dlp_total_mgy_cm=-9.3e18..1e19')).json().total).toBe(40);
    expect((await get('/charts/dose?value=event.dlp_mgy_cm&event.dlp_mgy_cm=..1e19')).status).toBe(200);
  });

  it('count facets without their own clause', async () => {
    const facets = (
      await get('/studies/facets?facet=station_name&facet=event.acquisition_protocol&station_name==CT1')
    ).json().facets;
    expect(facets.station_name).toEqual([
      { value: 'CT1', count: 20 },
      { value: 'CT2', count: 20 },
    ]);
    const total = facets['event.acquisition_protocol'].reduce(
      (n: number, item: { count: number }) => n + item.count,
      0,
    );
    expect(total).toBe(20);
    for (const { value, count } of facets['event.acquisition_protocol']) {
      const list = await get(
        `/studies?station_name==CT1&event.acquisition_protocol==${encodeURIComponent(value)}`,
      );
      expect(list.json().total).toBe(count);
    }
  });
});

describe('an answer in the browser', () => {
  it('is confirmed while snapshot, permissions and query are the same, and worked out again when not', async () => {
    const url = '/api/v1/studies?modality=CT';
    const first = await server.ask(viewer, 'GET', url);
    const tag = String(first.headers['etag']);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const ask = (cookie: string, path = url) =>
      server.app.inject({ url: path, headers: { cookie, 'if-none-match': tag } });
    const confirmed = await ask(viewer);
    expect([confirmed.statusCode, confirmed.body]).toEqual([304, '']);
    expect((await ask(viewer, `${url}&page=2`)).statusCode).toBe(200);
    expect((await ask(exporter)).statusCode).toBe(200);
    expect((await server.app.inject({ url, headers: { 'if-none-match': tag } })).statusCode).toBe(401);
    const fact = row('study_facts', {
      key_kind: 'accession_number',
      key: 'none',
      field: 'comment',
      text_value: 'x',
    });
    await server.lake.commit({ kind: 'overlay', runId: null }, async () => ({
      add: { study_facts: [fact] },
    }));
    expect((await ask(viewer)).statusCode).toBe(200);
  });

  it('is asked for again when the reader, or the site, changes the units', async () => {
    const name = 'user-unitgroup';
    await server.state.users.add(name, 'a long enough secret', ['viewgroup']);
    const cookie = `dose_session=${server.state.sessions.start(name, null).secret}`;
    const ask = (tag = '') =>
      server.app.inject({ url: '/api/v1/studies', headers: { cookie, 'if-none-match': tag } });
    const tag = String((await ask()).headers['etag']);
    expect((await ask(tag)).statusCode).toBe(304);
    const units = { display_units: { kerma_area_product: 'cGy·cm²' } };
    expect((await server.ask(cookie, 'PUT', '/api/v1/session/preferences', units)).statusCode).toBe(200);
    expect((await server.ask(cookie, 'GET', '/api/v1/session')).json().preferences).toEqual(units);
    const own = await ask(tag);
    expect(own.statusCode).toBe(200);
    const before = server.state.settings.get('display_units');
    server.state.settings.set('display_units', { ...before, patient_height: 'cm' }, name);
    expect((await ask(String(own.headers['etag']))).statusCode).toBe(200);
    server.state.settings.set('display_units', before, name);
    expect((await ask(String(own.headers['etag']))).statusCode).toBe(304);
    const rows = (answer: typeof own) => answer.json().items;
    expect(rows(await ask())).toEqual((await get('/studies')).json().items);
  });
});

describe('numbers', () => {
  it('are the same in list, detail, chart and CSV, to the last digit', async () => {
    const list = (await get('/studies?page_size=400')).json().items;
    const csv = parse((await get('/studies.csv?columns=study_id,dlp_total_mgy_cm', exporter)).body, {
      columns: true,
    }) as Record<string, string>[];
    expect(csv).toHaveLength(40);
    const points = (
      await get('/charts/scatter?value=dlp_total_mgy_cm&x=patient_age_years&not_patient=include')
    ).json().groups[0].points;
    for (const study of studies) {
      const id = study.study_id!;
      const detail = (await get(`/studies/${id}`)).json();
      const listed = list.find((item: Study) => item.study_id === id);
      const expected = study.dlp_total_mgy_cm!;
      expect(listed.dlp_total_mgy_cm).toBe(expected);
      expect(detail.study.dlp_total_mgy_cm).toBe(expected);
      expect(csv.find((line) => line['study_id'] === id)!['dlp_total_mgy_cm']).toBe(String(expected));
      expect(points.find((point: { study_id: string }) => point.study_id === id).y).toBe(expected);
      expect(detail.ct_events[0].dlp_mgy_cm).toBe(events.find((event) => event.study_id === id)!.dlp_mgy_cm);
    }
  });

  it('of a chart are the same in its CSV, and its marks open their studies', async () => {
    const query = 'value=event.dlp_mgy_cm&by=event.acquisition_protocol&modality=CT';
    const chart = (await get(`/charts/dose?${query}`)).json();
    const csv = parse((await get(`/charts/dose.csv?${query}`, exporter)).body, { columns: true }) as Record<
      string,
      string
    >[];
    expect(csv).toHaveLength(chart.groups.length);
    for (const [at, group] of chart.groups.entries()) {
      for (const figure of ['n', 'median', 'mean', 'q1', 'q3', 'min', 'max'])
        expect(csv[at]![figure]).toBe(String(group[figure]));
      expect(csv[at]!['column']).toBe(chart.value.column);
      expect((await get(`/studies?${group.address}`)).json().total).toBe(group.n);
    }
    expect(chart.left_out.not_patient).toBe(4);
    expect(chart.n_studies).toBe(36);
  });

  it('in CSV never run as formulas', async () => {
    const csv = (await get('/studies.csv?columns=study_description&study_description=HYPERLINK', exporter))
      .body;
    expect(csv).toBe('study_id,study_description\r\nstudy-4,"\'=HYPERLINK(""x"")"\r\n');
    expect(server.state.audit.list(0, 1).items[0]?.action).toBe('export');
  });
});

describe('changes by people', () => {
  it('delete a study with a reason, show it among the deleted, and take it back', async () => {
    expect((await server.ask(admin, 'DELETE', '/api/v1/studies/study-7', {})).statusCode).toBe(400);
    expect((await server.ask(admin, 'DELETE', '/api/v1/studies/none', { reason: 'x' })).statusCode).toBe(404);
    expect(
      (await server.ask(admin, 'DELETE', '/api/v1/studies/study-7', { reason: 'sent twice' })).statusCode,
    ).toBe(204);
    expect((await get('/studies/study-7')).json()).toMatchObject({
      status: 404,
      detail: 'There is no study of this id in this snapshot: it has not come, or it was deleted.',
    });
    expect((await get('/studies')).json().total).toBe(39);
    const deleted = (await get('/studies/deleted', admin)).json().items;
    expect(deleted).toMatchObject([
      { study_id: 'study-7', reason: 'sent twice', deleted_by: 'user-admingroup', modality: 'CT' },
    ]);
    expect((await server.ask(admin, 'POST', '/api/v1/studies/study-7/restore', {})).statusCode).toBe(204);
    expect((await server.ask(admin, 'POST', '/api/v1/studies/study-7/restore', {})).statusCode).toBe(404);
    expect((await get('/studies/study-7')).status).toBe(200);
    expect((await get('/studies/deleted', admin)).json().items).toEqual([]);
  });

  it('name devices, and the names are in lists, charts and on the home page at once', async () => {
    const named = await server.ask(admin, 'PUT', '/api/v1/devices', {
      device_ids: ['d1'],
      display_name: 'Emergency CT',
    });
    expect(named.statusCode).toBe(204);
    expect(
      (await server.ask(admin, 'PUT', '/api/v1/devices', { device_ids: ['d9'], display_name: 'x' }))
        .statusCode,
    ).toBe(404);
    expect(
      (
        await server.ask(admin, 'PUT', '/api/v1/devices', {
          device_ids: ['d1'],
          user_defined_modality: 'dual',
        })
      ).statusCode,
    ).toBe(204);
    const list = (await get('/devices')).json().items;
    expect(list.find((device: { device_id: string }) => device.device_id === 'd1')).toMatchObject({
      display_name: 'Emergency CT',
      user_defined_modality: 'dual',
      study_count: 20,
    });
    expect((await get('/studies?display_name=emergency')).json().total).toBe(20);
    const chart = (await get('/charts/frequency?by=modality&split=device')).json();
    expect(chart.groups.map((group: { system: string }) => group.system).sort()).toEqual([
      'Emergency CT',
      'North CT2',
    ]);
    const home = (await get('/home')).json();
    expect(home.modalities).toEqual([{ modality: 'CT', study_count: 40 }]);
    expect(
      home.systems
        .map((system: { display_name: string; study_count: number }) => [
          system.display_name,
          system.study_count,
        ])
        .sort(),
    ).toEqual([
      ['Emergency CT', 20],
      ['North CT2', 20],
    ]);
  });

  it('map texts to standard names, each text to one', async () => {
    const name = { modality: 'CT', field: 'study_description', text: 'Thorax 1', standard_name: 'Chest' };
    expect(
      (
        await server.ask(admin, 'PUT', '/api/v1/standard-names', {
          items: [name, { ...name, standard_name: 'Lung' }],
        })
      ).statusCode,
    ).toBe(400);
    expect((await server.ask(admin, 'PUT', '/api/v1/standard-names', { items: [name] })).statusCode).toBe(
      204,
    );
    expect((await get('/standard-names')).json().items).toEqual([name]);
    expect((await get('/studies?standard_name==Chest')).json().total).toBe(10);
    expect((await get('/home')).json().attention.map((item: { kind: string }) => item.kind)).toContain(
      'unmapped_names',
    );
  });

  it('keep settings of the right shape, views of their own, and users', async () => {
    const home = { recent_days: 3, earlier_days: 30, silent_after_days: 5 };
    expect((await server.ask(admin, 'PUT', '/api/v1/settings/home', { value: home })).statusCode).toBe(200);
    expect((await get('/settings', admin)).json().home).toEqual(home);
    expect(
      (await server.ask(admin, 'PUT', '/api/v1/settings/home', { value: { recent_days: 'x' } })).statusCode,
    ).toBe(400);
    const units = (await get('/session')).json().display_units;
    expect(units).toMatchObject({ kerma_area_product: 'Gy·cm²', patient_height: 'm' });
    const ofSite = { ...units, kerma_area_product: 'µGy·m²' };
    const save = (value: object) => server.ask(admin, 'PUT', '/api/v1/settings/display_units', { value });
    expect((await save({ ...units, kerma_area_product: 'R·cm²' })).statusCode).toBe(400);
    expect((await save(ofSite)).statusCode).toBe(200);
    expect((await get('/session')).json().display_units).toEqual(ofSite);
    const wrong = { display_units: { patient_height: 'ft' } };
    expect((await server.ask(viewer, 'PUT', '/api/v1/session/preferences', wrong)).statusCode).toBe(400);
    expect((await save(units)).statusCode).toBe(200);
    expect((await server.ask(admin, 'PUT', '/api/v1/settings/__proto__', { value: {} })).statusCode).toBe(
      404,
    );
    const view = { name: 'Mine', page: '/ct', query: 'study_date=-28d..', shared: false };
    const saved = await server.ask(viewer, 'POST', '/api/v1/views', view);
    expect(saved.json()).toMatchObject(view);
    expect((await get('/views', exporter)).json().items).toEqual([]);
    expect((await server.ask(exporter, 'DELETE', `/api/v1/views/${saved.json().id}`)).statusCode).toBe(404);
    const user = { name: 'zoe', password: 'a long enough secret', groups: ['viewgroup'] };
    expect((await server.ask(admin, 'POST', '/api/v1/users', user)).statusCode).toBe(201);
    expect(
      (await server.ask(admin, 'PATCH', '/api/v1/users/zoe', { groups: ['exportgroup'] })).json().permissions,
    ).toEqual(['view', 'export']);
    expect((await server.ask(admin, 'DELETE', '/api/v1/users/user-admingroup')).statusCode).toBe(400);
    expect((await get('/users', admin)).body).not.toContain('argon2');
  });

  it('see runs and handled files', async () => {
    expect((await server.ask(admin, 'POST', '/api/v1/runs', {})).json()).toEqual({ run_id: 'run-2' });
    const run = server.state.runs.start({ kind: 'ingest', trigger: 'schedule' });
    server.state.runs.finish(run.runId, 'failed', 'disk full');
    expect((await get('/runs')).json().items[0]).toMatchObject({
      run_id: run.runId,
      state: 'failed',
      error: 'disk full',
    });
    expect((await get('/home')).json().attention[0]).toMatchObject({ kind: 'failed_run', severity: 'error' });
    expect((await get('/objects?outcome=quarantined')).json()).toMatchObject({ total: 0, items: [] });
  });
});

describe('an empty store', () => {
  it('answers every question with nothing', async () => {
    const empty = await serverFixture();
    const cookie = await empty.cookieOf('admingroup');
    const ask = async (url: string) => (await empty.ask(cookie, 'GET', `/api/v1${url}`)).json();
    expect(await ask('/studies')).toMatchObject({ total: 0, items: [] });
    expect(await ask('/home')).toMatchObject({ modalities: [], systems: [], attention: [] });
    expect(await ask('/charts/histogram?value=dlp_total_mgy_cm')).toMatchObject({ groups: [], n_studies: 0 });
    expect(await ask('/devices')).toMatchObject({ items: [] });
    expect(await ask('/standard-names')).toMatchObject({ items: [] });
    expect(await ask('/studies/deleted')).toMatchObject({ items: [] });
    await empty.close();
  });
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 with named components, resolvable references and all routes', async () => {
    const document = (await get('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Study', 'CtEvent', 'Chart', 'Problem', 'Snapshot']),
    );
    expect(Object.keys(document.components.schemas).filter((name) => /^(def|part)-/.test(name))).toEqual([]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
      expect([reference, name !== undefined && name in document.components.schemas]).toEqual([
        reference,
        true,
      ]);
    }
    const described = Object.entries(document.paths as Record<string, Record<string, unknown>>).flatMap(
      ([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const routes = server.app.guardedRoutes
      .filter(
        ({ method, url }) => method !== 'HEAD' && url.startsWith('/api/') && !url.endsWith('openapi.json'),
      )
      .map(({ method, url }) => `${method} ${url}`);
    expect(described.sort()).toEqual(routes.sort());
    expect(document.components.schemas.Study.properties.dlp_total_mgy_cm).toMatchObject({
      title: 'Total DLP',
      type: ['number', 'null'],
    });
  });

  it('lists every column with label, unit and definition', async () => {
    const { tables } = (await get('/tables')).json();
    expect(tables.studies.columns.dlp_total_mgy_cm).toMatchObject({ label: 'Total DLP', unit: 'mGy·cm' });
    expect(tables.ct_events.grain).toContain('event');
  });
});
