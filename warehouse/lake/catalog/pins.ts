import { randomUUID } from 'node:crypto';
import type { Sqlite } from './database.js';
import { isGone, newOwner } from './owner.js';

const BEAT_MS = 10_000;
const EXPIRY_MS = 120_000;

/** Holds a snapshot's parts in place for a reader, across processes, until released. */
export interface PinHold {
  release(): void;
}

/**
 * Pins a snapshot; the pin beats while its process lives, and comes back where another process took it for dead, because
 * this one or its machine was asleep.
 */
export function holdPin(sqlite: Sqlite, snapshotId: number): PinHold {
  const id = randomUUID();
  const owner = newOwner();
  const hold = (): number =>
    sqlite.run(
      'INSERT OR REPLACE INTO pins (id, snapshot_id, owner, heartbeat_at_ms) VALUES (?, ?, ?, ?)',
      ...[id, snapshotId, owner, Date.now()],
    );
  hold();
  const beat = setInterval(() => {
    try {
      hold();
    } catch {
      // A beat that finds the catalog busy is made up by the next.
    }
  }, BEAT_MS);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      try {
        sqlite.run('DELETE FROM pins WHERE id = ?', id);
      } catch {
        // The catalog is closed or busy: the pin ends with its process or when it no longer beats.
      }
    },
  };
}

interface HeldPin {
  id: string;
  snapshot_id: number;
  owner: string;
  heartbeat_at_ms: number;
}

/** Ids of the pins of living readers; those of dead ones are dropped. To be called inside a transaction. */
export function livingPins(sqlite: Sqlite): string[] {
  return livingPinRows(sqlite).map(({ id }) => id);
}

/** Snapshots that living readers hold; drops the pins of dead ones. To be called inside a transaction. */
export function pinnedSnapshots(sqlite: Sqlite): number[] {
  return [...new Set(livingPinRows(sqlite).map((pin) => pin.snapshot_id))];
}

function livingPinRows(sqlite: Sqlite): HeldPin[] {
  const pins = sqlite.all<HeldPin>('SELECT id, snapshot_id, owner, heartbeat_at_ms FROM pins');
  const isDead = (pin: HeldPin): boolean => isGone(pin.owner) || Date.now() - pin.heartbeat_at_ms > EXPIRY_MS;
  pins.filter(isDead).forEach(({ id }) => sqlite.run('DELETE FROM pins WHERE id = ?', id));
  return pins.filter((pin) => !isDead(pin));
}
