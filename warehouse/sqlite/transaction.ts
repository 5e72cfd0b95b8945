import type Database from 'libsql';

/** Runs the work as one transaction that holds the write lock from the start: all of it holds, or nothing. */
export function inTransaction<T>(database: Database.Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some failures (a full disk) have rolled it back already.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
