import type { StudyAction } from '../../tables/index.js';
import { discardBatch, newBatchId, writeBatch, type BatchPlan, type PlannedPart } from '../batch.js';
import { forgetFiles } from '../catalog/known-files.js';
import { takeLease, type Lease } from '../catalog/leases.js';
import {
  allSnapshots,
  latestSnapshot,
  partsOf,
  recordSnapshot,
  substitutePart,
  withdrawPart,
  type RecordedPart,
} from '../catalog/snapshots.js';
import { datesByStudyHash, entriesOfStudies, removeFromIndex } from '../catalog/uid-index.js';
import type { LakeContext } from '../context.js';
import { failpoint } from '../failpoint.js';
import { readRows } from '../find-rows.js';
import type { SnapshotRef } from '../lake.js';
import { UNKNOWN_COVERAGE } from '../parts/extent.js';
import { canHoldDate, type Part } from '../parts/part.js';
import { PartsHeldAgainstDigests } from '../parts/sound-parts.js';
import { sweepAllBut } from '../sweep.js';
import { holdersAmong, withoutErased } from './holders.js';
import { partsOnDisk, type ErasureTraces } from './traces.js';

/** Studies to erase, and the keyed hashes that stay in their place so that their objects do not come back. */
export interface Erasure {
  readonly traces: ErasureTraces;
  readonly tombstones: readonly StudyAction[];
}

/** What was taken out of the lake; all zero where an earlier attempt had come so far already. */
export interface LakeErasure {
  readonly snapshot: SnapshotRef | null;
  /** Older snapshots that held a row of the studies: they stay readable without it, marked as changed. */
  readonly changedSnapshots: number;
  readonly rewrittenParts: number;
  /** Parts that only expired snapshots had. */
  readonly droppedParts: number;
  /**
   * Parts of the studies' time that are damaged. A row of which the id was turned is not known as theirs and stays; what
   * was written again goes on counting as damaged.
   */
  readonly damagedParts: readonly string[];
}

export type OnPart = (done: number, of: number) => void;

/**
 * Takes studies out of every snapshot at once: parts that hold a row of them are written again without it, and one
 * transaction puts these in the place of the former ones in the newest and in every older readable snapshot, records
 * the tombstones, and clears index and known files. Until that transaction nothing has changed; after it, no snapshot
 * holds the studies. The files of the former parts remain until `removeErased`. Doing it again changes nothing.
 */
export async function eraseFromSnapshots(
  context: LakeContext,
  erasure: Erasure,
  onPart?: OnPart,
): Promise<LakeErasure> {
  for (;;) {
    const lease = await takeLease(context.sqlite, context.leaseTiming);
    try {
      // Of published files, too, that no snapshot knows nobody could tell whether they hold the studies.
      await sweepAllBut(() => false, context, lease);
      const done = await attempt(context, erasure, lease, onPart);
      if (done) return done;
    } finally {
      lease.release();
    }
  }
}

const NOTHING: LakeErasure = {
  snapshot: null,
  changedSnapshots: 0,
  rewrittenParts: 0,
  droppedParts: 0,
  damagedParts: [],
};

/** What is to be done with each part that holds a row of the studies. */
interface ErasurePlan {
  readonly live: readonly RecordedPart[];
  /** Of older snapshots that can still be read. */
  readonly older: readonly RecordedPart[];
  readonly unneeded: readonly RecordedPart[];
  readonly changedSnapshots: readonly number[];
  readonly tombstones: readonly StudyAction[];
}

async function planOf(context: LakeContext, { traces, tombstones }: Erasure): Promise<ErasurePlan> {
  const holders = await holdersAmong(context, partsOnDisk(context), traces);
  const newest = latestSnapshot(context.sqlite)?.id ?? 0;
  const readable = allSnapshots(context.sqlite).filter(({ isExpired }) => !isExpired);
  const isOf = ({ addedIn, removedIn }: RecordedPart, id: number): boolean =>
    addedIn <= id && (removedIn === null || id < removedIn);
  const isNeeded = (part: RecordedPart): boolean => readable.some(({ id }) => isOf(part, id));
  const former = holders.filter(({ removedIn }) => removedIn !== null);
  return {
    live: holders.filter(({ removedIn }) => removedIn === null),
    older: former.filter(isNeeded),
    unneeded: former.filter((part) => !isNeeded(part)),
    changedSnapshots: readable.map(({ id }) => id).filter((id) => holders.some((part) => isOf(part, id))),
    tombstones: await missingTombstones(context, partsOf(context.sqlite, newest), tombstones),
  };
}

async function missingTombstones(
  context: LakeContext,
  live: readonly Part[],
  tombstones: readonly StudyAction[],
): Promise<readonly StudyAction[]> {
  const parts = live.filter(({ table }) => table === 'study_actions');
  const ids = tombstones.flatMap(({ study_id: id }) => (id === null ? [] : [id]));
  const known = await readRows(context, 'study_actions', parts, { column: 'study_id', values: ids });
  return tombstones.filter(({ study_id: id }) => !known.some((row) => row.study_id === id));
}

