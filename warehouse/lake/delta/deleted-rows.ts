import type { SqlRow } from '../../engine/values.js';
import { fileList } from '../../engine/column-types.js';
import { LATEST_DELETION } from '../../models/overlays.js';
import { datesOfStudies, whollyDeletedSql } from '../../models/views.js';
import { STUDY_TABLES } from '../../tables/index.js';
import { findInIndex } from '../catalog/uid-index.js';
import type { LakeContext } from '../context.js';
import { partsAt, partsByIndex, partsRelation, pathsOf } from '../find-rows.js';
import type { Part } from '../parts/part.js';

/** Rows of a part that belong to deleted studies: those with one of the keys in the column. */
export interface DeletedRows {
  readonly column: 'study_id' | 'study_instance_uid';
  /** Sorted. */
  readonly keys: readonly string[];
  readonly rowCount: number;
}

/** The parts of a snapshot that hold rows of deleted studies, by file: the rows that its views leave out. */
export async function deletedRows(
  context: LakeContext,
  parts: readonly Part[],
): Promise<ReadonlyMap<string, DeletedRows>> {
  const studyIds = await deletedStudyIds(context, parts);
  if (studyIds.length === 0) return new Map();
  const hits = findInIndex(context.sqlite, context.indexKey, 'study_id', studyIds);
  const dates = datesOfStudies(context, hits);
  const found: (readonly [string, DeletedRows])[] = [];
  for (const table of STUDY_TABLES)
    found.push(...(await rowsIn(context, partsAt(parts, table, dates), 'study_id', studyIds)));
  const uids = await whollyDeletedUids(context, partsAt(parts, 'studies', dates), studyIds);
  const documents = partsByIndex(context, parts, 'source_documents', 'document_of_study', uids);
  found.push(...(await rowsIn(context, documents, 'study_instance_uid', uids)));
  return new Map(found);
}

function relationOf({ lakeFolder }: LakeContext, parts: readonly Part[], table: Part['table']): string {
  return partsRelation(
    lakeFolder,
    table,
    parts.filter((part) => part.table === table),
  );
}

async function deletedStudyIds(context: LakeContext, parts: readonly Part[]): Promise<string[]> {
  const actions = relationOf(context, parts, 'study_actions');
  const rows = await context.engine.query(`WITH actions AS (SELECT * FROM ${actions}) ${LATEST_DELETION}`);
  return rows.flatMap(textIn('study_id'));
}

async function whollyDeletedUids(
  context: LakeContext,
  parts: readonly Part[],
  studyIds: readonly string[],
): Promise<string[]> {
  const rows = await context.engine.query(
    `WITH deleted AS (SELECT unnest(?::VARCHAR[]) AS study_id)
     ${whollyDeletedSql(relationOf(context, parts, 'studies'), 'deleted')}`,
    [studyIds],
  );
  return rows.flatMap(textIn('study_instance_uid'));
}

function textIn(column: string): (row: SqlRow) => string[] {
  return (row) => (typeof row[column] === 'string' ? [row[column]] : []);
}

async function rowsIn(
  context: LakeContext,
  candidates: readonly Part[],
  column: DeletedRows['column'],
  keys: readonly string[],
): Promise<(readonly [string, DeletedRows])[]> {
  const filled = candidates.filter(({ rowCount }) => rowCount > 0);
  if (filled.length === 0 || keys.length === 0) return [];
  const paths = pathsOf(context.lakeFolder, filled);
  const rows = await context.engine.query(
    `SELECT filename, list(DISTINCT "${column}" ORDER BY "${column}") AS keys, count(*) AS n
     FROM read_parquet(${fileList(paths)}, filename = true)
     WHERE "${column}" IN (SELECT unnest(?::VARCHAR[])) GROUP BY filename`,
    [keys],
  );
  const rowsByPath = new Map(
    rows.map(({ filename, keys: held, n }) => [
      filename,
      { column, keys: held as string[], rowCount: Number(n) },
    ]),
  );
  return filled.flatMap(({ file }, index) => {
    const held = rowsByPath.get(paths[index]!);
    return held ? [[file, held] as const] : [];
  });
}
