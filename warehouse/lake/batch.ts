import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { VARCHAR, DuckDBDataChunk } from '@duckdb/node-api';
import { layoutOf } from '../engine/column-types.js';
import { STUDY_TABLES, TABLES, type Rows, type TableName } from '../tables/index.js';
import { findInIndex } from './catalog/uid-index.js';
import type { LakeContext } from './context.js';
import { failpoint } from './failpoint.js';
import { partsAt, partsByIndex, partsHolding, partsRelation } from './find-rows.js';
import type { Change } from './lake.js';
import { removeFiles, sync } from './parts/durable.js';
import { fileDigest } from './parts/file-digest.js';
import { coverageOfRows, placesOf, type Coverage } from './parts/extent.js';
import type { Footer } from './parts/footer.js';
import type { Part } from './parts/part.js';
import { requireSound } from './parts/sound-parts.js';
import { writePart, type PartSource } from './parts/write-part.js';

/** A part to write. */
export interface PlannedPart {
  readonly table: TableName;
  readonly source: PartSource;
  readonly coverage: Coverage;
  readonly level: number;
  /** The digest that is recorded of it in the place of its own: one that it never has, so that it counts as damaged. */
  readonly digestOfSound?: string | null;
}

/** What a batch writes and which parts it replaces. */
export interface BatchPlan {
  readonly write: readonly PlannedPart[];
  readonly replaces: readonly Part[];
}

/** SQL of a part's rows without those whose key column holds one of the values. */
function remainder(context: LakeContext, part: Part, column: string, values: readonly string[]): PartSource {
  return {
    select: async (connection) => {
      await fillKeys(connection, values);
      const relation = partsRelation(context.lakeFolder, part.table, [part]);
      return `SELECT * FROM ${relation} AS kept
              WHERE NOT EXISTS (SELECT 1 FROM removed_keys WHERE key = kept."${column}")`;
    },
  };
}

