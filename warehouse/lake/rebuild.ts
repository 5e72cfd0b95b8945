import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { openEngine, type Engine } from '../engine/engine.js';
import { DATABASE_SUFFIXES } from '../sqlite/durable-file.js';
import { openSqlite, type Sqlite } from './catalog/database.js';
import { CATALOG_FILE, LEFT_OUT_PREFIX } from './catalog/file-name.js';
import { recordFiles } from './catalog/known-files.js';
import { metaValue, migrate } from './catalog/schema.js';
import { recordSnapshot } from './catalog/snapshots.js';
import { addToIndex, type IndexEntry } from './catalog/uid-index.js';
import { partsRelation } from './find-rows.js';
import type { CommitKind, KnownFile } from './lake.js';
import { sync } from './parts/durable.js';
import { filledColumnsIn, filledText } from './parts/filled-columns.js';
import { fileDigest } from './parts/file-digest.js';
import type { Footer } from './parts/footer.js';
import type { Part } from './parts/part.js';
import { readFooter } from './parts/read-footer.js';
import { partFiles } from './sweep.js';

/** What a rebuilt catalog holds. */
export interface RebuildReport {
  readonly snapshotId: number;
  readonly parts: number;
  /** Parts that the newest snapshot names but that are not there or not readable: their rows are lost. */
  readonly missing: readonly string[];
  /** Newer batches that lack the last of their parts: never committed, or damaged since. */
  readonly incompleteBatches: readonly string[];
  /** Folder of the data directory to which their parts were moved; null where there were none. */
  readonly leftOutFolder: string | null;
}

interface Found {
  readonly footers: ReadonlyMap<string, Footer>;
  /** The newest batch that was written to its end. */
  readonly newest: Footer & { readonly live: readonly Part[] };
  readonly incompleteBatches: readonly string[];
  /** Parts of these batches, and those that cannot be read. */
  readonly leftOut: readonly string[];
}

function isNewer(left: Footer, right: Footer): boolean {
  return left.snapshotId === right.snapshotId ? left.fence > right.fence : left.snapshotId > right.snapshotId;
}

async function findNewest(engine: Engine, lakeFolder: string): Promise<Found | null> {
  const footers = new Map<string, Footer>();
  const files = (await partFiles(lakeFolder)).filter((file) => file.endsWith('.parquet'));
  for (const file of files) {
    const footer = await readFooter(engine, join(lakeFolder, file));
    if (footer) footers.set(file, footer);
  }
  // The part with the list of all is written last and removed first: where it is, what its batch lacks was lost later.
  const complete = [...footers.values()].filter(({ live }) => live !== null);
  const newest = complete.reduce<Footer | null>(
    (best, footer) => (!best || isNewer(footer, best) ? footer : best),
    null,
  );
  if (!newest?.live) return null;
  const later = [...footers.values()].filter((footer) => isNewer(footer, newest));
  const incompleteBatches = [...new Set(later.map(({ batchId }) => batchId))];
  const leftOut = files.filter((file) => {
    const footer = footers.get(file);
    return !footer || isNewer(footer, newest);
  });
  return { footers, newest: { ...newest, live: newest.live }, incompleteBatches, leftOut };
}

async function presentParts(engine: Engine, lakeFolder: string, { footers, newest }: Found): Promise<Part[]> {
  const present: Part[] = [];
  for (const part of newest.live.filter(({ file }) => footers.has(file))) {
    const path = join(lakeFolder, part.file);
    const [row] = await engine.query('SELECT num_rows FROM parquet_file_metadata(?)', [path]);
    present.push({
      ...part,
      byteCount: (await stat(path)).size,
      rowCount: Number(row?.['num_rows'] ?? 0),
      // A digest stated before stays, also where the file no longer has it: the doctor goes on naming the damage.
      sha256: part.sha256 ?? (await fileDigest(path)),
      filled: filledText(part.table, await filledColumnsIn(engine, path)),
    });
  }
  return present;
}

/** Index entries of one part, read by SQL that gives kind, key, study UID and study date. */
const INDEX_SQL: Partial<Record<Part['table'], string>> = {
  studies: `SELECT unnest(['study', 'study_row', 'study_id']) AS kind,
      unnest([study_instance_uid, study_instance_uid, study_id]) AS key,
      coalesce(study_instance_uid, study_id) AS study, study_date FROM {part}`,
  source_documents: `SELECT unnest(['sop', 'document_of_study']) AS kind,
      unnest([sop_instance_uid, study_instance_uid]) AS key,
      coalesce(study_instance_uid, sop_instance_uid) AS study, study_date FROM {part}`,
  source_objects: `SELECT DISTINCT 'object_of_study' AS kind, study_instance_uid AS key,
      study_instance_uid AS study, ingested_at::DATE AS study_date FROM {part}`,
  ct_events: `SELECT 'event' AS kind, irradiation_event_uid AS key, study_instance_uid AS study, study_date
      FROM {part} JOIN {studies} USING (study_id)`,
  projection_events: `SELECT 'event' AS kind, irradiation_event_uid AS key, study_instance_uid AS study, study_date
      FROM {part} JOIN {studies} USING (study_id)`,
};

