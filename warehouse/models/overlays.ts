import { sqlType, textLiteral } from '../engine/column-types.js';
import type { Engine } from '../engine/engine.js';
import { TABLES, type ColumnType, type OverlayTable } from '../tables/index.js';

const STUDY_COLUMNS: Readonly<Record<string, { readonly type: ColumnType }>> = TABLES.studies.columns;

/** Columns of `studies` that a fact may state: text and numbers, but not what a study is found by. */
function isFactField(name: string): boolean {
  const fixed = ['study_id', 'study_instance_uid', 'modality', 'device_id', 'display_name', 'standard_name'];
  return !fixed.includes(name) && ['text', 'number', 'integer'].includes(String(STUDY_COLUMNS[name]?.type));
}

/** Small tables worked out once per snapshot, and which sections of the models they switch on. */
export interface Overlays {
  readonly sections: ReadonlySet<string>;
  /** Columns of `studies` that facts fill or overwrite. */
  readonly factFields: readonly string[];
  /** The same as a REPLACE list. */
  readonly factColumns: string;
  /** The same columns, of the facts that a study has by several accession numbers. */
  readonly factsOfSeveral: string;
  readonly deletedStudyIds: ReadonlySet<string>;
  /** Columns that overlays or the models themselves may fill where no part does. */
  readonly filledColumns: readonly string[];
}

/** The column of `studies` that a section sets. */
const COLUMN_OF = {
  marks: 'is_not_patient',
  reclassifications: 'modality',
  device_names: 'display_name',
  study_standard_names: 'standard_name',
} as const;

/** Ids of the studies that are deleted, from the relation `actions`. */
export const LATEST_DELETION = `
  SELECT study_id FROM actions WHERE action IN ('delete', 'restore', 'import_new_events')
  GROUP BY study_id HAVING arg_max(action, acted_at) = 'delete'`;

const LATEST_MARK = `
  SELECT study_id, arg_max(action, acted_at) = 'mark_not_patient' AS is_not_patient
  FROM actions WHERE action IN ('mark_not_patient', 'mark_patient') GROUP BY study_id`;

const LATEST_RECLASSIFICATION = `
  SELECT study_id, arg_max(value, acted_at) AS modality
  FROM actions WHERE action = 'reclassify' AND value IS NOT NULL GROUP BY study_id`;

const DEVICE_NAMES = `
  SELECT device_id, any_value(display_name) AS display_name, any_value(user_defined_modality) AS user_defined_modality
  FROM settings GROUP BY device_id`;

const NAMES = `
  SELECT modality, field, text, any_value(standard_name) AS standard_name
  FROM stated_names WHERE standard_name IS NOT NULL GROUP BY modality, field, text`;

/** Facts in the order in which they were stated: by upload, then by line of the file. */
const STATED_ORDER = '{ stated_at: stated_at, line: coalesce(line, 0), key: key }';

/**
 * One row per key with the fact that holds for each field: the last one that overwrites, else the first one stated,
 * as if each upload had been applied in its turn; and where it stands in the order of facts.
 */
function factsByKey(keyKind: string, fields: readonly string[]): string {
  const columns = fields.map((field) => {
    const { type } = STUDY_COLUMNS[field]!;
    const value = type === 'text' ? 'text_value' : `number_value::${sqlType(type)}`;
    const isField = `field = ${textLiteral(field)} AND ${type === 'text' ? 'text_value' : 'number_value'} IS NOT NULL`;
    return `coalesce(
        arg_max(${value}, ${STATED_ORDER}) FILTER (${isField} AND overwrites),
        arg_min(${value}, ${STATED_ORDER}) FILTER (${isField})) AS "${field}",
      coalesce(
        max(${STATED_ORDER}) FILTER (${isField} AND overwrites),
        min(${STATED_ORDER}) FILTER (${isField})) AS "${field}_order",
      coalesce(bool_or(overwrites) FILTER (${isField}), false) AS "${field}_overwrites"`;
  });
  return `SELECT key, ${columns.join(', ')} FROM facts WHERE key_kind = ${textLiteral(keyKind)} GROUP BY key`;
}

/** The fact that holds of a study that has those of several accession numbers, by the same rule. */
function factOfSeveral(field: string): string {
  return `coalesce(
      arg_max("${field}", "${field}_order") FILTER ("${field}_overwrites"),
      arg_min("${field}", "${field}_order")) AS "${field}",
    coalesce(
      max("${field}_order") FILTER ("${field}_overwrites"),
      min("${field}_order")) AS "${field}_order",
    bool_or("${field}_overwrites") AS "${field}_overwrites"`;
}

/**
 * What a study shows, by the same rule once more over the facts of its UID and of its numbers; `several_fact` holds
 * those of all accession numbers of a study that has several.
 */
function factColumn(field: string): string {
  const ofStudy = (suffix = ''): string => `study_fact."${field}${suffix}"`;
  const ofNumbers = (suffix = ''): string =>
    `coalesce(several_fact."${field}${suffix}", accession_fact."${field}${suffix}")`;
  const isLater = `coalesce(${ofNumbers('_order')} > ${ofStudy('_order')}, false)`;
  return `case
    when ${ofNumbers('_overwrites')} and (${isLater} or not coalesce(${ofStudy('_overwrites')}, false))
      then ${ofNumbers()}
    when ${ofStudy('_overwrites')} then ${ofStudy()}
    else coalesce(study_row."${field}", if(${isLater}, ${ofStudy()}, ${ofNumbers()}), ${ofStudy()})
  end as "${field}"`;
}

/** A table to make of rows of another, which its SELECT knows by an alias. */
interface OverlayDeclaration {
  readonly name: string;
  readonly source: OverlayTable;
  readonly alias: string;
  readonly select: string;
}

