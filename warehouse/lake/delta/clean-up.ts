import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failpoint } from '../failpoint.js';
import { checkpointFile, commitFile, listLog } from './log-files.js';

const DAY_MS = 86_400_000;

/**
 * Removes commits and checkpoints that are older than the time for which the log is kept (protocol, "Metadata
 * Cleanup"): everything before the newest checkpoint that is not newer than the last commit of the day before that
 * time. Without such a checkpoint nothing goes.
 */
export async function cleanUpLog(logFolder: string, keptForMs: number, nowMs: number): Promise<void> {
  const listing = await listLog(logFolder);
  if (!listing) return;
  const cutOffMs = Math.floor((nowMs - keptForMs) / DAY_MS) * DAY_MS;
  const cutOffCommit = await newestCommitUntil(logFolder, listing.commits, cutOffMs);
  const cutOffCheckpoint = listing.checkpoints.findLast((version) => version <= cutOffCommit);
  if (cutOffCheckpoint !== undefined) await removeHistory(logFolder, cutOffCheckpoint);
}

async function newestCommitUntil(
  logFolder: string,
  commits: readonly number[],
  cutOffMs: number,
): Promise<number> {
  let newest = -1;
  for (const version of commits) {
    if ((await stat(commitFile(logFolder, version))).mtimeMs > cutOffMs) break;
    newest = version;
  }
  return newest;
}

/** Removes all commits and checkpoints before a version of which there is a checkpoint, the oldest first. */
export async function removeHistory(logFolder: string, checkpointVersion: number): Promise<void> {
  const listing = await listLog(logFolder);
  if (!listing) return;
  const isHistory = (version: number): boolean => version < checkpointVersion;
  for (const version of listing.commits.filter(isHistory))
    await rm(commitFile(logFolder, version), { force: true });
  failpoint('delta_history_removed');
  for (const version of listing.checkpoints.filter(isHistory))
    await rm(checkpointFile(logFolder, version), { force: true });
}

/** Removes what writers left that did not finish. Nobody else may be publishing. */
export async function removeDrafts(logFolder: string): Promise<void> {
  const listing = await listLog(logFolder);
  for (const draft of listing?.drafts ?? []) await rm(join(logFolder, draft), { force: true });
}
