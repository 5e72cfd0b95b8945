import { hash, randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { filesRelation, layoutOf, textLiteral } from '../../engine/column-types.js';
import { TABLES } from '../../tables/index.js';
import type { LakeContext } from '../context.js';
import { failpoint } from '../failpoint.js';
import { sync, publish as giveFinalName } from '../parts/durable.js';
import type { Part } from '../parts/part.js';
import { parquetOptions, TEMPORARY_SUFFIX } from '../parts/write-part.js';
import { uriOf, type Add } from './actions.js';
import type { DeletedRows } from './deleted-rows.js';
import { statisticsOf } from './statistics.js';

/** Folder, within that of a table, of copies of parts without the rows of deleted studies. */
export const COPY_FOLDER = 'without_deleted';

/** What a publication shows of a part: the part itself, or a copy without the rows of deleted studies. */
export interface PublishedFile {
  readonly part: Part;
  readonly deleted: DeletedRows | null;
  /** The same for the same rows: the part's name, or that with a digest of what the copy leaves out. */
  readonly key: string;
}

/** What is to stand for a part. */
export function publishedFile(part: Part, deleted: DeletedRows | null): PublishedFile {
  const name = basename(part.file);
  if (deleted === null) return { part, deleted, key: name };
  const digest = hash('sha256', deleted.keys.join('\n'), 'hex').slice(0, 16);
  return { part, deleted, key: `${COPY_FOLDER}/${basename(name, '.parquet')}.${digest}` };
}

/** The key of a file of the table's folder; the names of copies are their key and something unique. */
export function keyOfFile(file: string): string {
  return file.startsWith(`${COPY_FOLDER}/`) ? file.split('.').slice(0, 2).join('.') : file;
}

/** The part, relative to the lake folder, that a file of a table's folder is or was copied from. */
export function partBehind(table: string, file: string): string {
  const copied = /^without_deleted\/([^.]+)\./.exec(file)?.[1];
  return `${table}/${copied === undefined ? file : `${copied}.parquet`}`;
}

/** Makes the `add` of a file, and first the file where it is a copy that is to be made. */
export async function describeFile(
  context: LakeContext,
  { part, deleted, key }: PublishedFile,
  dataChange: boolean,
): Promise<Add> {
  const table = TABLES[part.table];
  const folder = join(context.lakeFolder, part.table);
  const file = deleted ? `${key}.${randomUUID()}.parquet` : key;
  if (deleted) await copyWithout(context, part, deleted, join(folder, file));
  const hasAllColumns = deleted !== null || part.layout === layoutOf(table);
  const { size, mtimeMs } = await stat(join(folder, file));
  return {
    path: uriOf(file),
    partitionValues: {},
    size,
    modificationTime: Math.floor(mtimeMs),
    dataChange,
    stats: await statisticsOf(context.engine, table, join(folder, file), hasAllColumns),
  };
}

async function copyWithout(
  { engine, lakeFolder }: LakeContext,
  part: Part,
  { column, keys }: DeletedRows,
  file: string,
): Promise<void> {
  const table = TABLES[part.table];
  const rows = filesRelation(table, [join(lakeFolder, part.file)], part.layout === layoutOf(table));
  const left = `memory.main."left out ${randomUUID()}"`;
  const draft = `${file}${TEMPORARY_SUFFIX}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await engine.query(`CREATE TABLE ${left} AS SELECT unnest(?::VARCHAR[]) AS key`, [keys]);
    await engine.query(
      `COPY (SELECT * FROM ${rows} AS kept
             WHERE NOT EXISTS (SELECT 1 FROM ${left} WHERE key = kept."${column}"))
       TO ${textLiteral(draft)} (${parquetOptions(part.table)})`,
    );
    await giveFinalName(draft, file);
    await sync(dirname(file));
    failpoint('delta_copy_written');
  } finally {
    await rm(draft, { force: true });
    await engine.query(`DROP TABLE IF EXISTS ${left}`);
  }
}