async function attempt(
  context: LakeContext,
  erasure: Erasure,
  lease: Lease,
  onPart?: OnPart,
): Promise<LakeErasure | null> {
  const plan = await planOf(context, erasure);
  const { live, older, unneeded, changedSnapshots, tombstones } = plan;
  if (live.length + older.length + unneeded.length + tombstones.length === 0) return NOTHING;
  const damaged = await damagedParts(context, erasure.traces);
  const written = await writeAll(context, erasure.traces, plan, damaged, lease, onPart);
  let snapshot: SnapshotRef | null = null;
  try {
    failpoint('erasure_written');
    snapshot = await record(context, erasure.traces, plan, written, lease);
    failpoint('erasure_committed');
  } finally {
    if (snapshot === null)
      await discardBatch(
        context,
        [...written.live, ...written.older].map(({ file }) => file),
      );
  }
  if (snapshot === null) return null;
  return {
    snapshot,
    changedSnapshots: changedSnapshots.length,
    rewrittenParts: live.length + older.length,
    droppedParts: unneeded.length,
    damagedParts: [...damaged],
  };
}

/** Of the parts that can hold a row of the studies, those of which the bytes are not those written. */
async function damagedParts(
  context: LakeContext,
  { studyInstanceUids }: ErasureTraces,
): Promise<ReadonlySet<string>> {
  const dates = datesByStudyHash(context.sqlite, studyInstanceUids.map(context.hashOf));
  const isOfTheirTime = (part: Part): boolean =>
    part.table === 'source_objects' || dates.length === 0 || dates.some((date) => canHoldDate(part, date));
  const held = new PartsHeldAgainstDigests(context.lakeFolder);
  await held.damagedAmong(partsOnDisk(context).filter(isOfTheirTime));
  return held.damaged;
}

interface WrittenParts {
  readonly header: Parameters<typeof writeBatch>[1];
  /** Successors of the live parts, in their order, and last the tombstones. */
  readonly live: readonly Part[];
  readonly older: readonly Part[];
}

/** Parts of older snapshots count for no snapshot of their own, should the catalog be rebuilt from the parts. */
const NO_SNAPSHOT = 0;

async function writeAll(
  context: LakeContext,
  traces: ErasureTraces,
  { live, older, tombstones }: ErasurePlan,
  damaged: ReadonlySet<string>,
  lease: Lease,
  onPart?: OnPart,
): Promise<WrittenParts> {
  const newest = latestSnapshot(context.sqlite)?.id ?? 0;
  const header = {
    batchId: newBatchId(),
    snapshotId: newest + 1,
    fence: lease.fence,
    storeId: context.storeId,
    committedAt: new Date().toISOString(),
    kind: 'erasure',
    runId: null,
  };
  // An erasure waits for no repair, and what it makes of a damaged part must not pass for sound.
  const again = (parts: readonly RecordedPart[]): PlannedPart[] =>
    parts.map((part) => ({
      ...withoutErased(context, part, traces),
      ...(damaged.has(part.file) ? { digestOfSound: part.sha256 } : {}),
    }));
  const marker: PlannedPart = {
    table: 'study_actions',
    source: { rows: tombstones },
    coverage: UNKNOWN_COVERAGE,
    level: 0,
  };
  const total = live.length + 1 + older.length;
  const first: BatchPlan = { write: [...again(live), marker], replaces: live };
  const liveParts = await writeBatch(context, header, first, partsOf(context.sqlite, newest), (done) =>
    onPart?.(done, total),
  );
  const ofOlder = { ...header, batchId: newBatchId(), snapshotId: NO_SNAPSHOT };
  try {
    const olderParts = await writeBatch(context, ofOlder, { write: again(older), replaces: [] }, [], (done) =>
      onPart?.(liveParts.length + done, total),
    );
    return { header, live: liveParts, older: olderParts };
  } catch (error) {
    await discardBatch(
      context,
      liveParts.map(({ file }) => file),
    );
    throw error;
  }
}

/** The transaction that makes it so; null when another writer holds the lease by now. */
async function record(
  context: LakeContext,
  traces: ErasureTraces,
  plan: ErasurePlan,
  written: WrittenParts,
  lease: Lease,
): Promise<SnapshotRef | null> {
  const { sqlite } = context;
  const hashes = traces.studyInstanceUids.map((uid) => context.hashOf(uid));
  const indexed = await entriesOfStudies(sqlite, hashes);
  const { snapshotId: id, committedAt, batchId } = written.header;
  const isRecorded = sqlite.transaction(() => {
    if (!lease.holds()) return false;
    recordSnapshot(
      sqlite,
      { id, committedAt, kind: 'erasure', runId: null, batchId },
      [written.live.at(-1)!],
      [],
    );
    plan.live.forEach((part, index) => substitutePart(sqlite, part, written.live[index]!));
    plan.older.forEach((part, index) => substitutePart(sqlite, part, written.older[index]!));
    plan.unneeded.forEach((part) => withdrawPart(sqlite, part));
    for (const changed of plan.changedSnapshots)
      sqlite.run('UPDATE snapshots SET changed_at = ? WHERE id = ?', committedAt, changed);
    removeFromIndex(sqlite, indexed);
    forgetFiles(sqlite, traces.places, traces.digests);
    failpoint('erasure_in_transaction');
    return true;
  });
  return isRecorded ? { id, committedAt } : null;
}
