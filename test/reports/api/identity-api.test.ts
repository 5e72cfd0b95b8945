import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPS } from '../../../warehouse/state/permissions.js';
import { DEFAULT_KEPT, GUIDE_PATTERNS } from '../../../warehouse/tables/index.js';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';
import { ctEvent, ctStudy } from '../../warehouse/lake-support.js';

const NAME = 'Quillfeather^Josephine';
const SECRETS = ['Quillfeather', 'ZZ-4711', '1961-02-03', 'h:wren', 'pseudonym-1'];

let server: ServerFixture;
let viewer = '';
let seer = '';
let admin = '';

beforeAll(async () => {
  server = await serverFixture({
    rows: {
      studies: [1, 2, 3].map((n) => ctStudy(n, { patient_pseudonym: `pseudonym-${n}` })),
      ct_events: [1, 2, 3].map((n) => ctEvent(n, { counted: true, dlp_mgy_cm: n })),
    },
    config: {
      hashPatient: (_field, text) => `h:${text.toLowerCase()}`,
      fixedSettings: { identity: { patient_id: 'store' } },
    },
  });
  await server.lake.commit({ kind: 'overlay', runId: null }, () =>
    Promise.resolve({
      add: {},
      identities: {
        studies: [
          {
            study_id: 'study-1',
            patient_name: NAME,
            patient_id: 'ZZ-4711',
            patient_birth_date: '1961-02-03',
            hashed_fields: null,
          },
          {
            study_id: 'study-2',
            patient_name: 'h:wren, ada',
            patient_id: 'ZZ-4712',
            patient_birth_date: null,
            hashed_fields: ['patient_name'],
          },
        ],
      },
    }),
  );
  viewer = await server.cookieOf('exportgroup');
  seer = await server.cookieOf('pidgroup', 'exportgroup');
  admin = await server.cookieOf('admingroup');
});
afterAll(() => server.close());

const get = async (path: string, cookie: string) => {
  const { statusCode: status, body } = await server.ask(cookie, 'GET', `/api/v1${path}`);
  return { status, body, json: () => JSON.parse(body) };
};
const looks = () =>
  server.state.audit.list(0, 500).items.filter(({ action }) => action === 'identity_seen').length;
const found = async (query: string): Promise<string[]> => {
  const answer = await get(`/studies?${query}&sort=study_id`, seer);
  expect(answer.status).toBe(200);
  return answer.json().items.map((study: { study_id: string }) => study.study_id);
};

describe('a user who may not see identity', () => {
  const groups = Object.entries(GROUPS)
    .filter(([, permissions]) => !permissions.some((permission) => permission === 'see_identity'))
    .map(([name]) => name);

  it.each(groups)('of %s gets no value of it from any route that reads', async (group) => {
    const cookie = await server.cookieOf(group);
    const before = looks();
    const routes = server.app.guardedRoutes.filter(
      ({ method, url }) => method === 'GET' && url.startsWith('/api/') && !url.endsWith('/progress'),
    );
    for (const { url } of routes) {
      const path = url
        .replace('/api/v1', '')
        .replace(':name.csv', 'dose.csv')
        .replace(':name', 'dose')
        .replace(':id', 'study-1');
      for (const query of ['', '?value=event.dlp_mgy_cm&by=study_description'])
        for (const secret of SECRETS)
          expect([path, (await get(path + query, cookie)).body]).not.toContain(secret);
    }
    expect(looks()).toBe(before);
  });

  it.each([
    '/studies?patient_name=quill',
    '/studies?-patient_id==ZZ-4711',
    '/studies?patient_birth_date=1961..',
    '/studies?patient_name.is=null',
    '/studies?columns=patient_name',
    '/studies/facets?facet=station_name&patient_id=ZZ',
    '/studies.csv?columns=patient_id',
    '/studies.csv?patient_name=quill',
    '/charts/dose?value=event.dlp_mgy_cm&patient_name=quill',
    '/charts/dose.csv?value=event.dlp_mgy_cm&patient_id=ZZ',
  ])('may not ask for it: %s', async (path) => {
    const answer = await get(path, viewer);
    expect([answer.status, answer.json().title]).toEqual([403, 'Not allowed']);
  });

  it.each(['sort=patient_name', 'facet=patient_name'])(
    'nor may anybody order or count by it: %s',
    async (query) => {
      const path = query.startsWith('facet') ? '/studies/facets' : '/studies';
      expect((await get(`${path}?${query}`, seer)).status).toBe(400);
    },
  );
});

