import { accessSync, constants, existsSync } from 'node:fs';
import Database from 'libsql';

/** What the names of the files of one database end with: itself, its write-ahead log, and what its readers share. */
export const DATABASE_SUFFIXES = ['', '-wal', '-shm'] as const;

const BUSY_TIMEOUT_MS = 30_000;
const RETRY_AFTER_MS = 20;

/**
 * Opens (and creates) a SQLite file, or `:memory:`, that survives power loss: write-ahead log, `synchronous=FULL`. A lock
 * held by another process is waited for; throws `SQLITE_BUSY` after 30 s of it. Errors name the file.
 */
export function openDurableFile(file: string): Database.Database {
  try {
    return opened(file);
  } catch (error) {
    if (error instanceof Error) error.message = `${file}: ${error.message}`;
    throw error;
  }
}

function opened(file: string): Database.Database {
  // SQLite opens what it may only read all the same, and fails later, without a name.
  if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  if (file !== ':memory:') enterWriteAheadLog(database);
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA foreign_keys = ON');
  return database;
}

/** SQLite's own time-out does not hold for the change into the log, which several first openers race for. */
function enterWriteAheadLog(database: Database.Database): void {
  const until = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() >= until) throw error;
      pause(RETRY_AFTER_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
