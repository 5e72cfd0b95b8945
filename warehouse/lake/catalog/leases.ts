import { setTimeout as sleep } from 'node:timers/promises';
import type { Sqlite } from './database.js';
import { isGone, newOwner } from './owner.js';

/** The right to commit (or to publish), until released or until its owner stops beating. */
export interface Lease {
  /** Grows with every new holder; a commit with a number that is no longer the newest is refused. */
  readonly fence: number;
  readonly takenAtMs: number;
  /** Whether the former holder went away without releasing: its unfinished files may lie about. */
  readonly tookOver: boolean;
  /** Whether this is still the newest holder; to be asked inside the transaction that relies on it. */
  holds(): boolean;
  release(): void;
}

export interface LeaseTiming {
  /** A holder that has not beaten for so long loses the lease. */
  readonly expiryMs: number;
  /** How long to wait for the lease before giving up. */
  readonly waitMs: number;
}

export const LEASE_TIMING: LeaseTiming = { expiryMs: 30_000, waitMs: 30 * 60_000 };

/** Another process held the lease for too long. */
export class LeaseUnavailableError extends Error {
  constructor() {
    super('Another process is writing to the store and did not finish in time');
    this.name = 'LeaseUnavailableError';
  }
}

interface LeaseRow {
  fence: number;
  owner: string | null;
  heartbeat_at_ms: number | null;
}

/** What one process at a time may do. */
export type LeaseName = 'commit' | 'publication';

function isFree(row: LeaseRow, expiryMs: number): boolean {
  return row.owner === null || isGone(row.owner) || Date.now() - (row.heartbeat_at_ms ?? 0) > expiryMs;
}

/** Whether a holder went away without releasing, so that its unfinished files may lie about. */
export function isAbandoned(sqlite: Sqlite, { expiryMs }: LeaseTiming): boolean {
  const row = sqlite.one<LeaseRow>(
    'SELECT fence, owner, heartbeat_at_ms FROM leases WHERE name = ?',
    'commit',
  );
  return row !== null && row.owner !== null && isFree(row, expiryMs);
}

function tryTake(
  sqlite: Sqlite,
  name: LeaseName,
  owner: string,
  expiryMs: number,
): { fence: number; tookOver: boolean } | null {
  const read = 'SELECT fence, owner, heartbeat_at_ms FROM leases WHERE name = ?';
  const seen = sqlite.one<LeaseRow>(read, name);
  if (seen && !isFree(seen, expiryMs)) return null;
  return sqlite.transaction(() => {
    const row = sqlite.one<LeaseRow>(read, name) ?? { fence: 0, owner: null, heartbeat_at_ms: null };
    if (!isFree(row, expiryMs)) return null;
    const fence = row.fence + 1;
    const now = Date.now();
    sqlite.run(
      'INSERT OR REPLACE INTO leases (name, fence, owner, taken_at_ms, heartbeat_at_ms) VALUES (?, ?, ?, ?, ?)',
      ...[name, fence, owner, now, now],
    );
    return { fence, tookOver: row.owner !== null };
  });
}

function leaseHeld(
  sqlite: Sqlite,
  name: LeaseName,
  owner: string,
  taken: { fence: number; tookOver: boolean },
  expiryMs: number,
): Lease {
  const { fence } = taken;
  const beat = setInterval(() => {
    try {
      const now = Date.now();
      sqlite.run('UPDATE leases SET heartbeat_at_ms = ? WHERE name = ? AND fence = ?', now, name, fence);
    } catch {
      // A beat that finds the catalog busy is made up by the next; a lost lease shows at the commit.
    }
  }, expiryMs / 5);
  beat.unref();
  return {
    ...taken,
    takenAtMs: Date.now(),
    holds: () =>
      sqlite.one<LeaseRow>('SELECT fence, owner, heartbeat_at_ms FROM leases WHERE name = ?', name)?.fence ===
      fence,
    release: () => {
      clearInterval(beat);
      sqlite.run(
        'UPDATE leases SET owner = NULL WHERE name = ? AND fence = ? AND owner = ?',
        name,
        fence,
        owner,
      );
    },
  };
}

/**
 * Takes a lease, by default the one for committing, waiting for its holder. A holder whose process is gone, or that has not beaten for
 * the expiry time, loses it at once.
 * @throws LeaseUnavailableError after the waiting time.
 */
export async function takeLease(
  sqlite: Sqlite,
  timing: LeaseTiming = LEASE_TIMING,
  name: LeaseName = 'commit',
): Promise<Lease> {
  const owner = newOwner();
  const giveUpAt = Date.now() + timing.waitMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    const taken = tryTake(sqlite, name, owner, timing.expiryMs);
    if (taken) return leaseHeld(sqlite, name, owner, taken, timing.expiryMs);
    if (Date.now() >= giveUpAt) throw new LeaseUnavailableError();
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}
