import type { Sqlite } from '../catalog/database.js';
import { isGone } from '../catalog/owner.js';
import { allSnapshots, type RecordedPart } from '../catalog/snapshots.js';
import { keptSnapshots, RETENTION, RETENTION_CLASSES, type RetentionClass } from '../retention.js';

/**
 * Why a part that the newest snapshot no longer has is still there: the class of the snapshot that keeps it longest, or
 * `waiting` for the end of its grace.
 */
export type RetainedClass = Exclude<RetentionClass, 'newest'> | 'waiting';

/** Bytes of parts that are kept only for older snapshots, each part under the class that keeps it longest. */
export type RetainedBytes = Readonly<Record<RetainedClass, number>>;

export const NOTHING_RETAINED: RetainedBytes = {
  named: 0,
  monthly: 0,
  daily: 0,
  every: 0,
  pinned: 0,
  waiting: 0,
};

/** What the retention of snapshots costs now, without changing anything. */
export function retainedBytes(sqlite: Sqlite, parts: readonly RecordedPart[], nowMs: number): RetainedBytes {
  const kept = keptSnapshots(allSnapshots(sqlite), heldSnapshots(sqlite), RETENTION, nowMs);
  const bytes = { ...NOTHING_RETAINED };
  for (const { addedIn, removedIn, byteCount } of parts) {
    if (removedIn === null) continue;
    const reasons = [...kept].filter(([id]) => addedIn <= id && id < removedIn).map(([, reason]) => reason);
    bytes[strongest(reasons)] += byteCount;
  }
  return bytes;
}

function strongest(reasons: readonly RetentionClass[]): RetainedClass {
  const found = RETENTION_CLASSES.find((reason) => reasons.includes(reason));
  return found === undefined || found === 'newest' ? 'waiting' : found;
}

function heldSnapshots(sqlite: Sqlite): number[] {
  const pins = sqlite.all<{ snapshot_id: number; owner: string }>('SELECT snapshot_id, owner FROM pins');
  return pins.filter(({ owner }) => !isGone(owner)).map((pin) => pin.snapshot_id);
}
