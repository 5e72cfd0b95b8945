import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLES, type Table, type TableName } from '../../tables/index.js';
import type { LakeContext } from '../context.js';
import type { Lease } from '../catalog/leases.js';
import { uriOf, type Remove } from './actions.js';
import { writeCheckpoint } from './checkpoint.js';
import { cleanUpLog, removeDrafts } from './clean-up.js';
import { DeltaLogError, lastCheckpointVersion, logFolderOf, readLog, type LogState } from './log-state.js';
import { CHECKPOINT_INTERVAL, LOG_KEPT_MS, TOMBSTONES_KEPT_MS } from './policy.js';
import { COPY_FOLDER } from './published-files.js';
import { reasonNotToPublish } from './schema.js';

/** The log of a table as this publisher knows it. */
export interface TableLog {
  readonly table: TableName;
  readonly folder: string;
  /** Null where the table was not published yet. */
  readonly state: LogState | null;
}

/** The logs of all tables that may be published, and what keeps the others from it. */
export interface TableLogs {
  readonly logs: readonly TableLog[];
  readonly damages: readonly string[];
  readonly leftOut: readonly string[];
}

/** The tables that may be published. */
export function publishedTables(): readonly TableName[] {
  return (Object.keys(TABLES) as TableName[]).filter((table) => reasonNotToPublish(TABLES[table]) === null);
}

/** Reads the logs of all tables. A damaged one is told and left alone. */
export async function openLogs(context: LakeContext): Promise<TableLogs> {
  const logs: TableLog[] = [];
  const damages: string[] = [];
  for (const table of publishedTables()) {
    const folder = logFolderOf(context.lakeFolder, table);
    try {
      await mkdir(folder, { recursive: true });
      logs.push({ table, folder, state: await readLog(context.engine, folder) });
    } catch (error) {
      if (!(error instanceof DeltaLogError)) throw error;
      damages.push(`${table}: ${error.message}`);
    }
  }
  const reasons = Object.values(TABLES).map((table: Table) => reasonNotToPublish(table));
  return { logs, damages, leftOut: reasons.filter((reason) => reason !== null) };
}

/** The store by whose snapshots versions are counted, as the logs name it. */
export function applicationOf({ storeId }: Pick<LakeContext, 'storeId'>): string {
  return `doselake-${storeId}`;
}

/** The snapshot that the newest version of a log is of; null where it states none. */
export function publishedSnapshot(context: Pick<LakeContext, 'storeId'>, state: LogState): number | null {
  return state.transactions.get(applicationOf(context))?.version ?? null;
}

/**
 * Keeps a log short: a checkpoint after so many commits, then what is older than the log's time goes, and copies and
 * drafts that nothing names any more.
 */
export async function tidyLog(
  context: LakeContext,
  { table, folder, state }: TableLog,
  lease: Lease,
  nowMs: number,
): Promise<void> {
  if (!state) return;
  const isFresh = (remove: Remove): boolean => nowMs - remove.deletionTimestamp <= TOMBSTONES_KEPT_MS;
  if (await isCheckpointDue(folder, state)) {
    await writeCheckpoint(context.engine, folder, state, isFresh);
    await cleanUpLog(folder, LOG_KEPT_MS, nowMs);
  }
  if (!lease.holds()) return;
  await removeDrafts(folder);
  const named = new Set([
    ...state.adds.keys(),
    ...[...state.removes.values()].filter(isFresh).map(({ path }) => path),
  ]);
  await removeCopies(join(context.lakeFolder, table), named, lease.takenAtMs);
}

/** Also where a writer ended, or something was lost, between a checkpoint and the pointer to it. */
async function isCheckpointDue(folder: string, { version, checkpointVersion }: LogState): Promise<boolean> {
  if (version - (checkpointVersion ?? -1) >= CHECKPOINT_INTERVAL) return true;
  try {
    return (await lastCheckpointVersion(folder)) !== checkpointVersion;
  } catch (error) {
    if (error instanceof DeltaLogError) return true;
    throw error;
  }
}

/** Removes the copies of a table that are not named, so far as they were there before the given time. */
export async function removeCopies(
  tableFolder: string,
  named: ReadonlySet<string>,
  untilMs: number,
): Promise<void> {
  const names = await readdir(join(tableFolder, COPY_FOLDER)).catch(() => []);
  for (const name of names) {
    const file = `${COPY_FOLDER}/${name}`;
    if (named.has(uriOf(file)) || (await stat(join(tableFolder, file))).mtimeMs > untilMs) continue;
    await rm(join(tableFolder, file), { force: true });
  }
}
