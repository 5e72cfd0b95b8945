import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { textLiteral } from '../../engine/column-types.js';
import type { Engine } from '../../engine/engine.js';
import type { SqlRow, SqlValue } from '../../engine/values.js';
import type { Action, Add, MetaData, Protocol, Remove, Transaction } from './actions.js';
import {
  checkpointFile,
  commitFile,
  lastCheckpointFile,
  listLog,
  LOG_FOLDER,
  type LogListing,
} from './log-files.js';

/** A log that cannot be read as the protocol has it. */
export class DeltaLogError extends Error {
  override readonly name = 'DeltaLogError';
}

/** What a log says up to its newest version (protocol, "Action Reconciliation"). */
export interface LogState {
  readonly version: number;
  /** The newest checkpoint; null while there is none. */
  readonly checkpointVersion: number | null;
  readonly protocol: Protocol | null;
  readonly metaData: MetaData | null;
  readonly transactions: ReadonlyMap<string, Transaction>;
  readonly adds: ReadonlyMap<string, Add>;
  readonly removes: ReadonlyMap<string, Remove>;
}

export const EMPTY_LOG: LogState = {
  version: -1,
  checkpointVersion: null,
  protocol: null,
  metaData: null,
  transactions: new Map(),
  adds: new Map(),
  removes: new Map(),
};

/** The state after further actions, of the newest version given. */
export function replayed(state: LogState, actions: Iterable<Action>, version: number): LogState {
  let { protocol, metaData } = state;
  const transactions = new Map(state.transactions);
  const adds = new Map(state.adds);
  const removes = new Map(state.removes);
  for (const action of actions) {
    protocol = action.protocol ?? protocol;
    metaData = action.metaData ?? metaData;
    if (action.txn) transactions.set(action.txn.appId, action.txn);
    if (action.add) {
      adds.set(action.add.path, action.add);
      removes.delete(action.add.path);
    }
    if (action.remove) {
      removes.set(action.remove.path, action.remove);
      adds.delete(action.remove.path);
    }
  }
  return { ...state, version, protocol, metaData, transactions, adds, removes };
}

/** The folder of a table's log. */
export function logFolderOf(lakeFolder: string, table: string): string {
  return join(lakeFolder, table, LOG_FOLDER);
}

/**
 * Reads a log, from its newest checkpoint on; null where the table is not published.
 * @throws DeltaLogError when versions are missing or a file cannot be understood.
 */
export async function readLog(engine: Engine, logFolder: string): Promise<LogState | null> {
  const listing = await listLog(logFolder);
  if (!listing || (listing.commits.length === 0 && listing.checkpoints.length === 0)) return null;
  const { start, versions } = versionsToReplay(logFolder, listing);
  let state = start === null ? EMPTY_LOG : await checkpointState(engine, logFolder, start);
  for (const version of versions)
    state = replayed(state, await actionsOf(commitFile(logFolder, version)), version);
  if (!state.protocol || !state.metaData)
    throw new DeltaLogError('the log states no protocol or no metadata');
  return state;
}

function versionsToReplay(
  logFolder: string,
  { commits, checkpoints }: LogListing,
): { start: number | null; versions: readonly number[] } {
  const newest = commits.at(-1) ?? -1;
  const start = checkpoints.at(-1) ?? null;
  if (start !== null && newest < start)
    throw new DeltaLogError(
      `${basename(commitFile(logFolder, start))}, of which there is a checkpoint, is missing`,
    );
  const first = start === null ? 0 : start + 1;
  const present = new Set(commits);
  const versions = Array.from({ length: newest - first + 1 }, (_, index) => first + index);
  const missing = versions.find((version) => !present.has(version));
  if (missing !== undefined)
    throw new DeltaLogError(`${basename(commitFile(logFolder, missing))} is missing`);
  return { start, versions };
}

async function actionsOf(file: string): Promise<Action[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  try {
    return lines.map((line) => JSON.parse(line) as Action);
  } catch {
    throw new DeltaLogError(`${basename(file)} is damaged: a line is not JSON`);
  }
}

async function checkpointState(engine: Engine, logFolder: string, version: number): Promise<LogState> {
  const file = checkpointFile(logFolder, version);
  let rows: SqlRow[];
  try {
    rows = await engine.query(`SELECT * FROM read_parquet(${textLiteral(file)})`);
  } catch {
    throw new DeltaLogError(`${basename(file)} is damaged`);
  }
  return { ...replayed(EMPTY_LOG, rows.map(actionFrom), version), checkpointVersion: version };
}

/** A row of a checkpoint as the JSON of its action: maps as objects, absent fields left out. */
function actionFrom(row: SqlRow): Action {
  return withoutNulls(row) as unknown as Action;
}

const MAPS = ['partitionValues', 'configuration', 'options', 'tags'];

function withoutNulls(fields: Readonly<Record<string, SqlValue>>): Record<string, SqlValue> {
  const stated = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(stated.map(([name, value]) => [name, plain(name, value)]));
}

function plain(name: string, value: SqlValue): SqlValue {
  if (MAPS.includes(name)) {
    const entries = value as unknown as readonly { key: string; value: string }[];
    return Object.fromEntries(entries.map((entry) => [entry.key, entry.value]));
  }
  const isStruct = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isStruct ? withoutNulls(value as Record<string, SqlValue>) : value;
}

/**
 * The version that the pointer to the last checkpoint names; null where there is no pointer.
 * @throws DeltaLogError when it is damaged or names a checkpoint that is not there.
 */
export async function lastCheckpointVersion(logFolder: string): Promise<number | null> {
  const file = lastCheckpointFile(logFolder);
  if (!existsSync(file)) return null;
  let version: unknown;
  try {
    version = (JSON.parse(await readFile(file, 'utf8')) as { version?: unknown }).version;
  } catch {
    throw new DeltaLogError(`${basename(file)} is damaged: it is not JSON`);
  }
  if (typeof version !== 'number' || !existsSync(checkpointFile(logFolder, version)))
    throw new DeltaLogError(`${basename(file)} names a checkpoint that is not there`);
  return version;
}
