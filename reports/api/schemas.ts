import { Type, type TSchema } from 'typebox';
import { DISPLAY_UNITS } from '../../warehouse/state/settings.js';
import {
  HELD_DECISIONS,
  MODALITIES,
  STANDARD_NAME_FIELDS,
  TABLES,
  unitOf,
  USER_DEFINED_MODALITIES,
  type ColumnType,
  type Table,
} from '../../warehouse/tables/index.js';
import { isIdentity } from '../filters/fields.js';

const closed = { additionalProperties: false } as const;

/** A component of the API's description by name. */
export const ref = (name: string): TSchema => Type.Unsafe<unknown>({ $ref: `${name}#` });
export const nullable = (type: string, more: object = {}): TSchema =>
  Type.Unsafe<unknown>({ type: [type, 'null'], ...more });
const listOf = (items: TSchema): TSchema => Type.Array(items);
const oneOf = <T extends string>(names: readonly T[]) => Type.Union(names.map((name) => Type.Literal(name)));

function columnSchema(type: ColumnType): object {
  if (typeof type !== 'string') {
    const { struct } = 'list' in type ? type.list : type;
    const properties = Object.fromEntries(
      Object.entries(struct).map(([name, field]) => [
        name,
        { type: [field === 'text' ? 'string' : field, 'null'] },
      ]),
    );
    const object = { type: ['object', 'null'], properties };
    return 'list' in type ? { type: ['array', 'null'], items: object } : object;
  }
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: [type, 'null'] };
    case 'text[]':
      return { type: ['array', 'null'], items: { type: 'string' } };
    case 'number[]':
      return { type: ['array', 'null'], items: { type: ['number', 'null'] } };
    case 'date':
      return { type: ['string', 'null'], format: 'date' };
    default:
      return { type: ['string', 'null'] };
  }
}

/** The rows of a table as the API shows them, from the table's declaration. */
export function rowSchema(id: string, table: Table): TSchema {
  const properties = Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => {
      const unit = unitOf(name);
      const needs = isIdentity(column) ? ' Needs the permission see_identity.' : '';
      const description = `${column.definition}${unit ? ` Unit: ${unit}.` : ''}${column.source ? ` DICOM: ${column.source}.` : ''}${needs}`;
      return [name, { ...columnSchema(column.type), title: column.label, description }];
    }),
  );
  return Type.Unsafe<unknown>({ $id: id, type: 'object', description: table.grain, properties });
}

const anyObject = Type.Object({}, { additionalProperties: true });
const object = (id: string, properties: Record<string, TSchema>): TSchema =>
  Type.Object(properties, { $id: id });
const optional = (schema: TSchema): TSchema => Type.Optional(schema);

/** What a data-quality check asks. */
const CHECK = {
  id: Type.String(),
  title: Type.String(),
  severity: Type.String({ description: 'error, warning or info' }),
  grain: Type.String({ description: 'study, event, report or device' }),
  definition: Type.String(),
  tolerance: Type.Unknown({
    description: 'How far a value may be off, with its unit; null where nothing is measured.',
  }),
  compared: Type.Unknown({
    description:
      'What the two numbers of a hit are, their unit, and which quantity they are where it has several.',
  }),
};

