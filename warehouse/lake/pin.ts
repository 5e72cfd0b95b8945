import { holdPin } from './catalog/pins.js';
import { metaValue } from './catalog/schema.js';
import { allSnapshots, latestSnapshot, partsOf } from './catalog/snapshots.js';
import type { LakeContext } from './context.js';
import type { SnapshotRef } from './lake.js';
import type { Part } from './parts/part.js';

/** A snapshot held for reading: its parts stay on disk until it is released. */
export interface Pin {
  readonly snapshot: SnapshotRef;
  readonly parts: readonly Part[];
  release(): void;
}

/** The snapshot asked for is not there; `nearest` is the kept one that comes closest. */
export class SnapshotUnavailableError extends Error {
  constructor(
    readonly reason: 'unknown' | 'expired',
    readonly nearest: SnapshotRef | null,
  ) {
    super(
      reason === 'unknown'
        ? 'There is no such snapshot'
        : 'The snapshot has expired and can no longer be read',
    );
    this.name = 'SnapshotUnavailableError';
  }
}

/**
 * Pins a snapshot, the newest by default; of a store without any, the empty snapshot 0. The check and the pin are one transaction, so that a vacuum cannot come between.
 */
export function pinSnapshot(context: LakeContext, snapshotId?: number): Pin {
  const { sqlite } = context;
  return sqlite.transaction(() => {
    const snapshot =
      snapshotId === undefined
        ? (latestSnapshot(sqlite) ?? { id: 0, committedAt: metaValue(sqlite, 'created_at') })
        : readableSnapshot(context, snapshotId);
    const hold = holdPin(sqlite, snapshot.id);
    return { snapshot, parts: partsOf(sqlite, snapshot.id), release: hold.release };
  });
}

function readableSnapshot(context: LakeContext, snapshotId: number): SnapshotRef {
  const known = allSnapshots(context.sqlite);
  const wanted = known.find(({ id }) => id === snapshotId);
  if (wanted && !wanted.isExpired) {
    const { id, committedAt, changedAt } = wanted;
    return { id, committedAt, changedAt };
  }
  const byDistance = known
    .filter(({ isExpired }) => !isExpired)
    .sort((left, right) => Math.abs(left.id - snapshotId) - Math.abs(right.id - snapshotId));
  const nearest = byDistance[0] ? { id: byDistance[0].id, committedAt: byDistance[0].committedAt } : null;
  throw new SnapshotUnavailableError(wanted ? 'expired' : 'unknown', nearest);
}
