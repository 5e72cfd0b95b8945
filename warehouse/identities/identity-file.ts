import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite, type Sqlite } from '../lake/catalog/database.js';

/** Beside the lake, never in it. */
export const IDENTITY_FILE = 'identity.sqlite';

/** Each entry takes the file from its index to the next `user_version`; entries are only ever added. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE object_identities (
    sha256 TEXT PRIMARY KEY,
    patient_name TEXT, patient_name_kept TEXT NOT NULL,
    patient_id TEXT, patient_id_kept TEXT NOT NULL,
    patient_birth_date TEXT, patient_birth_date_kept TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE patient_identities (
    study_id TEXT PRIMARY KEY,
    patient_name TEXT,
    patient_id TEXT,
    patient_birth_date TEXT,
    hashed_fields TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE pending_changes (batch_id TEXT PRIMARY KEY, change TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

/** The file of identities: opened when it is there, made, for its owner only, when there is something to keep. */
export class IdentityFile {
  #sqlite: Sqlite | null = null;
  readonly path: string;

  constructor(directory: string) {
    this.path = join(directory, IDENTITY_FILE);
  }

  /** Null while nothing was ever kept. */
  existing(): Sqlite | null {
    if (this.#sqlite === null && existsSync(this.path)) this.#sqlite = opened(this.path);
    return this.#sqlite;
  }

  made(): Sqlite {
    if (!existsSync(this.path)) closeSync(openSync(this.path, 'a', 0o600));
    return (this.#sqlite ??= opened(this.path));
  }

  close(): void {
    this.#sqlite?.close();
    this.#sqlite = null;
  }
}

/** What is deleted or overwritten leaves no trace in the pages of the file. */
function opened(path: string): Sqlite {
  const sqlite = openSqlite(path);
  try {
    sqlite.all('PRAGMA secure_delete = ON');
    migrate(sqlite);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function migrate(sqlite: Sqlite): void {
  const versionNow = (): number =>
    sqlite.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (versionNow() === MIGRATIONS.length) return;
  sqlite.transaction(() => {
    const version = versionNow();
    if (version > MIGRATIONS.length)
      throw new Error(`${IDENTITY_FILE} was written by a newer version of this program; update the program`);
    MIGRATIONS.slice(version).forEach((sql) => sqlite.exec(sql));
    sqlite.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}