/** The overlay tables that each switch on one section, where they have rows. */
const OVERLAYS: readonly (OverlayDeclaration & { readonly section: string })[] = [
  {
    section: 'deletions',
    name: 'deleted_studies',
    source: 'study_actions',
    alias: 'actions',
    select: LATEST_DELETION,
  },
  { section: 'marks', name: 'patient_marks', source: 'study_actions', alias: 'actions', select: LATEST_MARK },
  {
    section: 'reclassifications',
    name: 'reclassified_studies',
    source: 'study_actions',
    alias: 'actions',
    select: LATEST_RECLASSIFICATION,
  },
  {
    section: 'device_names',
    name: 'device_names',
    source: 'device_settings',
    alias: 'settings',
    select: DEVICE_NAMES,
  },
];

/** Where overlay tables are made, and of what. */
interface OverlayPlace {
  readonly engine: Engine;
  /** The schema, as SQL names it. */
  readonly schema: string;
  /** What to put after FROM for the rows of a table; null for an empty one. */
  readonly relationOf: (table: OverlayTable) => string | null;
}

/** Builds the overlay tables of a snapshot in a schema of the engine; `relationOf` is null for an empty table. */
export async function buildOverlays(
  engine: Engine,
  schema: string,
  relationOf: (table: OverlayTable) => string | null,
): Promise<Overlays> {
  const place = { engine, schema: `memory."${schema}"`, relationOf };
  const sections = new Set<string>();
  for (const { section, ...overlay } of OVERLAYS)
    if ((await createOverlay(place, overlay)) > 0) sections.add(section);
  for (const section of await buildStandardNames(place)) sections.add(section);
  const factFields = await buildFacts(place);
  if (factFields.length > 0) sections.add('facts');
  return {
    sections,
    factFields,
    factColumns: factFields.map(factColumn).join(',\n'),
    factsOfSeveral: factFields.map(factOfSeveral).join(',\n'),
    deletedStudyIds: sections.has('deletions') ? await deletedIn(place) : new Set(),
    filledColumns: [...Object.values(COLUMN_OF), ...factFields],
  };
}

/** Makes an overlay table, unless the rows that it is of are none; gives how many rows it has. */
async function createOverlay(
  { engine, schema, relationOf }: OverlayPlace,
  { name, source, alias, select }: OverlayDeclaration,
): Promise<number> {
  const relation = relationOf(source);
  if (relation === null) return 0;
  await engine.query(
    `CREATE TABLE ${schema}.${name} AS WITH ${alias} AS (SELECT * FROM ${relation}) ${select}`,
  );
  const [count] = await engine.query(`SELECT count(*) AS n FROM ${schema}.${name}`);
  return Number(count?.['n'] ?? 0);
}

/** Makes the table of standard names; gives the sections that join it. */
async function buildStandardNames(place: OverlayPlace): Promise<readonly string[]> {
  const count = await createOverlay(place, {
    name: 'names',
    source: 'standard_names',
    alias: 'stated_names',
    select: NAMES,
  });
  if (count === 0) return [];
  const kinds = await place.engine.query(`SELECT DISTINCT modality, field FROM ${place.schema}.names`);
  return kinds.map(({ modality, field }) => {
    if (field !== 'acquisition_protocol') return 'study_standard_names';
    return modality === 'CT' ? 'ct_standard_names' : 'projection_standard_names';
  });
}

/** Makes the tables of facts; gives the columns of `studies` that they state. */
async function buildFacts(place: OverlayPlace): Promise<readonly string[]> {
  const fields = await statedFields(place.engine, place.relationOf('study_facts'));
  if (fields.length === 0) return [];
  const facts = { source: 'study_facts', alias: 'facts' } as const;
  const byStudy = factsByKey('study_instance_uid', fields);
  const byAccession = factsByKey('accession_number', fields);
  await createOverlay(place, { ...facts, name: 'facts_by_study', select: byStudy });
  await createOverlay(place, { ...facts, name: 'facts_by_accession', select: byAccession });
  return fields;
}

async function deletedIn({ engine, schema }: OverlayPlace): Promise<ReadonlySet<string>> {
  const deleted = await engine.query(`SELECT study_id FROM ${schema}.deleted_studies`);
  return new Set(deleted.map(({ study_id }) => String(study_id)));
}

/**
 * The sections of a model that rows must go through when only columns of these names are looked at, or (null) any: each
 * joins further tables, which a count or a list that shows none of what they change need not wait for. Names are worked
 * out from what facts state, standard ones from the modality too. `overlaid_columns` stands for all that is changed.
 */
export function sectionsFor(
  names: ReadonlySet<string> | null,
  noneDeleted: boolean,
  { sections, factFields, filledColumns }: Overlays,
): ReadonlySet<string> {
  const isAsked = (columns: readonly string[]): boolean =>
    names === null || columns.some((column) => names.has(column));
  const { device_names: displayName, study_standard_names: standardName, reclassifications } = COLUMN_OF;
  const changed: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(Object.entries(COLUMN_OF).map(([section, column]) => [section, [column]])),
    reclassifications: [reclassifications, standardName],
    facts: [displayName, standardName, ...factFields],
    overlaid_columns: filledColumns,
  };
  return new Set(
    [...sections, 'overlaid_columns'].filter((section) =>
      section === 'deletions' ? !noneDeleted : changed[section] === undefined || isAsked(changed[section]),
    ),
  );
}

async function statedFields(engine: Engine, relation: string | null): Promise<string[]> {
  if (relation === null) return [];
  const rows = await engine.query(
    `SELECT DISTINCT field FROM ${relation} WHERE field IS NOT NULL ORDER BY field`,
  );
  return rows.map(({ field }) => String(field)).filter(isFactField);
}
