import { groupBy } from './group.js';
import { QUANTITIES, quantityOf, TABLES, unitOf } from '../../../warehouse/tables/index.js';
import { chart } from './charts.js';
import { type AnyRow, clausesOf, ordered, select } from './filter.js';
import { hospital, type Hospital } from './hospital.js';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly type?: string;
}

export interface MockState {
  readonly hospital: Hospital;
  readonly deleted: Map<string, string>;
  readonly views: AnyRow[];
  readonly users: AnyRow[];
  readonly devices: AnyRow[];
  standardNames: AnyRow[];
  readonly settings: Map<string, unknown>;
  readonly audit: AnyRow[];
  signedIn: boolean;
  demo: boolean;
  permissions: string[];
  preferences: Record<string, unknown>;
  /** The last decision about a held object. */
  held: AnyRow | null;
  /** Fields of settings that are refused, and why. */
  refused: Readonly<Record<string, string>>;
  /** Paths that answer with a failure, for the error state. */
  readonly failing: Set<string>;
}

const SNAPSHOT = { id: 42, committed_at: '2026-03-31T22:01:20Z' };
/** The one older snapshot that is kept. */
const EARLIER = { id: 41, committed_at: '2026-02-28T22:01:20Z' };

const CHECK = {
  id: 'dlp_sum_differs',
  title: 'Events do not add up to the total: DLP',
  severity: 'error',
  grain: 'study',
  definition: 'The sum over the counted events is held against the DLP that the reports accumulated.',
  compared: { found: 'sum of events', expected: 'accumulated total', unit: 'mGy·cm' },
} as const;

const CHECK_SUMMARY = {
  snapshot: SNAPSHOT,
  checks: [
    {
      ...CHECK,
      study_count: 1,
      device_count: 0,
      modalities: [{ modality: 'CT', study_count: 1, address: 'modality==CT&failed_check==dlp_sum_differs' }],
    },
  ],
  devices: [],
};
const ALL_PERMISSIONS = [
  'view',
  'export',
  'see_identity',
  'import_facts',
  'delete',
  'erase',
  'configure',
  'manage_users',
];

export function newState(): MockState {
  const all = hospital();
  return {
    hospital: all,
    deleted: new Map(),
    views: [{ id: 1, name: 'High DLP this year', page: 'ct', query: 'dlp_total_mgy_cm=600..', shared: true }],
    users: [
      {
        name: 'physicist',
        groups: ['admingroup'],
        disabled: false,
        last_signed_in_at: '2026-03-31T07:02:00Z',
      },
      { name: 'radiographer', groups: ['viewgroup'], disabled: false, last_signed_in_at: null },
    ],
    devices: devicesOf(all),
    standardNames: [{ modality: 'CT', field: 'study_description', text: 'CT Head', standard_name: 'Head' }],
    settings: new Map<string, unknown>([
      ['not_patient_patterns', { names: ['PHY*'], ids: ['*TEST*'] }],
      [
        'after_import',
        { rdsr: 'leave', mammographyImage: 'leave', ctCapture: { move: '/srv/archive' }, noMatch: 'leave' },
      ],
      ['identity', { patient_name: 'drop', accession_number: 'store' }],
      ['statistics', { adult_from_years: 16 }],
    ]),
    audit: [
      {
        sequence: 2,
        at: '2026-03-31T07:05:00Z',
        actor: 'physicist',
        action: 'export',
        subject: 'studies.csv',
        details: {
          filter: 'modality=CT',
          columns: [
            'study_id',
            'study_date',
            'study_time',
            'station_name',
            'dlp_total_mgy_cm',
            'event_count',
          ],
        },
      },
      {
        sequence: 1,
        at: '2026-03-31T07:02:00Z',
        actor: 'physicist',
        action: 'sign_in',
        subject: null,
        details: {},
      },
    ],
    signedIn: true,
    demo: true,
    permissions: ALL_PERMISSIONS,
    preferences: {},
    held: null,
    refused: {},
    failing: new Set(),
  };
}

