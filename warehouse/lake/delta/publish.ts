import { takeLease, type Lease } from '../catalog/leases.js';
import { allSnapshots, latestSnapshot } from '../catalog/snapshots.js';
import type { LakeContext } from '../context.js';
import { pinSnapshot, SnapshotUnavailableError, type Pin } from '../pin.js';
import { actionsTo, type Run } from './commit-actions.js';
import { deletedRows } from './deleted-rows.js';
import { createCommit } from './log-files.js';
import { EMPTY_LOG, readLog, replayed, type LogState } from './log-state.js';
import { publishedFile, type PublishedFile } from './published-files.js';
import { openLogs, publishedSnapshot, tidyLog, type TableLog } from './table-logs.js';

/** What a publication did. */
export interface PublicationReport {
  /** The snapshot that every sound log now stands at; null while the store holds none. */
  readonly snapshotId: number | null;
  /** Versions added, over all tables. */
  readonly commitCount: number;
  /** Logs that cannot be read and were left alone, and why. */
  readonly damages: readonly string[];
  /** Tables that are never published, and why. */
  readonly leftOut: readonly string[];
}

export interface PublicationOptions {
  /** How long to wait for another process that publishes. */
  readonly waitMs?: number;
  readonly nowMs?: number;
  /** Stops between two files; what was published stays, and the next publication goes on. */
  readonly signal?: AbortSignal;
  /** Called for each file that is added, with how many there were so far. */
  readonly onFile?: (count: number) => void;
}

function runOf({ nowMs = Date.now(), signal, onFile }: PublicationOptions): Run {
  let count = 0;
  const beforeFile = (): void => {
    signal?.throwIfAborted();
    onFile?.(++count);
  };
  return { nowMs, beforeFile };
}

/**
 * Brings the Delta logs beside the parts up to the newest snapshot: one version of every table for each readable
 * snapshot since the last publication, and for the newest alone where there was none. Never ahead of the catalog; can
 * be stopped at any point and repeated, also by several processes at once.
 * @throws LeaseUnavailableError when another process goes on publishing; the signal's reason when stopped.
 */
export async function publishSnapshots(
  context: LakeContext,
  options: PublicationOptions = {},
): Promise<PublicationReport> {
  const run = runOf(options);
  return whilePublishing(context, options.waitMs ?? context.leaseTiming.waitMs, async (lease) => {
    const { logs, report } = await publishUnder(context, run);
    for (const log of logs) await tidyLog(context, log, lease, run.nowMs);
    return report;
  });
}

/** Does what only one process at a time may do with the logs. */
export async function whilePublishing<T>(
  context: LakeContext,
  waitMs: number,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const lease = await takeLease(context.sqlite, { ...context.leaseTiming, waitMs }, 'publication');
  try {
    return await work(lease);
  } finally {
    lease.release();
  }
}

/** Brings all sound logs up to the newest snapshot. To be called while publishing. */
export async function publishUnder(
  context: LakeContext,
  run: Run,
): Promise<{ logs: readonly TableLog[]; report: PublicationReport }> {
  const { damages, leftOut, ...opened } = await openLogs(context);
  let { logs } = opened;
  let commitCount = 0;
  const due = snapshotsToPublish(context, logs);
  for (const snapshot of due) {
    const published = await publishSnapshot(context, logs, snapshot, run);
    logs = published.logs;
    commitCount += published.commitCount;
  }
  return { logs, report: { snapshotId: due.at(-1)?.id ?? null, commitCount, damages, leftOut } };
}

interface DueSnapshot {
  readonly id: number;
  readonly isNewest: boolean;
}

/** The readable snapshots after the one that the furthest log behind stands at, the newest in any case. */
function snapshotsToPublish(context: LakeContext, logs: readonly TableLog[]): DueSnapshot[] {
  const readable = allSnapshots(context.sqlite).filter(({ isExpired }) => !isExpired);
  const newest = readable.at(-1)?.id;
  const published = logs.flatMap(({ state }) => (state ? [publishedSnapshot(context, state) ?? 0] : []));
  const oldest = published.length > 0 ? Math.min(...published) : Infinity;
  return readable
    .map(({ id }) => ({ id, isNewest: id === newest }))
    .filter(({ id, isNewest }) => isNewest || id > oldest);
}

async function publishSnapshot(
  context: LakeContext,
  logs: readonly TableLog[],
  snapshot: DueSnapshot,
  run: Run,
): Promise<{ logs: readonly TableLog[]; commitCount: number }> {
  const pin = pinned(context, snapshot.id);
  if (!pin) return { logs, commitCount: 0 };
  try {
    const deleted = await deletedRows(context, pin.parts);
    const brought: TableLog[] = [];
    for (const log of logs) {
      // A file without rows would be a burden to readers: a part of deleted studies alone is left out.
      const files = pin.parts
        .filter(
          ({ table, file, rowCount }) => table === log.table && rowCount > (deleted.get(file)?.rowCount ?? 0),
        )
        .map((part) => publishedFile(part, deleted.get(part.file) ?? null));
      brought.push(await bringUp(context, log, snapshot, files, run));
    }
    const commitCount = brought.filter(({ state }, at) => state !== logs[at]!.state).length;
    return { logs: brought, commitCount };
  } finally {
    pin.release();
  }
}

/** A snapshot that expired meanwhile is passed over. */
function pinned(context: LakeContext, snapshotId: number): Pin | null {
  try {
    return pinSnapshot(context, snapshotId);
  } catch (error) {
    if (error instanceof SnapshotUnavailableError) return null;
    throw error;
  }
}

/** Adds the version of a snapshot to a log, unless it is there; again on what another publisher made meanwhile. */
async function bringUp(
  context: LakeContext,
  log: TableLog,
  snapshot: DueSnapshot,
  files: readonly PublishedFile[],
  run: Run,
): Promise<TableLog> {
  for (let { state } = log; ; state = await readLog(context.engine, log.folder)) {
    if (!isDue(context, state, snapshot)) return { ...log, state };
    const actions = await actionsTo(context, log, state ?? EMPTY_LOG, snapshot.id, files, run);
    if (actions === null) return { ...log, state };
    const version = (state?.version ?? -1) + 1;
    if (await createCommit(log.folder, version, actions))
      return { ...log, state: replayed(state ?? EMPTY_LOG, actions, version) };
  }
}

/** A log ahead of the catalog (which was rebuilt, or restored) is brought back; one ahead of this publisher is not. */
function isDue(context: LakeContext, state: LogState | null, { id, isNewest }: DueSnapshot): boolean {
  const published = state && publishedSnapshot(context, state);
  if (published === null) return isNewest;
  if (published < id) return true;
  return isNewest && (published === id || published > (latestSnapshot(context.sqlite)?.id ?? 0));
}
