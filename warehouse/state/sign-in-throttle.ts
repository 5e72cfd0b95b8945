import type { Clock } from './clock.js';
import type { StateDatabase } from './database.js';
import { hashSecret } from './secrets.js';

/** Failures that cost nothing, and the longest wait after many. */
const FREE_FAILURES = 4;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
const FORGET_AFTER_MS = 24 * 3_600_000;
const MAX_KEYS = 50_000;

/**
 * Slows down guessing without locking anyone out: failures count per name and address together, so that a stranger's
 * guesses never block the owner of the name elsewhere, and the wait is bounded.
 */
export interface SignInThrottle {
  /** Milliseconds to wait before the next attempt, 0 when it may be made now. */
  waitMs(name: string, address: string): number;
  /** Counts an attempt as failed until it has succeeded, so that of many at once no more are tried than one by one. */
  attempted(name: string, address: string): void;
  succeeded(name: string, address: string): void;
}

export function signInThrottleIn(db: StateDatabase, now: Clock): SignInThrottle {
  const keyOf = (name: string, address: string): string =>
    hashSecret(`${name.normalize('NFC').toLowerCase()}\0${address}`);
  return {
    waitMs(name, address) {
      const row = db.get('SELECT blocked_until FROM sign_in_failures WHERE key = ?', keyOf(name, address));
      return Math.max(0, Number(row?.['blocked_until'] ?? 0) - now());
    },
    attempted(name, address) {
      const key = keyOf(name, address);
      const at = now();
      db.transaction(() => {
        db.run('DELETE FROM sign_in_failures WHERE last_failed_at < ?', at - FORGET_AFTER_MS);
        const before = Number(
          db.get('SELECT failures FROM sign_in_failures WHERE key = ?', key)?.['failures'] ?? 0,
        );
        const failures = before + 1;
        const over = failures - FREE_FAILURES;
        const wait = over > 0 ? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(over - 1, 20)) : 0;
        db.run('INSERT OR REPLACE INTO sign_in_failures VALUES (?, ?, ?, ?)', key, failures, at, at + wait);
        db.run(
          `DELETE FROM sign_in_failures WHERE key IN
           (SELECT key FROM sign_in_failures ORDER BY last_failed_at DESC LIMIT -1 OFFSET ?)`,
          MAX_KEYS,
        );
      });
    },
    succeeded: (name, address) =>
      void db.run('DELETE FROM sign_in_failures WHERE key = ?', keyOf(name, address)),
  };
}