/** Every component of the API's description. */
export const COMPONENTS: readonly TSchema[] = [
  object('Problem', {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: optional(Type.String()),
    request_id: Type.String(),
    errors: optional(listOf(Type.Object({ field: Type.String(), message: Type.String() }))),
  }),
  object('Snapshot', {
    id: Type.Integer(),
    committed_at: Type.String({ format: 'date-time' }),
    changed_at: optional(Type.String({ description: 'When an erasure took something out of it' })),
  }),
  object('KeptSnapshot', {
    id: Type.Integer(),
    committed_at: Type.String({ format: 'date-time' }),
    kind: Type.String({ description: 'ingest, compaction, deletion, restore, rebuild, overlay or erasure' }),
    changed_at: nullable('string', { description: 'When an erasure took something out of it' }),
    kept_for: nullable('string', { description: 'What names it, such as an export' }),
  }),
  rowSchema('Study', TABLES.studies),
  rowSchema('CtEvent', TABLES.ct_events),
  rowSchema('ProjectionEvent', TABLES.projection_events),
  rowSchema('NmAdministration', TABLES.nm_administrations),
  rowSchema('AccumulatedDose', TABLES.accumulated_doses),
  rowSchema('SourceObject', TABLES.source_objects),
  rowSchema('Device', TABLES.devices),
  rowSchema('StandardName', TABLES.standard_names),
  object('Session', {
    user: Type.Object({
      name: Type.String(),
      groups: listOf(Type.String()),
      permissions: listOf(Type.String()),
    }),
    demo: Type.Boolean(),
    version: Type.String(),
    snapshot: Type.Unsafe<unknown>({ anyOf: [{ $ref: 'Snapshot#' }, { type: 'null' }] }),
    preferences: Type.Object({}, { additionalProperties: true }),
    display_units: DISPLAY_UNITS,
  }),
  object('StudyList', {
    total: Type.Integer(),
    page: Type.Integer(),
    page_size: Type.Integer(),
    snapshot: ref('Snapshot'),
    not_patient_count: Type.Integer(),
    items: listOf(ref('Study')),
  }),
  object('Facets', {
    snapshot: ref('Snapshot'),
    facets: Type.Record(Type.String(), listOf(Type.Object({ value: Type.Unknown(), count: Type.Integer() }))),
  }),
  object('StudyDetail', {
    snapshot: ref('Snapshot'),
    study: ref('Study'),
    ct_events: listOf(ref('CtEvent')),
    projection_events: listOf(ref('ProjectionEvent')),
    nm_administrations: listOf(ref('NmAdministration')),
    accumulated_doses: listOf(ref('AccumulatedDose')),
    source_objects: listOf(ref('SourceObject')),
    linked_studies: listOf(ref('Study')),
  }),
  object('FailedCheck', {
    ...CHECK,
    hit_count: Type.Integer(),
    hits: listOf(
      Type.Object({
        subject: nullable('string', { description: 'Such as "event 3"; null for the study itself.' }),
        found: nullable('number'),
        expected: nullable('number'),
      }),
    ),
  }),
  object('CheckCount', {
    ...CHECK,
    study_count: Type.Integer(),
    device_count: Type.Integer(),
    modalities: listOf(
      Type.Object({
        modality: Type.String(),
        study_count: Type.Integer(),
        address: Type.String({ description: 'Query string that lists exactly these studies.' }),
      }),
    ),
  }),
  object('CheckSummary', {
    snapshot: ref('Snapshot'),
    checks: listOf(ref('CheckCount')),
    devices: listOf(
      Type.Object({
        device_id: Type.String(),
        display_name: nullable('string'),
        failed: listOf(
          Type.Object({
            check_id: Type.String(),
            study_count: Type.Integer(),
            found: nullable('number'),
            expected: nullable('number'),
          }),
        ),
      }),
    ),
  }),
  object('ValueSources', {
    snapshot: ref('Snapshot'),
    sources: listOf(
      Type.Object({
        table: Type.String(),
        key: Type.String(),
        column: Type.String(),
        value: Type.Unknown({ description: 'In the unit of the column.' }),
        sop_instance_uid: Type.String(),
        extractor: Type.String(),
        extractor_version: Type.Integer(),
        path: Type.String({ description: 'Position in the content tree (1.3.2), or tag.' }),
        raw: Type.String({ description: 'As written in the object.' }),
        unit: nullable('string', { description: 'As written in the object.' }),
        quirk: nullable('string', { description: 'Rule for a known oddity of the equipment.' }),
      }),
    ),
  }),
  object('KeptDocument', {
    snapshot: ref('Snapshot'),
    document: anyObject,
    outline: Type.Object({
      header: listOf(anyObject),
      content: listOf(anyObject),
      is_cut: Type.Boolean(),
    }),
  }),
  object('ChartColumn', { column: Type.String(), label: Type.String(), unit: nullable('string') }),
  object('ChartGroup', {
    category: nullable('string'),
    system: nullable('string'),
    bands: Type.Record(Type.String(), Type.String()),
    n: Type.Integer(),
    n_null: optional(Type.Integer()),
    ...Object.fromEntries(
      ['mean', 'median', 'q1', 'q3', 'min', 'max', 'whisker_low', 'whisker_high'].map((name) => [
        name,
        optional(nullable('number')),
      ]),
    ),
    period: optional(Type.String()),
    weekday: optional(Type.Integer()),
    hour: optional(Type.Integer()),
    bins: optional(
      listOf(
        Type.Object({
          low: Type.Number(),
          high: Type.Number(),
          n: Type.Integer(),
          address: nullable('string'),
        }),
      ),
    ),
    points: optional(listOf(Type.Object({ x: Type.Number(), y: Type.Number(), study_id: Type.String() }))),
    address: nullable('string', { description: 'Query string that lists exactly the studies of this mark.' }),
  }),
  object('Chart', {
    snapshot: ref('Snapshot'),
    chart: Type.String(),
    value: nullableRef('ChartColumn'),
    by: nullableRef('ChartColumn'),
    x: nullableRef('ChartColumn'),
    counts: Type.String({ description: 'studies or events' }),
    method: Type.String(),
    groups: listOf(ref('ChartGroup')),
    left_out: Type.Record(Type.String(), Type.Integer()),
    n_studies: Type.Integer(),
  }),
  object('Run', {
    run_id: Type.String(),
    started_at: Type.String(),
    finished_at: nullable('string'),
    state: Type.String(),
    trigger: Type.String(),
    counts: Type.Record(Type.String(), Type.Integer()),
    file_count: Type.Integer(),
    file_total: nullable('integer'),
    error: nullable('string'),
  }),
  object('Home', {
    snapshot: ref('Snapshot'),
    today: Type.String({ format: 'date', description: 'The day that the windows end with' }),
    modalities: listOf(Type.Object({ modality: Type.String(), study_count: Type.Integer() })),
    systems: listOf(Type.Object({}, { additionalProperties: true })),
    windows: Type.Object({
      recent_days: Type.Integer(),
      earlier_days: Type.Integer(),
      silent_after_days: Type.Integer(),
    }),
    runs: listOf(ref('Run')),
    attention: listOf(
      Type.Object({
        kind: Type.String(),
        severity: Type.String(),
        count: Type.Integer(),
        message: Type.String(),
        href: Type.String(),
      }),
    ),
  }),
  object('User', {
    name: Type.String(),
    groups: listOf(Type.String()),
    permissions: listOf(Type.String()),
    disabled: Type.Boolean(),
    created_at: Type.String(),
    last_signed_in_at: nullable('string'),
  }),
  object('FactsUpload', {
    id: Type.String(),
    file_name: Type.String(),
    byte_count: Type.Integer(),
    encoding: Type.String(),
    delimiter: Type.String(),
    columns: listOf(
      Type.Object({
        name: Type.String(),
        suggestion: nullable('string'),
        examples: listOf(Type.String()),
      }),
    ),
    fields: listOf(Type.String()),
    state: Type.String(),
    message: nullable('string'),
    result: Type.Unsafe<unknown>({ type: ['object', 'null'], additionalProperties: true }),
  }),
  object('SavedView', {
    id: Type.String(),
    name: Type.String(),
    page: Type.String(),
    query: Type.String(),
    shared: Type.Boolean(),
    owner: Type.String(),
    updated_at: Type.String(),
  }),
];