describe('a user who may see identity', () => {
  it('sees it on the page of a study, and the look is in the audit trail', async () => {
    const before = looks();
    const { study } = (await get('/studies/study-1', seer)).json();
    expect(study).toMatchObject({
      patient_name: NAME,
      patient_id: 'ZZ-4711',
      patient_birth_date: '1961-02-03',
    });
    expect(looks()).toBe(before + 1);
    const [entry] = server.state.audit.list(0, 1).items;
    expect(entry).toMatchObject({
      action: 'identity_seen',
      actor: 'user-pidgroup-exportgroup',
      subject: 'study-1',
    });
    const bare = (await get('/studies/study-3', seer)).json().study;
    expect(bare).toMatchObject({ patient_name: null, patient_id: null, patient_birth_date: null });
  });

  it('sees it in a list and its CSV where the columns are asked for', async () => {
    const before = looks();
    const list = (await get('/studies?columns=patient_name,modality&sort=study_id', seer)).json();
    expect(list.items).toEqual([
      { study_id: 'study-1', modality: 'CT', patient_name: NAME },
      { study_id: 'study-2', modality: 'CT', patient_name: 'h:wren, ada' },
      { study_id: 'study-3', modality: 'CT', patient_name: null },
    ]);
    const csv = await get('/studies.csv?columns=patient_id&sort=study_id', seer);
    expect(csv.body).toBe('study_id,patient_id\r\nstudy-1,ZZ-4711\r\nstudy-2,ZZ-4712\r\nstudy-3,\r\n');
    expect(looks()).toBe(before + 2);
    expect((await get('/studies', seer)).body).not.toContain('Quillfeather');
  });

  it.each([
    ['patient_name=quillf', ['study-1']],
    ['patient_name=quillfeather, jos', ['study-1']],
    ['patient_name=Wren, Ada', ['study-2']],
    ['patient_name=wren', []],
    ['patient_name==Quillfeather^Josephine', ['study-1']],
    ['patient_name=quill&patient_name=wren, ada', ['study-1', 'study-2']],
    ['-patient_name=quill', ['study-2', 'study-3']],
    ['patient_name.is=null', ['study-3']],
    ['-patient_name.is=null', ['study-1', 'study-2']],
    ['patient_id=zz-47&patient_name=quill', ['study-1']],
    ['patient_id==ZZ-4712', ['study-2']],
    ['patient_birth_date=1961-01-01..1961-12-31', ['study-1']],
    ['patient_birth_date=..1960-12-31', []],
    ['patient_birth_date==1961-02-03', ['study-1']],
    ['patient_id=%25', []],
  ])('finds by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('leaves each search in the audit trail, but not what was searched for', async () => {
    const before = looks();
    await found('patient_name=quill');
    await get('/studies/facets?facet=modality&patient_name=quill', seer);
    await get('/charts/dose?value=event.dlp_mgy_cm&by=modality&patient_name=quill', seer);
    expect(looks()).toBe(before + 3);
    expect(JSON.stringify(server.state.audit.list(0, 3))).not.toContain('quill');
  });

  it('gets charts of which every mark lists its studies', async () => {
    const chart = (await get('/charts/dose?value=event.dlp_mgy_cm&by=modality&patient_id=ZZ-', seer)).json();
    expect(chart.groups.map(({ n }: { n: number }) => n)).toEqual([2]);
    expect(await found(chart.groups[0].address)).toEqual(['study-1', 'study-2']);
  });

  it('cannot save a view that names a patient', async () => {
    const view = { name: 'x', page: '/ct', query: 'modality=CT&-patient_name=quill', shared: true };
    const refused = await server.ask(seer, 'POST', '/api/v1/views', view);
    expect([refused.statusCode, refused.json().errors[0].field]).toEqual([400, 'query']);
    const saved = await server.ask(seer, 'POST', '/api/v1/views', { ...view, query: 'modality=CT' });
    expect(saved.statusCode).toBe(201);
  });
});

describe('the settings of identity', () => {
  const put = (name: string, value: object) =>
    server.ask(admin, 'PUT', `/api/v1/settings/${name}`, { value });

  it('hold as the configuration fixes them, else as administrators set them', async () => {
    expect((await get('/settings/identity', admin)).json().value).toEqual({
      ...DEFAULT_KEPT,
      patient_id: 'store',
    });
    const refused = await put('identity', { ...DEFAULT_KEPT, patient_id: 'hash' });
    expect([refused.statusCode, refused.json().errors[0].field]).toEqual([400, 'value.patient_id']);
    const changed = await put('identity', { ...DEFAULT_KEPT, patient_id: 'store', patient_name: 'hash' });
    expect(changed.json().value).toEqual({ ...DEFAULT_KEPT, patient_id: 'store', patient_name: 'hash' });
    expect(
      (await put('identity', { ...DEFAULT_KEPT, patient_id: 'store', patient_name: 'keep' })).statusCode,
    ).toBe(400);
    expect((await server.ask(viewer, 'GET', '/api/v1/settings/identity')).statusCode).toBe(403);
  });

  it('hold patterns on ID, name, description, protocol and station', async () => {
    expect((await get('/settings', admin)).json().not_patient_patterns).toEqual(GUIDE_PATTERNS);
    const patterns = { ...GUIDE_PATTERNS, protocols: ['*phantom*'] };
    expect((await put('not_patient_patterns', patterns)).json().value).toEqual(patterns);
    expect((await put('not_patient_patterns', { ...patterns, ids: [' '] })).statusCode).toBe(400);
  });
});
