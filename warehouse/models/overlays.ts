import { sqlType, textLiteral } from '../engine/column-types.js';
import type { Engine } from '../engine/engine.js';
import { TABLES, type ColumnType } from '../tables/index.js';

const STUDY_COLUMNS: Readonly<Record<string, { readonly type: ColumnType }>> = TABLES.studies.columns;

/** Columns of `studies` that a fact may state: text and numbers, but not what a study is found by. */
function isFactField(name: string): boolean {
  const fixed = ['study_id', 'study_instance_uid', 'modality', 'device_id', 'display_name', 'standard_name'];
  return !fixed.includes(name) && ['text', 'number', 'integer'].includes(String(STUDY_COLUMNS[name]?.type));
}

/** The tables whose rows change what others show. */
export const OVERLAY_TABLES = ['study_actions', 'device_settings', 'standard_names', 'study_facts'] as const;
type OverlayTable = (typeof OVERLAY_TABLES)[number];

/** Small tables worked out once per snapshot, and which sections of the models they switch on. */
export interface Overlays {
  readonly sections: ReadonlySet<string>;
  /** Columns of `studies` that facts fill or overwrite. */
  readonly factFields: readonly string[];
  /** The same as a REPLACE list. */
  readonly factColumns: string;
  /** The same columns, of the facts that a study has by several accession numbers. */
  readonly factsOfSeveral: string;
  readonly deletedStudyIds: readonly string[];
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

/** Builds the overlay tables of a snapshot in a schema of the engine; `overlayRelation` is null for an empty table. */
export async function buildOverlays(
  engine: Engine,
  schema: string,
  overlayRelation: (table: OverlayTable) => string | null,
): Promise<Overlays> {
  const sections = new Set<string>();
  const isPresent = (table: OverlayTable): boolean => overlayRelation(table) !== null;
  const create = async (
    name: string,
    source: OverlayTable,
    alias: string,
    select: string,
  ): Promise<number> => {
    await engine.query(
      `CREATE TABLE memory."${schema}".${name} AS
       WITH ${alias} AS (SELECT * FROM ${overlayRelation(source)}) ${select}`,
    );
    const [count] = await engine.query(`SELECT count(*) AS n FROM memory."${schema}".${name}`);
    return Number(count?.['n'] ?? 0);
  };
  const createFor = async (section: string, ...about: Parameters<typeof create>): Promise<void> => {
    if ((await create(...about)) > 0) sections.add(section);
  };

  if (isPresent('study_actions')) {
    await createFor('deletions', 'deleted_studies', 'study_actions', 'actions', LATEST_DELETION);
    await createFor('marks', 'patient_marks', 'study_actions', 'actions', LATEST_MARK);
    await createFor(
      'reclassifications',
      'reclassified_studies',
      'study_actions',
      'actions',
      LATEST_RECLASSIFICATION,
    );
  }
  if (isPresent('device_settings')) {
    await createFor('device_names', 'device_names', 'device_settings', 'settings', DEVICE_NAMES);
  }
  if (isPresent('standard_names') && (await create('names', 'standard_names', 'stated_names', NAMES)) > 0) {
    const kinds = await engine.query(`SELECT DISTINCT modality, field FROM memory."${schema}".names`);
    for (const { modality, field } of kinds) {
      if (field !== 'acquisition_protocol') sections.add('study_standard_names');
      else sections.add(modality === 'CT' ? 'ct_standard_names' : 'projection_standard_names');
    }
  }
  const fields = await statedFields(engine, overlayRelation('study_facts'));
  if (fields.length > 0) {
    sections.add('facts');
    await create('facts_by_study', 'study_facts', 'facts', factsByKey('study_instance_uid', fields));
    await create('facts_by_accession', 'study_facts', 'facts', factsByKey('accession_number', fields));
  }
  const deleted = sections.has('deletions')
    ? await engine.query(`SELECT study_id FROM memory."${schema}".deleted_studies`)
    : [];
  return {
    sections,
    factFields: fields,
    factColumns: fields.map(factColumn).join(',\n'),
    factsOfSeveral: fields.map(factOfSeveral).join(',\n'),
    deletedStudyIds: deleted.map(({ study_id }) => String(study_id)),
    filledColumns: [...Object.values(COLUMN_OF), ...fields],
  };
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
