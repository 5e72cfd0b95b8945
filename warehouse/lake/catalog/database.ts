import type Database from 'libsql';
import { openDurableFile } from '../../sqlite/durable-file.js';
import { inTransaction } from '../../sqlite/transaction.js';

export type SqliteValue = null | number | bigint | string | Buffer;

/** SQLite with typed rows. `libsql` adds `_metadata` to the rows of `get`, which therefore is not used. */
export interface Sqlite {
  all<R>(sql: string, ...values: SqliteValue[]): R[];
  /** As `all`, with every integer as bigint, for 64-bit hashes. */
  allBig<R>(sql: string, ...values: SqliteValue[]): R[];
  one<R>(sql: string, ...values: SqliteValue[]): R | null;
  /** Runs a statement; returns how many rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number;
  exec(sql: string): void;
  /** All or nothing, holding the write lock from the start (BEGIN IMMEDIATE). */
  transaction<T>(work: () => T): T;
  close(): void;
}

type Statement = ReturnType<Database.Database['prepare']>;

/** Opens (and creates) a SQLite database that survives power loss: WAL, `synchronous=FULL`. */
export function openSqlite(file: string): Sqlite {
  const database = openDurableFile(file);
  const statements = new Map<string, Statement>();
  const prepared = (sql: string, key = sql): Statement => {
    const known = statements.get(key);
    if (known) return known;
    const statement = database.prepare(sql);
    statements.set(key, statement);
    return statement;
  };
  const all = <R>(sql: string, ...values: SqliteValue[]): R[] => prepared(sql).all(values) as R[];
  return {
    all,
    allBig: <R>(sql: string, ...values: SqliteValue[]): R[] => {
      const statement = prepared(sql, `big ${sql}`);
      statement.safeIntegers(true);
      return statement.all(values) as R[];
    },
    one: <R>(sql: string, ...values: SqliteValue[]): R | null => all<R>(sql, ...values)[0] ?? null,
    run: (sql, ...values) => prepared(sql).run(values).changes,
    exec: (sql) => {
      database.exec(sql);
    },
    transaction: (work) => inTransaction(database, work),
    close: () => {
      statements.clear();
      database.close();
    },
  };
}