async function indexPart(
  engine: Engine,
  sqlite: Sqlite,
  lakeFolder: string,
  part: Part,
  parts: readonly Part[],
): Promise<void> {
  const sql = INDEX_SQL[part.table];
  if (sql === undefined) return;
  const studyParts = parts.filter(({ table }) => table === 'studies');
  const rows = await engine.query(
    sql
      .replace('{part}', partsRelation(lakeFolder, part.table, [part]))
      .replace(
        '{studies}',
        `(SELECT study_id, study_instance_uid, study_date FROM ${partsRelation(lakeFolder, 'studies', studyParts)})`,
      ),
  );
  const entries = rows
    .filter(({ key, study }) => key !== null && study !== null)
    .map((row) => ({
      kind: row['kind'] as IndexEntry['kind'],
      key: String(row['key']),
      studyInstanceUid: String(row['study']),
      studyDate: row['study_date'] as string | null,
    }));
  const indexKey = metaValue(sqlite, 'index_key');
  sqlite.transaction(() => addToIndex(sqlite, indexKey, entries));
}

/** Files are known again by path and digest, with an unknown time of change: the next scan reads each once more. */
async function recallFiles(engine: Engine, sqlite: Sqlite, lakeFolder: string, part: Part): Promise<void> {
  const rows = await engine.query(
    `SELECT drop_folder, path, byte_count, sha256, outcome FROM ${partsRelation(lakeFolder, part.table, [part])}
     WHERE sha256 IS NOT NULL AND path IS NOT NULL ORDER BY ingested_at`,
  );
  const files = rows.map((row): KnownFile => ({
    dropFolder: String(row['drop_folder'] ?? ''),
    path: String(row['path']),
    byteCount: Number(row['byte_count'] ?? -1),
    modifiedAtMs: -1,
    sha256: String(row['sha256']),
    outcome: String(row['outcome']),
  }));
  sqlite.transaction(() => recordFiles(sqlite, files));
}

/**
 * Moves parts that the rebuilt catalog does not know out of the lake, where the next vacuum would remove them, or take
 * them for a sign that the catalog is out of date.
 * @returns the name of their folder; null where there are none.
 */
async function movePartsAside(directory: string, files: readonly string[]): Promise<string | null> {
  if (files.length === 0) return null;
  const name = `${LEFT_OUT_PREFIX}${stamp()}`;
  for (const file of files) {
    const place = join(directory, name, file);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rename(join(directory, 'lake', file), place);
  }
  return name;
}

function stamp(): string {
  return new Date().toISOString().replaceAll(':', '-');
}

async function moveAside(catalogFile: string): Promise<void> {
  const mark = stamp();
  for (const suffix of DATABASE_SUFFIXES) {
    if (existsSync(catalogFile + suffix))
      await rename(catalogFile + suffix, `${catalogFile}.damaged-${mark}${suffix}`);
  }
}

/** Writes a catalog of one snapshot with these parts, beside the one that it is to replace. */
async function writeCatalog(
  engine: Engine,
  file: string,
  lakeFolder: string,
  newest: Footer,
  parts: readonly Part[],
): Promise<void> {
  for (const suffix of DATABASE_SUFFIXES) await rm(file + suffix, { force: true });
  const sqlite = openSqlite(file);
  try {
    migrate(sqlite);
    sqlite.transaction(() => recordNewest(sqlite, newest, parts));
    for (const part of parts) {
      await indexPart(engine, sqlite, lakeFolder, part, parts);
      if (part.table === 'source_objects') await recallFiles(engine, sqlite, lakeFolder, part);
    }
    sqlite.all('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    sqlite.close();
  }
}

function recordNewest(sqlite: Sqlite, newest: Footer, parts: readonly Part[]): void {
  const { snapshotId: id, committedAt, runId, batchId } = newest;
  const kind = newest.kind as CommitKind;
  sqlite.run("UPDATE meta SET value = ? WHERE key = 'store_id'", newest.storeId);
  sqlite.run("INSERT INTO leases (name, fence) VALUES ('commit', ?)", newest.fence + 1);
  recordSnapshot(sqlite, { id, committedAt, kind, runId, batchId }, parts, []);
}

/**
 * Makes the catalog of a store anew from the footers of its parts: the newest snapshot with all deletions, marks and
 * names, the index, and which files were dealt with. Older snapshots, pins and application state are not in the parts.
 * A former catalog is moved aside, and so are parts of batches that it leaves out. No other process may be using the store.
 * @returns null when there is no part to rebuild from.
 */
export async function rebuildCatalog(folder: string): Promise<RebuildReport | null> {
  const directory = resolve(folder);
  const lakeFolder = join(directory, 'lake');
  const catalogFile = join(directory, CATALOG_FILE);
  const draftFile = `${catalogFile}.rebuilding`;
  const engine = await openEngine();
  try {
    const found = await findNewest(engine, lakeFolder);
    if (!found) return null;
    const parts = await presentParts(engine, lakeFolder, found);
    await writeCatalog(engine, draftFile, lakeFolder, found.newest, parts);
    const leftOutFolder = await movePartsAside(directory, found.leftOut);
    await moveAside(catalogFile);
    await rename(draftFile, catalogFile);
    await sync(directory);
    return reportOf(found, parts, leftOutFolder);
  } finally {
    await engine.close();
  }
}

function reportOf(
  { newest, incompleteBatches }: Found,
  parts: readonly Part[],
  leftOutFolder: string | null,
): RebuildReport {
  const present = new Set(parts.map(({ file }) => file));
  const missing = newest.live.map(({ file }) => file).filter((file) => !present.has(file));
  return { snapshotId: newest.snapshotId, parts: parts.length, missing, incompleteBatches, leftOutFolder };
}
