import { isoOf, type Clock } from './clock.js';
import type { StateDatabase } from './database.js';
import { hashSecret, newId, newSecret } from './secrets.js';

/** How long a session lasts without use, and at most. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

export const SESSION_LIMITS: SessionLimits = { idleMs: 8 * 3_600_000, absoluteMs: 7 * 24 * 3_600_000 };

/** A signed-in browser, as its owner sees it. */
export interface Session {
  readonly id: string;
  readonly userName: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly userAgent: string | null;
}

/** Sessions on the server: the browser holds 256 random bits, the file only their hash. */
export interface Sessions {
  /** Starts a session; the secret goes to the browser once and is nowhere kept. */
  start(userName: string, userAgent: string | null): { readonly secret: string; readonly session: Session };
  /** The live session of a presented secret, its last use noted; null when unknown, expired or revoked. */
  find(secret: string): Session | null;
  list(userName: string): readonly Session[];
  /** Ends a session of this user; false when there is none. */
  revoke(userName: string, id: string): boolean;
  /** Ends all sessions of a user, but one. */
  revokeAll(userName: string, exceptId?: string): void;
}

/** Last use is written at most this often. */
const NOTE_EVERY_MS = 60_000;
const MAX_SECRET = 100;
const MAX_PER_USER = 50;

export function sessionsIn(db: StateDatabase, now: Clock, limits: SessionLimits = SESSION_LIMITS): Sessions {
  const sweep = (): void => {
    const at = now();
    db.run(
      'DELETE FROM sessions WHERE last_seen_at <= ? OR created_at <= ?',
      at - limits.idleMs,
      at - limits.absoluteMs,
    );
  };
  const list: Sessions['list'] = (userName) => {
    sweep();
    return db
      .all('SELECT * FROM sessions WHERE user_name = ? ORDER BY created_at DESC', userName)
      .map(sessionOf);
  };
  return {
    start(userName, userAgent) {
      sweep();
      for (const old of list(userName).slice(MAX_PER_USER - 1))
        db.run('DELETE FROM sessions WHERE id = ?', old.id);
      const secret = newSecret();
      const id = newId();
      const at = now();
      const agent = userAgent?.slice(0, 200) ?? null;
      db.run(
        'INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)',
        id,
        hashSecret(secret),
        userName,
        at,
        at,
        agent,
      );
      return {
        secret,
        session: { id, userName, createdAt: isoOf(at), lastSeenAt: isoOf(at), userAgent: agent },
      };
    },
    find(secret) {
      if (secret.length === 0 || secret.length > MAX_SECRET) return null;
      const row = db.get('SELECT * FROM sessions WHERE token_hash = ?', hashSecret(secret));
      if (!row) return null;
      const at = now();
      const lastSeen = Number(row['last_seen_at']);
      if (at - lastSeen >= limits.idleMs || at - Number(row['created_at']) >= limits.absoluteMs) {
        db.run('DELETE FROM sessions WHERE id = ?', String(row['id']));
        return null;
      }
      if (at - lastSeen >= Math.min(NOTE_EVERY_MS, limits.idleMs / 4)) {
        db.run('UPDATE sessions SET last_seen_at = ? WHERE id = ?', at, String(row['id']));
      }
      return sessionOf(row);
    },
    list,
    revoke: (userName, id) =>
      db.run('DELETE FROM sessions WHERE user_name = ? AND id = ?', userName, id) === 1,
    revokeAll: (userName, exceptId = '') =>
      void db.run('DELETE FROM sessions WHERE user_name = ? AND id <> ?', userName, exceptId),
  };
}

function sessionOf(row: Readonly<Record<string, string | number | null>>): Session {
  return {
    id: String(row['id']),
    userName: String(row['user_name']),
    createdAt: isoOf(Number(row['created_at'])),
    lastSeenAt: isoOf(Number(row['last_seen_at'])),
    userAgent: row['user_agent'] === null ? null : String(row['user_agent']),
  };
}