/** The answer of the API to one request. */
export function answer(state: MockState, method: string, url: URL, body: Record<string, unknown>): Reply {
  const path = url.pathname.replace('/api/v1', '');
  if (state.failing.has(path)) return problem(500, 'Internal error');
  if (path === '/session') return sessionAnswer(state, method, body);
  if (!state.signedIn) return problem(401, 'Not signed in');
  const [, section = '', id = '', action = ''] = path.split('/').map(decodeURIComponent);
  const handler = HANDLERS[`${method} /${section}`];
  const named = url.searchParams.get('snapshot');
  if (named !== null && ![String(SNAPSHOT.id), String(EARLIER.id)].includes(named)) return expired();
  url.searchParams.delete('snapshot');
  const reply = handler?.({ state, url, id, action, body }) ?? problem(404, 'Not found');
  return named === String(EARLIER.id) ? earlier(reply) : reply;
}

/** The answer as of the earlier snapshot, which holds the same rows. */
function earlier(reply: Reply): Reply {
  return typeof reply.body === 'object' ? { ...reply, body: { ...reply.body, snapshot: EARLIER } } : reply;
}

function expired(): Reply {
  const { body } = problem(410, 'This snapshot has expired');
  return { status: 410, body: { ...(body as object), nearest: EARLIER } };
}

