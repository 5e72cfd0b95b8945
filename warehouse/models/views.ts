import type { Engine } from '../engine/engine.js';
import { datesByStudyHash, findInIndex, type IndexHit } from '../lake/catalog/uid-index.js';
import type { LakeContext } from '../lake/context.js';
import { partsAt, partsRelation } from '../lake/find-rows.js';
import type { Part } from '../lake/parts/part.js';
import { TABLES, type TableName } from '../tables/index.js';
import { MODEL_NAMES, modelSql, type ModelName } from './model.js';
import { buildOverlays, sectionsFor, type Overlays } from './overlays.js';

/** What a model takes of the rows that it reads. */
export interface Taking {
  /** A further column of what it reads, and so of its rows. */
  readonly more?: string;
  /** A condition on what it reads: the others are as if they were not there. */
  readonly only?: string | null;
  /** SQL that uses the rows: columns of which it does not speak are left out. */
  readonly usedIn?: readonly string[] | undefined;
  /** Whether it is known that no study of what it reads is deleted. */
  readonly noneDeleted?: boolean;
}

/** Makes the SQL of a model over some of the parts. */
export type ModelOver = (name: ModelName, parts: readonly Part[], taking?: Taking) => string;

/** Creates the views of a snapshot in a schema of the engine, with the overlays beside it. */
export async function createViews(
  context: LakeContext,
  engine: Engine,
  views: string,
  parts: readonly Part[],
): Promise<{ modelOver: ModelOver; overlays: Overlays }> {
  const overlaySchema = `${views}_overlays`;
  const { lakeFolder } = context;
  const filledOf = (some: readonly Part[], table: TableName): Part[] =>
    some.filter((part) => part.table === table && part.rowCount > 0);
  const relationOver = (some: readonly Part[], table: TableName): string =>
    partsRelation(lakeFolder, table, filledOf(some, table));
  if (views !== 'main') await engine.query(`CREATE SCHEMA memory."${views}"`);
  await engine.query(`CREATE SCHEMA memory."${overlaySchema}"`);
  const overlays = await buildOverlays(engine, overlaySchema, (table) =>
    filledOf(parts, table).length > 0 ? relationOver(parts, table) : null,
  );
  if (overlays.sections.has('deletions'))
    await createDeletedUids(context, engine, overlaySchema, parts, overlays);
  const modelOver: ModelOver = (name, some, taking = {}) => {
    const { usedIn, noneDeleted = false } = taking;
    const named = name === 'studies' && usedIn ? wordsIn(usedIn) : null;
    const sections = sectionsFor(named, noneDeleted, overlays);
    const withRows = (rows: string): string =>
      modelSql(name, sections, rows, {
        overlays: `memory."${overlaySchema}"`,
        studies_model: `memory."${views}".studies`,
        fact_columns: overlays.factColumns,
        facts_of_several: overlays.factsOfSeveral,
      });
    const columns = usedIn === undefined ? ['*'] : columnsNamedIn(name, [...usedIn, withRows('')]);
    return withRows(taken(relationOver(some, name), columns, taking));
  };
  for (const name of MODEL_NAMES) {
    await engine.query(`CREATE VIEW memory."${views}".${name} AS ${modelOver(name, parts)}`);
  }
  return { modelOver, overlays };
}

function taken(rows: string, columns: readonly string[], { more, only }: Taking): string {
  const read = [...columns, ...(more ? [more] : [])].join(', ');
  return `SELECT ${read} FROM ${rows}${only ? ` WHERE ${only}` : ''}`;
}

function wordsIn(sql: readonly string[]): ReadonlySet<string> {
  return new Set(sql.flatMap((text) => text.match(/\w+/g) ?? []));
}

/**
 * The columns of a table whose names occur in SQL, at least one. To bind two hundred columns through a model takes
 * DuckDB 10 ms, whether they are read or not.
 */
function columnsNamedIn(table: TableName, sql: readonly string[]): readonly string[] {
  const words = wordsIn(sql);
  const { columnNames } = TABLES[table];
  const named = columnNames.filter((name) => words.has(name));
  return (named.length > 0 ? named : columnNames.slice(0, 1)).map((name) => `"${name}"`);
}

/** All dates under which rows and documents of the studies found may lie. */
export function datesOfStudies(
  { sqlite }: LakeContext,
  hits: ReadonlyMap<string, readonly IndexHit[]>,
): (string | null)[] {
  const studyHashes = [...hits.values()].flatMap((found) => found.map(({ studyHash }) => studyHash));
  return datesByStudyHash(sqlite, [...new Set(studyHashes)]);
}

/** StudyInstanceUIDs of which every row of `studies` is deleted: their documents are hidden. */
async function createDeletedUids(
  context: LakeContext,
  engine: Engine,
  overlaySchema: string,
  parts: readonly Part[],
  { deletedStudyIds }: Overlays,
): Promise<void> {
  const hits = findInIndex(context.sqlite, context.indexKey, 'study_id', [...deletedStudyIds]);
  const candidates = partsAt(parts, 'studies', datesOfStudies(context, hits));
  const studyRows = partsRelation(context.lakeFolder, 'studies', candidates);
  await engine.query(
    `CREATE TABLE memory."${overlaySchema}".deleted_study_uids AS
     ${whollyDeletedSql(studyRows, `memory."${overlaySchema}".deleted_studies`)}`,
  );
}

/** SQL of the StudyInstanceUIDs of which every row of `studies` has its id in another relation. */
export function whollyDeletedSql(studyRows: string, deletedStudies: string): string {
  return `SELECT study_instance_uid FROM ${studyRows}
     WHERE study_instance_uid IN (
       SELECT study_instance_uid FROM ${studyRows} WHERE study_id IN (SELECT study_id FROM ${deletedStudies}))
     GROUP BY study_instance_uid
     HAVING bool_and(study_id IN (SELECT study_id FROM ${deletedStudies}))`;
}

/** Removes the views of a snapshot. */
export async function dropViews(engine: Engine, views: string): Promise<void> {
  try {
    await engine.query(`DROP SCHEMA IF EXISTS memory."${views}" CASCADE`);
    await engine.query(`DROP SCHEMA IF EXISTS memory."${views}_overlays" CASCADE`);
  } catch {
    // The engine was closed first, and took the schemas with it.
  }
}
