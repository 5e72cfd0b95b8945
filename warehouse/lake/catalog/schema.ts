import { randomBytes, randomUUID } from 'node:crypto';
import { FORMAT_VERSION } from '../parts/part.js';
import type { Sqlite } from './database.js';

/** Each entry takes the catalog from its index to the next `user_version`; entries are only ever added. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    committed_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    run_id TEXT,
    batch_id TEXT NOT NULL,
    kept_for TEXT,
    expired_at TEXT
  );

  CREATE TABLE parts (
    file TEXT PRIMARY KEY,
    table_name TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    byte_count INTEGER NOT NULL,
    modalities TEXT,
    dates_known INTEGER NOT NULL,
    min_date TEXT,
    max_date TEXT,
    has_undated INTEGER NOT NULL,
    layout TEXT NOT NULL,
    level INTEGER NOT NULL,
    added_in INTEGER NOT NULL REFERENCES snapshots (id),
    removed_in INTEGER REFERENCES snapshots (id)
  ) WITHOUT ROWID;
  CREATE INDEX parts_by_removal ON parts (removed_in, added_in);

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    fence INTEGER NOT NULL,
    owner TEXT,
    taken_at_ms INTEGER,
    heartbeat_at_ms INTEGER
  ) WITHOUT ROWID;

  CREATE TABLE pins (
    id TEXT PRIMARY KEY,
    snapshot_id INTEGER NOT NULL,
    owner TEXT NOT NULL,
    heartbeat_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE files (
    drop_folder TEXT NOT NULL,
    path TEXT NOT NULL,
    byte_count INTEGER NOT NULL,
    modified_at_ms REAL NOT NULL,
    sha256 BLOB NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (drop_folder, path)
  ) WITHOUT ROWID;
  CREATE TABLE imported_digests (sha256 BLOB PRIMARY KEY) WITHOUT ROWID;

  CREATE TABLE uid_index (
    hash INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    study_hash INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (hash, kind, study_hash, day)
  ) WITHOUT ROWID;
  `,
  // Which readers came to an outcome that others may come to differently; files known before stay as they are.
  'ALTER TABLE files ADD COLUMN readers TEXT;',
  // By which damage of a part is told; parts written before have none.
  'ALTER TABLE parts ADD COLUMN sha256 TEXT;',
  // The index finds the files of a study; in a store that has some already it would find but the later ones.
  `INSERT INTO meta (key, value)
   SELECT 'objects_are_indexed', 'yes' WHERE NOT EXISTS (SELECT 1 FROM snapshots);`,
  // When an erasure took rows out of a snapshot that stays readable.
  'ALTER TABLE snapshots ADD COLUMN changed_at TEXT;',
  // Which columns a part fills; parts written before are looked into.
  'ALTER TABLE parts ADD COLUMN filled TEXT;',
];

/** The catalog cannot be used as it is; the message says what to do. */
export class CatalogError extends Error {
  constructor(
    readonly code: 'missing' | 'newer' | 'behind',
    message: string,
  ) {
    super(message);
    this.name = 'CatalogError';
  }
}

/** Creates the catalog's tables or brings them to the present version; safe against another process doing the same. */
export function migrate(sqlite: Sqlite): void {
  const versionNow = (): number =>
    sqlite.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (versionNow() === MIGRATIONS.length) return;
  sqlite.transaction(() => {
    const version = versionNow();
    if (version > MIGRATIONS.length) {
      throw new CatalogError(
        'newer',
        'The store was written by a newer version of this program; update the program',
      );
    }
    MIGRATIONS.slice(version).forEach((sql) => sqlite.exec(sql));
    sqlite.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    const insert = 'INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)';
    sqlite.run(insert, 'created_at', new Date().toISOString());
    sqlite.run(insert, 'store_id', randomUUID());
    sqlite.run(insert, 'format_version', String(FORMAT_VERSION));
    sqlite.run(insert, 'index_key', randomBytes(16).toString('hex'));
  });
}

/** A setting of the store that is made once. */
export function metaValue(
  sqlite: Sqlite,
  key: 'created_at' | 'store_id' | 'format_version' | 'index_key',
): string {
  const row = sqlite.one<{ value: string }>('SELECT value FROM meta WHERE key = ?', key);
  if (!row)
    throw new CatalogError(
      'missing',
      `The catalog lacks its ${key}; dose doctor --rebuild-catalog makes it anew from the parts`,
    );
  return row.value;
}

/** Whether the index knows every file of a study, or only those handled since it learned of files. */
export function objectsAreIndexed(sqlite: Sqlite): boolean {
  return sqlite.one("SELECT 1 AS yes FROM meta WHERE key = 'objects_are_indexed'") !== null;
}
