import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLES } from '../../tables/index.js';
import type { LakeContext } from '../context.js';
import { sync } from '../parts/durable.js';
import { fileOf, type Remove } from './actions.js';
import { writeCheckpoint } from './checkpoint.js';
import { removeDrafts, removeHistory } from './clean-up.js';
import { listLog } from './log-files.js';
import { logFolderOf } from './log-state.js';
import { COPY_FOLDER, partBehind } from './published-files.js';
import { publishUnder, whilePublishing } from './publish.js';
import { removeCopies, type TableLog } from './table-logs.js';

/** Whether a table was ever published, and not withdrawn since. */
export async function isPublished(lakeFolder: string, table: string): Promise<boolean> {
  const listing = await listLog(logFolderOf(lakeFolder, table));
  return listing !== null && listing.commits.length + listing.checkpoints.length > 0;
}

async function tablesPublished(lakeFolder: string): Promise<string[]> {
  const tables = Object.keys(TABLES);
  const are = await Promise.all(tables.map((table) => isPublished(lakeFolder, table)));
  return tables.filter((_, index) => are[index]);
}

/** Takes back what was published of a table: its log and its copies; the parts stay. */
async function withdrawTable(lakeFolder: string, table: string): Promise<void> {
  await rm(logFolderOf(lakeFolder, table), { recursive: true, force: true });
  await rm(join(lakeFolder, table, COPY_FOLDER), { recursive: true, force: true });
  await sync(join(lakeFolder, table));
}

/** Takes back the publication of all tables; returns the tables that were published. */
export function withdrawPublication(context: LakeContext): Promise<readonly string[]> {
  return whilePublishing(context, context.leaseTiming.waitMs, async () => {
    const tables = await tablesPublished(context.lakeFolder);
    for (const table of tables) await withdrawTable(context.lakeFolder, table);
    return tables;
  });
}

/** What became of the published logs when parts were forgotten. */
export interface ForgottenReport {
  /** Tables whose log now begins after the parts went. */
  readonly cutTables: readonly string[];
  /** Tables whose log could not be brought up to date and was taken back as a whole; the next publication makes it anew. */
  readonly withdrawnTables: readonly string[];
}

/**
 * Removes every published commit, checkpoint and copy that tells of parts (relative to the lake folder), statistics
 * included: for an erasure, to be called after its commit replaced these parts, and without holding the commit lease.
 * The newest snapshot is published first; then all logs begin with a checkpoint of it, so that readers go on and only
 * older versions are gone: also the logs of tables without any of the parts, as their history may name files that held
 * the same studies and went long ago. Without parts, and where nothing is published, it does nothing. Can be repeated.
 */
export function forgetPublished(
  context: LakeContext,
  parts: readonly string[],
  nowMs: number = Date.now(),
): Promise<ForgottenReport> {
  return whilePublishing(context, context.leaseTiming.waitMs, async () => {
    const report = { cutTables: [] as string[], withdrawnTables: [] as string[] };
    const tables = parts.length === 0 ? [] : await tablesPublished(context.lakeFolder);
    if (tables.length === 0) return report;
    const logs = await logsAtNewest(context, nowMs);
    for (const table of tables) {
      const log = logs.find((candidate) => candidate.table === table);
      const isCut = log !== undefined && (await cutLog(context, log, new Set(parts)));
      if (!isCut) await withdrawTable(context.lakeFolder, table);
      (isCut ? report.cutTables : report.withdrawnTables).push(table);
    }
    return report;
  });
}

/** The logs at the newest snapshot; none where that cannot be published, so that what they tell is forgotten anyway. */
async function logsAtNewest(context: LakeContext, nowMs: number): Promise<readonly TableLog[]> {
  try {
    return (await publishUnder(context, { nowMs, beforeFile: () => undefined })).logs;
  } catch {
    return [];
  }
}

/** Lets a log begin with its newest version; false where that still tells of the parts. */
async function cutLog(
  context: LakeContext,
  { table, folder, state }: TableLog,
  parts: ReadonlySet<string>,
): Promise<boolean> {
  if (!state) return false;
  const isOfParts = (uri: string): boolean => parts.has(partBehind(table, fileOf(uri)));
  if ([...state.adds.keys()].some(isOfParts)) return false;
  const keepsTombstone = ({ path }: Remove): boolean => !isOfParts(path);
  await writeCheckpoint(context.engine, folder, state, keepsTombstone);
  await removeHistory(folder, state.version);
  await removeDrafts(folder);
  await removeCopies(join(context.lakeFolder, table), new Set(state.adds.keys()), Infinity);
  await sync(folder);
  return true;
}