function nullableRef(name: string): TSchema {
  return Type.Unsafe<unknown>({ anyOf: [{ $ref: `${name}#` }, { type: 'null' }] });
}

const problem = ref('Problem');

/** The answers of a route that every client must expect, beside its own. */
export function responses(own: Record<number, TSchema>): Record<string, TSchema> {
  return { ...own, 400: problem, 401: problem, 403: problem, 404: problem, 429: problem };
}

/** An answer that only lists items. */
export const items = (of: TSchema): TSchema => Type.Object({ items: listOf(of) });
export const NOTHING = Type.Null({ description: 'Done, nothing to say.' });
export const anything = anyObject;

/** A text that may be repeated in the address. */
const text = Type.Unsafe<unknown>({
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
});

/** The query of a route that takes filters: named options, and any key of the filter language. */
export function filterQuery(options: Record<string, string>): TSchema {
  return Type.Object(queryOptions({ ...options, ...SNAPSHOT_OPTION }), {
    additionalProperties: true,
    description:
      'Besides these options, any key of the filter language: columns of studies, event. and columns of events.',
  });
}

const SNAPSHOT_OPTION = { snapshot: 'Snapshot to answer from, by number or date; the newest without it' };

function queryOptions(options: Record<string, string>): Record<string, TSchema> {
  return Object.fromEntries(
    Object.entries(options).map(([name, description]) => [
      name,
      Type.Optional(Type.Unsafe<unknown>({ ...text, description })),
    ]),
  );
}