interface Call {
  readonly state: MockState;
  readonly url: URL;
  readonly id: string;
  readonly action: string;
  readonly body: Record<string, unknown>;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const done: Reply = { status: 204 };
const problem = (status: number, title: string): Reply => ({
  status,
  body: {
    type: 'about:blank',
    title,
    status,
    detail: status === 500 ? 'The lake is locked.' : title,
    request_id: 'req-7f3a',
  },
});

const HANDLERS: Readonly<Record<string, (call: Call) => Reply>> = {
  'PUT /session': ({ state, body }) => {
    state.preferences = body;
    return ok(body);
  },
  'GET /tables': () => ok({ tables: dictionary(), quantities: QUANTITIES }),
  'GET /home': ({ state }) => ok(home(state)),
  'GET /checks': () => ok(CHECK_SUMMARY),
  'GET /snapshots': () => ok({ items: [SNAPSHOT, EARLIER] }),
  'GET /studies': studiesAnswer,
  'DELETE /studies': ({ state, id, body }) => {
    state.deleted.set(id, String(body['reason']));
    return done;
  },
  'POST /studies': ({ state, id, body }) => {
    if (id !== 'erasures') return state.deleted.delete(id) ? done : problem(404, 'Not found');
    (body['study_ids'] as readonly string[]).forEach((studyId) => state.deleted.delete(studyId));
    return ok({ run_id: 'erasure-1', backups: [{ folder: '/backups/weekly', taken_at: '2026-03-30' }] });
  },
  'GET /studies.csv': () => ({ status: 200, text: 'study_id\r\n' }),
  'GET /charts': ({ state, id, url }) =>
    ok({ ...chart(id, selected(state, url), state.hospital, url.searchParams, labelOf), snapshot: SNAPSHOT }),
  'GET /runs': ({ id }) =>
    id === 'erasure-1' ? ok({ ...RUNS[0], run_id: id, state: 'done' }) : ok({ items: RUNS }),
  'POST /runs': () => ({ status: 202, body: { run_id: 'run-4' } }),
  'GET /objects': objectsAnswer,
  'POST /objects': ({ state, body }) => {
    state.held = body as AnyRow;
    return done;
  },
  'GET /views': ({ state }) => ok({ items: state.views }),
  'POST /views': ({ state, body }) => {
    const view = { ...body, id: state.views.length + 1 };
    state.views.push(view);
    return ok(view);
  },
  'DELETE /views': ({ state, id }) => {
    state.views.splice(
      state.views.findIndex((view) => String(view['id']) === id),
      1,
    );
    return done;
  },
  'GET /users': ({ state }) => ok({ items: state.users }),
  'POST /users': ({ state, body }) => {
    state.users.push({
      name: body['name'],
      groups: body['groups'],
      disabled: false,
      last_signed_in_at: null,
    });
    return { status: 201, body: {} };
  },
  'PATCH /users': ({ state, id, body }) => {
    Object.assign(state.users.find(({ name }) => name === id) ?? {}, body);
    return ok({});
  },
  'GET /audit': ({ state, url }) => {
    const asked = (name: string, otherwise: string): string => url.searchParams.get(name) ?? otherwise;
    const items = state.audit.filter(
      ({ action, at }) =>
        asked('action', String(action)) === action &&
        String(at) >= asked('since', '') &&
        String(at) < asked('before', '9'),
    );
    return ok({ items, total: items.length });
  },
  'GET /sessions': () =>
    ok({
      items: [
        {
          id: 's1',
          created_at: '2026-03-31T07:02:00Z',
          last_seen_at: '2026-03-31T08:00:00Z',
          user_agent: 'Firefox',
          current: true,
        },
      ],
    }),
  'DELETE /sessions': () => done,
  'GET /devices': ({ state }) => ok({ items: state.devices }),
  'PUT /devices': ({ state, body }) => {
    const { device_ids: ids, ...change } = body;
    for (const device of state.devices) {
      if ((ids as string[]).includes(String(device['device_id']))) Object.assign(device, change);
    }
    return done;
  },
  'GET /standard-names': ({ state }) => ok({ items: state.standardNames }),
  'PUT /standard-names': ({ state, body }) => {
    state.standardNames = body['items'] as AnyRow[];
    return ok({});
  },
  'GET /settings': ({ state }) => ok(Object.fromEntries(state.settings)),
  'GET /fixed-settings': () => ok({ after_import: { ctCapture: { move: '/srv/archive' } } }),
  'PUT /settings': ({ state, id, body }) => {
    const errors = Object.entries(state.refused).map(([field, message]) => ({ field, message }));
    if (errors.length > 0) {
      const { body: answered } = problem(400, 'Bad request');
      return { status: 400, body: { ...(answered as object), errors } };
    }
    state.settings.set(id, body['value']);
    return ok({});
  },
};

function sessionAnswer(state: MockState, method: string, body: Record<string, unknown>): Reply {
  if (method === 'DELETE') state.signedIn = false;
  if (method === 'DELETE') return done;
  if (method === 'POST') {
    if (body['password'] !== 'right horse') return problem(401, 'Wrong name or password');
    state.signedIn = true;
  }
  if (!state.signedIn) return problem(401, 'Not signed in');
  const user = { name: 'physicist', groups: ['admingroup'], permissions: state.permissions };
  return ok({
    user,
    demo: state.demo,
    version: '0.1.0',
    snapshot: SNAPSHOT,
    preferences: state.preferences,
    display_units: {},
  });
}

/** Every value of the made-up hospital was stated by one report, at one place. */
function sourcesAnswer({ url, id }: Call): Reply {
  const [table, key, column] = ['table', 'key', 'column'].map((name) => url.searchParams.get(name));
  if (column === 'event_count') return ok({ snapshot: SNAPSHOT, sources: [] });
  const report = {
    sop_instance_uid: `2.25.${id.replace(/\D/g, '')}`,
    extractor: 'rdsr',
    extractor_version: 1,
  };
  const place = { path: '1.7.3', raw: '512.50', unit: 'mGycm', quirk: 'synthetic-rule' };
  return ok({ snapshot: SNAPSHOT, sources: [{ table, key, column, value: 512.5, ...report, ...place }] });
}

function keptAnswer(): Reply {
  const item = (path: string, concept: string, value: string | null, children: unknown[] = []) => ({
    path,
    value_type: 'NUM',
    concept,
    code: null,
    value,
    unit: value === null ? null : 'mGy.cm',
    children,
  });
  const header = [{ tag: '(0008,0060)', keyword: 'Modality', value: 'SR' }];
  const content = [item('1.7', 'CT Accumulated Dose Data', null, [item('1.7.3', 'DLP Total', '512.50')])];
  return ok({
    snapshot: SNAPSHOT,
    document: { extractor: 'rdsr', patient_age_days: 20_000 },
    outline: { header, content, is_cut: false },
  });
}

function studiesAnswer(call: Call): Reply {
  const { state, url, id, action } = call;
  if (action === 'sources') return sourcesAnswer(call);
  if (action === 'documents') return keptAnswer();
  if (action === 'checks') return checksAnswer(id);
  if (id === 'facets') return ok(facets(state, url));
  if (id === 'deleted') return ok({ items: deletedStudies(state) });
  if (id !== '') return studyAnswer(state, id);
  const query = url.searchParams;
  const rows = ordered(selected(state, url), query.get('sort') ?? '-study_date,-study_time,study_id');
  const page = Number(query.get('page') ?? 1);
  const size = Number(query.get('page_size') ?? 25);
  return ok({
    total: rows.length,
    page,
    page_size: size,
    snapshot: SNAPSHOT,
    not_patient_count: rows.filter((row) => row['is_not_patient'] === true).length,
    items: rows.slice((page - 1) * size, page * size),
  });
}

const selected = (state: MockState, url: URL): AnyRow[] =>
  select(state.hospital, clausesOf(url.searchParams)).filter(
    (row) => !state.deleted.has(String(row['study_id'])),
  );

const deletedStudies = (state: MockState): AnyRow[] =>
  (state.hospital.studies as AnyRow[])
    .filter((row) => state.deleted.has(String(row['study_id'])))
    .map((row) => ({
      ...row,
      reason: state.deleted.get(String(row['study_id'])),
      deleted_at: '2026-03-31T09:00:00Z',
      deleted_by: 'physicist',
    }));

function facets(state: MockState, url: URL): unknown {
  const names = url.searchParams.getAll('facet');
  const found = names.map((name) => {
    const others = clausesOf(url.searchParams).filter(([key]) => key !== name);
    const rows = select(state.hospital, others);
    const column = name.replace('event.', '');
    const ids = new Set(rows.map((row) => row['study_id']));
    const source = name.startsWith('event.')
      ? ([...state.hospital.ct_events, ...state.hospital.projection_events] as AnyRow[]).filter((row) =>
          ids.has(row['study_id']),
        )
      : rows;
    const groups = groupBy(source, (row) => row[column] ?? null);
    const values = [...groups].map(([value, some]) => ({
      value,
      count: new Set(some.map((row) => row['study_id'])).size,
    }));
    return [name, values.toSorted((a, b) => b.count - a.count)] as const;
  });
  return { snapshot: SNAPSHOT, facets: Object.fromEntries(found) };
}

/** One study fails a check, all others pass. */
function checksAnswer(id: string): Reply {
  const failed = { ...CHECK, hit_count: 1, hits: [{ subject: null, found: 250, expected: 500 }] };
  return ok({ snapshot: SNAPSHOT, items: id === 'ct-1-0002' ? [failed] : [] });
}

function studyAnswer(state: MockState, id: string): Reply {
  const study = state.hospital.studies.find(({ study_id }) => study_id === id);
  if (!study || state.deleted.has(id)) return problem(404, 'No such study');
  const own = <R extends { study_id: string | null }>(rows: readonly R[]): R[] =>
    rows.filter(({ study_id }) => study_id === id);
  return ok({
    snapshot: SNAPSHOT,
    study,
    ct_events: own(state.hospital.ct_events),
    projection_events: own(state.hospital.projection_events),
    nm_administrations: own(state.hospital.nm_administrations),
    accumulated_doses: own(state.hospital.accumulated_doses),
    source_objects: state.hospital.source_objects.filter(({ path }) => path?.includes(id)),
    linked_studies:
      study.modality === 'NM'
        ? [
            {
              study_id: 'ct-1-0001',
              modality: 'CT',
              study_date: study.study_date,
              study_description: 'CT of PET/CT',
            },
          ]
        : [],
  });
}

function objectsAnswer({ state, url }: Call): Reply {
  const query = url.searchParams;
  const rows = state.hospital.source_objects.filter(
    ({ outcome, run_id }) =>
      (!query.get('outcome') || outcome === query.get('outcome')) &&
      (!query.get('run_id') || run_id === query.get('run_id')),
  );
  const page = Number(query.get('page') ?? 1);
  return ok({ total: rows.length, items: rows.toReversed().slice((page - 1) * 50, page * 50) });
}

const RUNS = [1, 2, 3].map((at) => ({
  run_id: `run-${at}`,
  started_at: `2026-03-${32 - at}T22:00:00Z`,
  finished_at: `2026-03-${32 - at}T22:01:${12 + at}Z`,
  state: at === 3 ? 'failed' : 'finished',
  trigger: 'schedule',
  counts: {
    imported: 160 / at,
    duplicate: 4,
    superseded: 2,
    not_dose: 12,
    quarantined: at === 1 ? 1 : 0,
    held: at === 1 ? 1 : 0,
    deleted: 0,
  },
  file_count: 180,
  error: at === 3 ? 'drop folder not readable' : null,
}));

function home(state: MockState): unknown {
  const studies = state.hospital.studies as AnyRow[];
  const count = (rows: readonly AnyRow[], days: number): number => {
    const from = new Date(Date.UTC(2026, 2, 31) - (days - 1) * 86_400_000).toISOString().slice(0, 10);
    return rows.filter((row) => String(row['study_date']) >= from).length;
  };
  return {
    snapshot: SNAPSHOT,
    today: '2026-03-31',
    modalities: [...groupBy(studies, ({ modality }) => String(modality))].map(([modality, rows]) => ({
      modality,
      study_count: rows.length,
    })),
    systems: [...groupBy(studies, ({ device_id }) => String(device_id))].map(([device_id, rows]) => ({
      device_id,
      display_name: rows[0]?.['display_name'],
      modality: rows[0]?.['modality'],
      study_count: rows.length,
      last_study_date: ordered(rows, '-study_date')[0]?.['study_date'],
      last_study_time: ordered(rows, '-study_date')[0]?.['study_time'],
      last_7_days: count(rows, 7),
      last_28_days: count(rows, 28),
    })),
    runs: RUNS,
    attention: [
      {
        kind: 'quarantine',
        severity: 'warning',
        count: 1,
        message: 'One file in quarantine',
        href: '/imports?outcome=quarantined',
      },
      {
        kind: 'failed_run',
        severity: 'error',
        count: 1,
        message: 'The import of 29 March failed',
        href: '/imports',
      },
      {
        kind: 'unmapped_names',
        severity: 'info',
        count: 131,
        message: 'Studies without a standard name',
        href: '/ct?standard_name.is=null',
      },
    ],
  };
}

function devicesOf(all: Hospital): AnyRow[] {
  return [...groupBy(all.studies as AnyRow[], ({ device_id }) => device_id)].map(([device_id, rows]) => {
    const {
      manufacturer,
      manufacturer_model_name,
      station_name,
      institution_name,
      device_serial_number,
      software_versions,
      display_name,
    } = rows[0] ?? {};
    return {
      device_id,
      manufacturer,
      manufacturer_model_name,
      station_name,
      institution_name,
      device_serial_number,
      software_versions,
      display_name,
      user_defined_modality: null,
      study_count: rows.length,
      last_study_date: ordered(rows, '-study_date')[0]?.['study_date'],
    };
  });
}

function dictionary(): unknown {
  return Object.fromEntries(
    Object.entries(TABLES).map(([name, { grain, key, columns }]) => [
      name,
      {
        grain,
        key,
        columns: Object.fromEntries(
          Object.entries(columns).map(([column, { label, definition, source, type }]) => [
            column,
            { label, unit: unitOf(column), quantity: quantityOf(column), definition, source, type },
          ]),
        ),
      },
    ]),
  );
}

function labelOf(column: string): { label: string; unit: string | null } {
  const tables = [TABLES.studies, TABLES.ct_events, TABLES.projection_events];
  const found = tables
    .map(({ columns }) => (columns as Record<string, { label: string }>)[column])
    .find(Boolean);
  return { label: found?.label ?? column, unit: unitOf(column) };
}
