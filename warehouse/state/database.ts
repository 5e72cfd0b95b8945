import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { openDurableFile } from '../sqlite/durable-file.js';
import { inTransaction } from '../sqlite/transaction.js';
import { MIGRATIONS } from './migrations.js';

/** A value that SQLite holds. */
export type StateValue = string | number | null;
export type StateRow = Readonly<Record<string, StateValue>>;

/** The state file: prepared statements with bound values, and transactions. */
export interface StateDatabase {
  /** Runs a statement; gives the number of rows that it changed. */
  run(sql: string, ...values: readonly StateValue[]): number;
  /** The first row, null without any. */
  get(sql: string, ...values: readonly StateValue[]): StateRow | null;
  all(sql: string, ...values: readonly StateValue[]): readonly StateRow[];
  /** Runs the work as one immediate transaction: all of it holds, or nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens the state file and brings it to the newest version; `:memory:` for tests.
 * Throws when the file is of a newer version of the program.
 */
export function openDatabase(path: string): StateDatabase {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = openDurableFile(path);
  const statements = new Map<string, Database.Statement<unknown[]>>();
  const prepared = (sql: string): Database.Statement<unknown[]> => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare<unknown[]>(sql);
    statements.set(sql, statement);
    return statement;
  };
  let depth = 0;
  const state: StateDatabase = {
    run: (sql, ...values) => prepared(sql).run(...values).changes,
    get: (sql, ...values) => {
      const row = prepared(sql).get(...values);
      return isRow(row) ? withoutMetadata(row) : null;
    },
    all: (sql, ...values) =>
      prepared(sql)
        .all(...values)
        .filter(isRow)
        .map(withoutMetadata),
    transaction(work) {
      if (depth > 0) return work();
      depth += 1;
      try {
        return inTransaction(database, work);
      } finally {
        depth -= 1;
      }
    },
    close: () => void database.close(),
  };
  migrate(state, (sql) => void database.exec(sql));
  return state;
}

/** Whether a state file is of a newer version of the program; false where that cannot be told. */
export function isNewer(path: string): boolean {
  try {
    const database = new Database(path, { readonly: true });
    try {
      const [row] = database.prepare('PRAGMA user_version').all() as { user_version: number }[];
      return Number(row?.user_version ?? 0) > MIGRATIONS.length;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

function migrate(state: StateDatabase, execute: (sql: string) => void): void {
  state.transaction(() => {
    const version = Number(state.get('PRAGMA user_version')?.['user_version'] ?? 0);
    if (version > MIGRATIONS.length) {
      throw new Error('state.db was written by a newer version of this program; update the program');
    }
    MIGRATIONS.slice(version).forEach(execute);
    if (version < MIGRATIONS.length) execute(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function isRow(row: unknown): row is StateRow {
  return typeof row === 'object' && row !== null;
}

/** The binding adds a `_metadata` key to the rows of `get`. */
function withoutMetadata(row: StateRow): StateRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== '_metadata'));
}
