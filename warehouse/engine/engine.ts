import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  DuckDBInstance,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
} from '@duckdb/node-api';
import { fileList } from './column-types.js';
import { Connections } from './connections.js';
import { withLimits, type QueryLimits } from './limits.js';
import { requireReadOnly } from './read-only.js';
import { resultOf, rowsOf, type SqlParameter } from './statement.js';
import type { SqlRow } from './values.js';

export interface EngineOptions {
  /** DuckDB's bound on memory, such as `1GB`; beyond it operators spill to `tempDirectory`. */
  readonly memoryLimit?: string | undefined;
  readonly threads?: number;
  readonly tempDirectory?: string;
}

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

/** DuckDB makes the last folder of the path itself, when it first spills, and fails where the one above is missing. */
async function makeRoomForSpilling(tempDirectory: string): Promise<void> {
  try {
    await mkdir(dirname(tempDirectory), { recursive: true, mode: 0o700 });
  } catch {
    // A store that may only be read is read all the same, as far as memory goes.
  }
}

function openInstance(options: EngineOptions, tempDirectory: string): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    memory_limit: options.memoryLimit ?? '1GB',
    threads: String(options.threads ?? 2),
    temp_directory: tempDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
}

async function setCaches(connection: DuckDBConnection): Promise<void> {
  await connection.run('SET GLOBAL parquet_metadata_cache = true');
  // The operating system keeps what was read; a second copy in DuckDB grows with every file, and answers no sooner.
  await connection.run('SET GLOBAL enable_external_file_cache = false');
}

async function lockDown(connection: DuckDBConnection, allowedFiles: readonly string[]): Promise<void> {
  await connection.run(`SET allowed_paths = ${fileList(allowedFiles)}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** The schemas that connections look names up in first, where it is not `main`. */
const schemaOf = new WeakMap<DuckDBConnection, string>();

async function useSchema(connection: DuckDBConnection, schema: string): Promise<void> {
  if ((schemaOf.get(connection) ?? 'main') === schema) return;
  await connection.run(`USE memory."${schema}"`);
  schemaOf.set(connection, schema);
}

/** Gives `work` each chunk of a result. It is not streamed: a stream that fails or is interrupted just ends (seen with @duckdb/node-api 1.5.6). */
async function eachChunkOf(result: DuckDBResult, work: (chunk: DuckDBDataChunk) => void): Promise<void> {
  for await (const chunk of result) work(chunk);
}

/**
 * Opens DuckDB in memory with a bound on memory and no extensions but the built-in ones (nothing is ever downloaded).
 */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  const tempDirectory = options.tempDirectory ?? join(tmpdir(), `doselake-${process.pid}`);
  await makeRoomForSpilling(tempDirectory);
  const connections = new Connections(await openInstance(options, tempDirectory));
  await connections.lend(setCaches);

  const asking = <T>(
    { schema = 'main', ...limits }: QueryOptions,
    ask: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> =>
    connections.lend((connection) =>
      withLimits(connection, limits, async () => {
        await useSchema(connection, schema);
        return ask(connection);
      }),
    );

  return {
    query: (sql, parameters = [], about = {}) =>
      asking(about, (connection) => rowsOf(connection, sql, parameters)),
    queryReadOnly: (sql, parameters = [], about = {}) =>
      asking(about, async (connection) => {
        await requireReadOnly(connection, sql);
        return rowsOf(connection, sql, parameters);
      }),
    eachChunk: (sql, parameters, work, about = {}) =>
      asking(about, async (connection) => eachChunkOf(await resultOf(connection, sql, parameters), work)),
    withConnection: (work) => connections.lend(work),
    lockDown: (allowedFiles) => connections.lend((connection) => lockDown(connection, allowedFiles)),
    close: () => connections.close(),
  };
}
