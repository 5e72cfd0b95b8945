import { baseSnapshot } from './base-snapshot.js';
import { discardBatch, newBatchId, planChange, writeBatch, type BatchPlan } from './batch.js';
import { recordFiles } from './catalog/known-files.js';
import { takeLease, type Lease } from './catalog/leases.js';
import { isRecorded, latestSnapshot, recordSnapshot } from './catalog/snapshots.js';
import { addToIndex, type IndexEntry } from './catalog/uid-index.js';
import type { LakeContext } from './context.js';
import { failpoint } from './failpoint.js';
import type { BaseSnapshot, Change, CommitKind, SnapshotRef } from './lake.js';
import type { Part } from './parts/part.js';
import { sweep } from './sweep.js';

export interface CommitAbout {
  readonly kind: CommitKind;
  readonly runId: string | null;
}

/** What a batch does: rows and removals worked out by a writer, or a plan over whole parts (compaction). */
export type Work =
  | { readonly change: (base: BaseSnapshot) => Promise<Change | null> }
  | { readonly plan: (live: readonly Part[]) => Promise<BatchPlan | null> };

function indexEntries({ add, uids = [] }: Change): IndexEntry[] {
  const rows = (add.studies ?? []).flatMap((study): IndexEntry[] => {
    const { study_id: id, study_instance_uid: uid, study_date: studyDate } = study;
    if (id === null) return [];
    const studyInstanceUid = uid ?? id;
    return [
      { kind: 'study_row', key: studyInstanceUid, studyInstanceUid, studyDate },
      { kind: 'study_id', key: id, studyInstanceUid, studyDate },
    ];
  });
  const documents = (add.source_documents ?? []).flatMap((document): IndexEntry[] => {
    const { sop_instance_uid: sop, study_instance_uid: study, study_date: studyDate } = document;
    if (sop === null) return [];
    const studyInstanceUid = study ?? sop;
    return [
      { kind: 'document_of_study', key: studyInstanceUid, studyInstanceUid, studyDate },
      { kind: 'sop', key: sop, studyInstanceUid, studyDate },
    ];
  });
  const objects = (add.source_objects ?? []).flatMap((object): IndexEntry[] => {
    const { study_instance_uid: study, ingested_at: ingestedAt } = object;
    if (study === null) return [];
    const studyDate = ingestedAt?.slice(0, 10) ?? null;
    return [{ kind: 'object_of_study', key: study, studyInstanceUid: study, studyDate }];
  });
  const stated = uids.map((entry): IndexEntry => ({ ...entry, key: entry.uid }));
  return [...rows, ...documents, ...objects, ...stated];
}

interface Prepared {
  readonly plan: BatchPlan;
  readonly change: Change | null;
}

async function prepare(
  context: LakeContext,
  work: Work,
  base: ReturnType<typeof baseSnapshot>,
): Promise<Prepared | null> {
  if ('plan' in work) {
    const plan = await work.plan(base.parts);
    return plan && { plan, change: null };
  }
  const change = await work.change(base);
  return change && { plan: await planChange(context, base.parts, change), change };
}

function recordBeside(context: LakeContext, change: Change | null): void {
  if (!change) return;
  addToIndex(context.sqlite, context.indexKey, indexEntries(change));
  recordFiles(context.sqlite, change.files ?? []);
}

type Attempt = { readonly done: SnapshotRef | null } | 'lease lost';

async function attempt(context: LakeContext, about: CommitAbout, work: Work, lease: Lease): Promise<Attempt> {
  const { sqlite, identities } = context;
  settleIdentities(context);
  const newest = latestSnapshot(sqlite);
  const base = baseSnapshot(context, newest?.id ?? 0);
  const prepared = await prepare(context, work, base);
  failpoint('work_done');
  if (!prepared) return { done: null };
  const { plan, change } = prepared;
  if (plan.write.length === 0 && plan.replaces.length === 0) {
    const recorded = sqlite.transaction(() => {
      if (!lease.holds()) return false;
      recordBeside(context, change);
      identities.applyAlone(change?.identities);
      return true;
    });
    return recorded ? { done: newest } : 'lease lost';
  }
  const header = {
    batchId: newBatchId(),
    snapshotId: (newest?.id ?? 0) + 1,
    fence: lease.fence,
    storeId: context.storeId,
    committedAt: new Date().toISOString(),
    ...about,
  };
  const written = await writeBatch(context, header, plan, base.parts);
  try {
    identities.prepare(header.batchId, change?.identities);
    failpoint('before_commit');
    const isCommitted = sqlite.transaction(() => {
      if (!lease.holds()) return false;
      const replaced = plan.replaces.map(({ file }) => file);
      if (!recordSnapshot(sqlite, { id: header.snapshotId, ...header }, written, replaced)) {
        throw new Error('A part to be replaced is no longer live');
      }
      recordBeside(context, change);
      failpoint('in_transaction');
      return true;
    });
    failpoint('committed');
    if (isCommitted) identities.apply(header.batchId);
    if (isCommitted) return { done: { id: header.snapshotId, committedAt: header.committedAt } };
  } catch (error) {
    if (!isRecorded(sqlite, header.batchId)) await discard(context, header.batchId, written);
    throw error;
  }
  await discard(context, header.batchId, written);
  return 'lease lost';
}

async function discard(context: LakeContext, batchId: string, written: readonly Part[]): Promise<void> {
  context.identities.discard(batchId);
  await discardBatch(
    context,
    written.map(({ file }) => file),
  );
}

/** What a killed writer left of identities is applied if its batch counts, else forgotten. To be called under the lease. */
export function settleIdentities({ identities, sqlite }: LakeContext): void {
  identities.settle((batchId) => isRecorded(sqlite, batchId));
}

/**
 * Commits one batch over all tables: takes the lease, works out the change on the newest snapshot, writes its parts
 * durably, and records them in one transaction that only the newest holder of the lease can make. A holder that lost
 * the lease meanwhile (it was stopped, or its machine slept) leaves no trace and begins again.
 */
export async function commitBatch(
  context: LakeContext,
  about: CommitAbout,
  work: Work,
): Promise<SnapshotRef | null> {
  for (;;) {
    const lease = await takeLease(context.sqlite, context.leaseTiming);
    try {
      if (lease.tookOver) await sweep(context, lease);
      failpoint('lease_taken');
      const outcome = await attempt(context, about, work, lease);
      if (outcome !== 'lease lost') return outcome.done;
    } finally {
      lease.release();
    }
  }
}