/** The query of a route that takes these options and no filter. */
export const optionsQuery = (options: Record<string, string>): TSchema =>
  Type.Object(queryOptions(options), { additionalProperties: true });

/** The query of a route over the lake that takes no filter. */
export const snapshotQuery = optionsQuery(SNAPSHOT_OPTION);

/** The id of a study, or what stands for it since its erasure; nothing that a command would take for an option. */
const studyId = Type.String({ pattern: '^(erased-)?[0-9a-f]{32}$' });

export const body = {
  signIn: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 200 }),
      password: Type.String({ minLength: 1, maxLength: 1000 }),
    },
    closed,
  ),
  password: Type.Object(
    { current: Type.String({ maxLength: 1000 }), next: Type.String({ maxLength: 1000 }) },
    closed,
  ),
  preferences: Type.Object(
    { display_units: Type.Optional(Type.Partial(DISPLAY_UNITS)) },
    { additionalProperties: true },
  ),
  reason: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }, closed),
  marks: Type.Object(
    {
      mark: oneOf(['mark_not_patient', 'mark_patient']),
      expected: Type.Integer({ minimum: 1, description: 'How many studies the filter is thought to find' }),
      reason: Type.String({ minLength: 1, maxLength: 500 }),
    },
    closed,
  ),
  deletions: Type.Object(
    {
      expected: Type.Integer({ minimum: 1, description: 'How many studies the filter is thought to find' }),
      reason: Type.String({ minLength: 1, maxLength: 500 }),
    },
    closed,
  ),
  heldDecision: Type.Object(
    {
      decision: oneOf(HELD_DECISIONS),
      drop_folder: Type.String({ maxLength: 4096 }),
      path: Type.String({ minLength: 1, maxLength: 4096 }),
    },
    closed,
  ),
  erasure: Type.Object({ study_ids: Type.Array(studyId, { minItems: 1, maxItems: 100 }) }, closed),
  devices: Type.Object(
    {
      device_ids: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 1000 }),
      display_name: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()])),
      user_defined_modality: Type.Optional(
        Type.Union([...USER_DEFINED_MODALITIES.map((name) => Type.Literal(name)), Type.Null()]),
      ),
    },
    closed,
  ),
  standardNames: Type.Object(
    {
      items: Type.Array(
        Type.Object(
          {
            modality: oneOf(MODALITIES),
            field: oneOf(STANDARD_NAME_FIELDS),
            text: Type.String({ minLength: 1, maxLength: 500 }),
            standard_name: Type.String({ minLength: 1, maxLength: 200 }),
          },
          closed,
        ),
        { maxItems: 20_000 },
      ),
    },
    closed,
  ),
  newUser: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 64 }),
      password: Type.String({ maxLength: 1000 }),
      groups: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20 }),
    },
    closed,
  ),
  user: Type.Object(
    {
      groups: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20 })),
      disabled: Type.Optional(Type.Boolean()),
      password: Type.Optional(Type.String({ maxLength: 1000 })),
    },
    closed,
  ),
  view: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 200 }),
      page: Type.String({ pattern: '^/[a-z0-9/-]{0,100}$' }),
      query: Type.String({ maxLength: 20_000 }),
      shared: Type.Boolean(),
    },
    closed,
  ),
  factsMapping: Type.Object(
    {
      id_column: Type.String({ minLength: 1, maxLength: 500 }),
      key_kind: oneOf(['accession_number', 'study_instance_uid']),
      columns: Type.Array(
        Type.Object(
          {
            column: Type.String({ minLength: 1, maxLength: 500 }),
            field: Type.String({ pattern: '^[a-z_]{1,60}$' }),
          },
          closed,
        ),
        { minItems: 1, maxItems: 20 },
      ),
      overwrites: Type.Boolean(),
    },
    closed,
  ),
  setting: Type.Object({ value: Type.Unknown() }, closed),
  token: Type.Object(
    {
      label: Type.String({ minLength: 1, maxLength: 100 }),
      permissions: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 10 }),
      days: Type.Integer({ minimum: 1, maximum: 366 }),
    },
    closed,
  ),
} as const;

/** The one parameter of a path, never more than an identifier is long. */
export const idParam = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) });
export const nameParam = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) });
