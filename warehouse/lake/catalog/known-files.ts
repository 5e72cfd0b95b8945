import type { KnownFile } from '../lake.js';
import type { Sqlite } from './database.js';

const PAGE_ROWS = 5_000;

interface FileRow {
  drop_folder: string;
  path: string;
  byte_count: number;
  modified_at_ms: number;
  sha256: string;
  outcome: string;
  readers: string | null;
}

const COLUMNS =
  'drop_folder, files.path AS path, byte_count, modified_at_ms, lower(hex(sha256)) AS sha256, outcome, readers';

function fileOf(row: FileRow): KnownFile {
  return {
    dropFolder: row.drop_folder,
    path: row.path,
    byteCount: row.byte_count,
    modifiedAtMs: row.modified_at_ms,
    sha256: row.sha256,
    outcome: row.outcome,
    ...(row.readers === null ? {} : { readers: row.readers }),
  };
}

/** Files of a drop folder in order of path; each page is read afresh, so no lock is held between them. */
export async function* knownFilesOf(sqlite: Sqlite, dropFolder: string): AsyncGenerator<KnownFile> {
  for (let after: string | null = null; ;) {
    const rows: FileRow[] = sqlite.all<FileRow>(
      `SELECT ${COLUMNS} FROM files
       WHERE drop_folder = ?1 AND (?2 IS NULL OR path > ?2) ORDER BY path LIMIT ${PAGE_ROWS}`,
      dropFolder,
      after,
    );
    for (const row of rows) yield fileOf(row);
    if (rows.length < PAGE_ROWS) return;
    after = rows.at(-1)!.path;
  }
}

/** Files at these places. */
export function knownAt(
  sqlite: Sqlite,
  places: readonly Pick<KnownFile, 'dropFolder' | 'path'>[],
): KnownFile[] {
  const found: KnownFile[] = [];
  for (let start = 0; start < places.length; start += PAGE_ROWS) {
    const page = places.slice(start, start + PAGE_ROWS).map(({ dropFolder, path }) => [dropFolder, path]);
    const rows = sqlite.all<FileRow>(
      `SELECT ${COLUMNS} FROM json_each(?)
       CROSS JOIN files ON drop_folder = value ->> 0 AND files.path = value ->> 1`,
      JSON.stringify(page),
    );
    found.push(...rows.map(fileOf));
  }
  return found;
}

/** Records files that were dealt with, newest state first. To be called inside a transaction. */
export function recordFiles(sqlite: Sqlite, files: readonly KnownFile[]): void {
  for (let start = 0; start < files.length; start += PAGE_ROWS) {
    const page = files.slice(start, start + PAGE_ROWS);
    const tuples = JSON.stringify(
      page.map((file) => [
        file.dropFolder,
        file.path,
        file.byteCount,
        file.modifiedAtMs,
        file.sha256,
        file.outcome,
        file.readers ?? null,
      ]),
    );
    sqlite.run(
      `INSERT OR REPLACE INTO files (drop_folder, path, byte_count, modified_at_ms, sha256, outcome, readers)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, unhex(value ->> 4), value ->> 5, value ->> 6
       FROM json_each(?)`,
      tuples,
    );
    const imported = page.filter(({ outcome }) => outcome === 'imported').map(({ sha256 }) => sha256);
    recordDigests(sqlite, imported);
  }
}

/** Records digests of imported files. To be called inside a transaction. */
function recordDigests(sqlite: Sqlite, digests: readonly string[]): void {
  sqlite.run(
    'INSERT OR IGNORE INTO imported_digests (sha256) SELECT unhex(value) FROM json_each(?)',
    JSON.stringify(digests),
  );
}

/** The digests among these of which a file was imported. */
export function importedAmong(sqlite: Sqlite, digests: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let start = 0; start < digests.length; start += PAGE_ROWS) {
    const rows = sqlite.all<{ digest: string }>(
      `SELECT value AS digest FROM json_each(?)
       WHERE EXISTS (SELECT 1 FROM imported_digests WHERE sha256 = unhex(value))`,
      JSON.stringify(digests.slice(start, start + PAGE_ROWS)),
    );
    rows.forEach(({ digest }) => found.add(digest));
  }
  return found;
}

/** Forgets files by place and digest, and that their bytes were ever imported. To be called inside a transaction. */
export function forgetFiles(
  sqlite: Sqlite,
  places: readonly Pick<KnownFile, 'dropFolder' | 'path' | 'sha256'>[],
  digests: readonly string[],
): void {
  for (const { dropFolder, path, sha256 } of places) {
    sqlite.run(
      'DELETE FROM files WHERE drop_folder = ? AND path = ? AND sha256 = unhex(?)',
      ...[dropFolder, path, sha256],
    );
  }
  for (const digest of digests) sqlite.run('DELETE FROM imported_digests WHERE sha256 = unhex(?)', digest);
}