async function fillKeys(connection: DuckDBConnection, keys: readonly string[]): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE removed_keys (key VARCHAR)');
  const appender = await connection.createAppender('removed_keys', 'main', 'temp');
  for (let start = 0; start < keys.length; start += 2048) {
    const page = keys.slice(start, start + 2048);
    const chunk = DuckDBDataChunk.create([VARCHAR], page.length);
    chunk.setColumnValues(0, page);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

async function partsWithRemovals(
  context: LakeContext,
  live: readonly Part[],
  { removeStudies = [], removeDocuments = [], removeObjects = [] }: Change,
): Promise<{ part: Part; column: string; keys: readonly string[] }[]> {
  const found: { part: Part; column: string; keys: readonly string[] }[] = [];
  if (removeStudies.length > 0) {
    const hits = findInIndex(context.sqlite, context.indexKey, 'study_id', removeStudies);
    const dates = [...hits.values()].flatMap((places) => places.map(({ studyDate }) => studyDate));
    for (const table of STUDY_TABLES) {
      const holding = await partsHolding(context, partsAt(live, table, dates), 'study_id', removeStudies);
      found.push(...holding.map((part) => ({ part, column: 'study_id', keys: removeStudies })));
    }
  }
  if (removeDocuments.length > 0) {
    const candidates = partsByIndex(context, live, 'source_documents', 'sop', removeDocuments);
    const holding = await partsHolding(context, candidates, 'sop_instance_uid', removeDocuments);
    found.push(...holding.map((part) => ({ part, column: 'sop_instance_uid', keys: removeDocuments })));
  }
  if (removeObjects.length > 0) {
    const candidates = live.filter(({ table }) => table === 'source_objects');
    const holding = await partsHolding(context, candidates, 'sha256', removeObjects);
    found.push(...holding.map((part) => ({ part, column: 'sha256', keys: removeObjects })));
  }
  return found;
}

function additions(add: Rows): PlannedPart[] {
  const places = placesOf(add);
  return (Object.keys(TABLES) as TableName[]).flatMap((table) => {
    const rows = add[table] ?? [];
    if (rows.length === 0) return [];
    return [{ table, source: { rows }, coverage: coverageOfRows(table, rows, places), level: 0 }];
  });
}

/**
 * Works out which parts a change writes and which it replaces; only parts that hold a removed row are rewritten.
 * @throws DamagedPartsError where one of them is damaged.
 */
export async function planChange(
  context: LakeContext,
  live: readonly Part[],
  change: Change,
): Promise<BatchPlan> {
  const replacedTables = new Set<TableName>(change.replaceTables ?? []);
  const emptied = live.filter(({ table }) => replacedTables.has(table));
  const removals = await partsWithRemovals(
    context,
    live.filter(({ table }) => !replacedTables.has(table)),
    change,
  );
  const rewritten = removals.map(({ part, column, keys }) => ({
    table: part.table,
    source: remainder(context, part, column, keys),
    coverage: part,
    level: part.level,
  }));
  const write = [...rewritten, ...additions(change.add)];
  const replaces = [...emptied, ...removals.map(({ part }) => part)];
  await requireSound(context.lakeFolder, replaces);
  const needsMarker = write.length === 0 && replaces.length > 0;
  return { write: needsMarker ? [markerPart(replaces[0]!, 0)] : write, replaces };
}

/** A batch that only removes still writes one part, of no rows: its footer is what a rebuilt catalog knows it by. */
export function markerPart({ table }: Part, level: number): PlannedPart {
  const coverage = { modalities: [], datesKnown: true, minDate: null, maxDate: null, hasUndated: false };
  return { table, source: { rows: [] }, coverage, level };
}

/** What all parts of a batch have in common. */
export type BatchHeader = Pick<
  Footer,
  'batchId' | 'snapshotId' | 'fence' | 'kind' | 'runId' | 'committedAt' | 'storeId'
>;

/** A name for a batch that sorts by time and is unique. */
export function newBatchId(): string {
  return `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(6).toString('hex')}`;
}

async function countRows(context: LakeContext, file: string): Promise<number> {
  const rows = await context.engine.query('SELECT num_rows FROM parquet_file_metadata(?)', [
    join(context.lakeFolder, file),
  ]);
  return Number(rows[0]?.['num_rows'] ?? 0);
}

/** A part as it is known before it is written. */
function expectedPart({ table, source, coverage, level }: PlannedPart, file: string): Part {
  const { modalities, datesKnown, minDate, maxDate, hasUndated } = coverage;
  return {
    table,
    file,
    rowCount: 'rows' in source ? source.rows.length : 0,
    modalities,
    datesKnown,
    minDate,
    maxDate,
    hasUndated,
    byteCount: 0,
    layout: layoutOf(TABLES[table]),
    level,
    sha256: null,
    filled: null,
  };
}

/** Writes a part; gives what is known of it then. */
async function writePlanned(
  context: LakeContext,
  { source, digestOfSound }: PlannedPart,
  expected: Part,
  footer: Footer,
): Promise<Part> {
  const { engine, lakeFolder, soundFiles } = context;
  const { file } = expected;
  const { byteCount, filled } = await writePart(engine, lakeFolder, file, source, footer);
  const rowCount = 'rows' in source ? expected.rowCount : await countRows(context, file);
  const sha256 = digestOfSound ?? (await fileDigest(join(lakeFolder, file)));
  if (digestOfSound === undefined) soundFiles.add(file);
  return { ...expected, byteCount, rowCount, sha256, filled };
}

/**
 * Writes all parts of a batch, durable under their final names but not yet part of any snapshot.
 * Removes what it wrote when it fails.
 */
export async function writeBatch(
  context: LakeContext,
  header: BatchHeader,
  plan: BatchPlan,
  live: readonly Part[],
  onPart?: (done: number, of: number) => void,
): Promise<Part[]> {
  const files = plan.write.map(({ table }, index) => `${table}/${header.batchId}-${index}.parquet`);
  const replaces = plan.replaces.map(({ file }) => file);
  const goes = new Set(replaces);
  const stays = live.filter(({ file }) => !goes.has(file));
  const written: Part[] = [];
  try {
    for (const [index, planned] of plan.write.entries()) {
      const { table } = planned;
      const isLast = index === plan.write.length - 1;
      await mkdir(join(context.lakeFolder, table), { recursive: true });
      // The last part tells that its batch was once whole, so it never outlives a failing disk without the others.
      if (isLast) await syncFolders(context, written);
      const expected = expectedPart(planned, files[index]!);
      const { rowCount } = expected;
      const known = isLast ? [...stays, ...written, expected] : null;
      const footer: Footer = { ...header, table, rowCount, parts: files, replaces, live: known };
      written.push(await writePlanned(context, planned, expected, footer));
      onPart?.(written.length, plan.write.length);
    }
    await syncFolders(context, plan.write);
    failpoint('parts_durable');
    return written;
  } catch (error) {
    await discardBatch(context, files);
    throw error;
  }
}

async function syncFolders(
  { lakeFolder }: LakeContext,
  parts: readonly Pick<Part, 'table'>[],
): Promise<void> {
  const folders = new Set(parts.map(({ table }) => join(lakeFolder, table)));
  for (const folder of [lakeFolder, ...folders]) await sync(folder);
}

/** Removes the files of a batch that was not committed, the last written first, since it tells that the batch was whole. */
export async function discardBatch(context: LakeContext, files: readonly string[]): Promise<void> {
  await removeFiles(files.toReversed().map((file) => join(context.lakeFolder, file)));
}
