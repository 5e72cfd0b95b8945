import type { Sqlite } from './database.js';
import { isGone, newOwner } from './owner.js';

const BEAT_MS = 10_000;
const EXPIRY_MS = 120_000;
/** Begins the names of rows of `leases` that forbid nothing: each tells of a process that has the store open. */
const OPENING = 'open ';

interface Opening {
  name: string;
  owner: string;
  heartbeat_at_ms: number | null;
}

const isDead = ({ owner, heartbeat_at_ms: beatAtMs }: Omit<Opening, 'name'>): boolean =>
  isGone(owner) || Date.now() - (beatAtMs ?? 0) > EXPIRY_MS;

/**
 * Tells other processes that this one has the store open, until it is closed. Nothing depends on it but whether the store
 * may be replaced, so a full disk keeps nobody from reading.
 */
export function announceOpening(sqlite: Sqlite): { readonly end: () => void } {
  const owner = newOwner();
  const name = `${OPENING}${owner}`;
  const trying = (work: () => void): void => {
    try {
      work();
    } catch {
      // Busy or full: the next beat makes up for it.
    }
  };
  const beat = (): void =>
    trying(() =>
      sqlite.run(
        'INSERT OR REPLACE INTO leases (name, fence, owner, heartbeat_at_ms) VALUES (?, 0, ?, ?)',
        ...[name, owner, Date.now()],
      ),
    );
  trying(() => forgetTheDead(sqlite));
  beat();
  const beating = setInterval(beat, BEAT_MS);
  beating.unref();
  return {
    end: () => {
      clearInterval(beating);
      trying(() => sqlite.run('DELETE FROM leases WHERE name = ?', name));
    },
  };
}

function forgetTheDead(sqlite: Sqlite): void {
  const openings = sqlite.all<Opening>(
    'SELECT name, owner, heartbeat_at_ms FROM leases WHERE name LIKE ?',
    `${OPENING}%`,
  );
  for (const { name } of openings.filter(isDead)) sqlite.run('DELETE FROM leases WHERE name = ?', name);
}

/** Takes all of them out of a copy of the catalog. */
export function forgetOpenings(sqlite: Sqlite): void {
  sqlite.run('DELETE FROM leases WHERE name LIKE ?', `${OPENING}%`);
}

/** Whether a living process has the store open, reads or writes it. */
export function isOpenAnywhere(sqlite: Sqlite): boolean {
  return sqlite
    .all<Omit<Opening, 'name'>>(
      `SELECT owner, heartbeat_at_ms FROM pins
       UNION ALL SELECT owner, heartbeat_at_ms FROM leases WHERE owner IS NOT NULL`,
    )
    .some((one) => !isDead(one));
}
