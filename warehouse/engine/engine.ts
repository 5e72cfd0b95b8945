import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  DOUBLE,
  DuckDBInstance,
  listValue,
  LIST,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { fileList } from './column-types.js';
import { withLimits, type QueryLimits } from './limits.js';
import { requireReadOnly } from './read-only.js';
import { sqlValue, type SqlRow } from './values.js';

export interface EngineOptions {
  /** DuckDB's bound on memory, such as `1GB`; beyond it operators spill to `tempDirectory`. */
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly tempDirectory?: string;
}

/** A value bound to a `?` of a query. */
export type SqlParameter = null | boolean | number | string | readonly (string | number)[];

export interface QueryOptions extends QueryLimits {
  /** Schema in which unqualified names are looked up first. */
  readonly schema?: string;
}

/** DuckDB in memory: it holds no data of its own, only views over Parquet and small overlays. */
export interface Engine {
  /**
   * Runs one statement with bound values and returns its rows as objects in the contract's types.
   * @throws QueryDeadlineError past the deadline, the signal's reason when aborted, else DuckDB's error.
   */
  query(sql: string, parameters?: readonly SqlParameter[], options?: QueryOptions): Promise<SqlRow[]>;
  /** As `query`, for SQL of users: a single SELECT, WITH, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN of these. */
  queryReadOnly(sql: string, parameters?: readonly SqlParameter[], options?: QueryOptions): Promise<SqlRow[]>;
  /** As `query`, giving `work` the rows as columns, some thousand at a time, of which no objects are made. */
  eachChunk(
    sql: string,
    parameters: readonly SqlParameter[],
    work: (chunk: DuckDBDataChunk) => void,
    options?: QueryOptions,
  ): Promise<void>;
  /** Gives `work` a connection of its own, for temporary tables and appenders. */
  withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /**
   * Forbids every file but these from now on, for reading and writing, and any change of settings.
   * Cannot be undone; for an engine that runs users' SQL.
   */
  lockDown(allowedFiles: readonly string[]): Promise<void>;
  /** Lets running queries end, refuses new ones, and frees the memory. */
  close(): Promise<void>;
}

function bound(value: SqlParameter): DuckDBValue {
  if (Array.isArray(value)) return listValue(value as readonly DuckDBValue[]);
  const scalar = value as Exclude<SqlParameter, readonly unknown[]>;
  return typeof scalar === 'number' && Number.isSafeInteger(scalar) ? BigInt(scalar) : scalar;
}

/** DuckDB's client would bind a number beyond 2^63 as BIGINT, being whole, and fail. */
function boundType(value: SqlParameter): DuckDBType | undefined {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return DOUBLE;
  return Array.isArray(value) && value.length === 0 ? LIST(VARCHAR) : undefined;
}

function resultOf(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly SqlParameter[],
): Promise<DuckDBResult> {
  if (parameters.length === 0) return connection.run(sql);
  const types = Object.fromEntries(
    parameters.flatMap((value, index) => {
      const type = boundType(value);
      return type ? [[String(index + 1), type] as const] : [];
    }),
  );
  const values = Object.fromEntries(parameters.map((value, index) => [String(index + 1), bound(value)]));
  return connection.run(sql, values, types);
}

async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly SqlParameter[],
): Promise<SqlRow[]> {
  const result = await resultOf(connection, sql, parameters);
  const names = result.deduplicatedColumnNames();
  const rows: SqlRow[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    const columns = names.map((_, index) => chunk.getColumnVector(index));
    for (let at = 0; at < chunk.rowCount; at++) {
      const row: SqlRow = {};
      for (let index = 0; index < names.length; index++)
        row[names[index]!] = sqlValue(columns[index]!.getItem(at));
      rows.push(row);
    }
  }
  return rows;
}

/** DuckDB makes the last folder of the path itself, when it first spills, and fails where the one above is missing. */
async function makeRoomForSpilling(tempDirectory: string): Promise<void> {
  try {
    await mkdir(dirname(tempDirectory), { recursive: true, mode: 0o700 });
  } catch {
    // A store that may only be read is read all the same, as far as memory goes.
  }
}

/**
 * Opens DuckDB in memory with a bound on memory and no extensions but the built-in ones (nothing is ever downloaded).
 */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const tempDirectory = options.tempDirectory ?? join(tmpdir(), `doselake-${process.pid}`);
  await makeRoomForSpilling(tempDirectory);
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: options.memoryLimit ?? '1GB',
    threads: String(options.threads ?? 2),
    temp_directory: tempDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const idle: DuckDBConnection[] = [await instance.connect()];
  await idle[0]!.run('SET GLOBAL parquet_metadata_cache = true');
  // The operating system keeps what was read; a second copy in DuckDB grows with every file, and answers no sooner.
  await idle[0]!.run('SET GLOBAL enable_external_file_cache = false');
  const schemas = new WeakMap<DuckDBConnection, string>();
  let isClosed = false;

  const running = new Set<Promise<unknown>>();

  async function onConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = idle.pop() ?? (await instance.connect());
    try {
      return await work(connection);
    } finally {
      if (idle.length >= 4) connection.closeSync();
      else idle.push(connection);
    }
  }

  async function withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (isClosed) throw new Error('The engine is closed');
    const mine = onConnection(work);
    running.add(mine);
    try {
      return await mine;
    } finally {
      running.delete(mine);
    }
  }

  async function useSchema(connection: DuckDBConnection, schema: string): Promise<void> {
    if ((schemas.get(connection) ?? 'main') === schema) return;
    await connection.run(`USE memory."${schema}"`);
    schemas.set(connection, schema);
  }

  const query: Engine['query'] = (sql, parameters = [], { schema = 'main', ...limits } = {}) =>
    withConnection((connection) =>
      withLimits(connection, limits, async () => {
        await useSchema(connection, schema);
        return rowsOf(connection, sql, parameters);
      }),
    );

  return {
    query,
    queryReadOnly: (sql, parameters = [], { schema = 'main', ...limits } = {}) =>
      withConnection((connection) =>
        withLimits(connection, limits, async () => {
          await useSchema(connection, schema);
          await requireReadOnly(connection, sql);
          return rowsOf(connection, sql, parameters);
        }),
      ),
    eachChunk: (sql, parameters, work, { schema = 'main', ...limits } = {}) =>
      withConnection((connection) =>
        withLimits(connection, limits, async () => {
          await useSchema(connection, schema);
          // Not streamed: a stream that fails or is interrupted just ends (seen with @duckdb/node-api 1.5.6).
          const result = await resultOf(connection, sql, parameters);
          for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk())
            work(chunk);
        }),
      ),
    withConnection,
    async lockDown(allowedFiles) {
      await withConnection(async (connection) => {
        await connection.run(`SET allowed_paths = ${fileList(allowedFiles)}`);
        await connection.run('SET enable_external_access = false');
        await connection.run('SET lock_configuration = true');
      });
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      // Closing DuckDB under a running query ends the process.
      await Promise.allSettled(running);
      for (const connection of idle.splice(0)) connection.closeSync();
      instance.closeSync();
    },
  };
}
