import { isoOf, type Clock } from './clock.js';
import type { StateDatabase, StateRow } from './database.js';
import { isPermission, type Permission } from './permissions.js';
import { hashSecret, newId, newSecret } from './secrets.js';

/** A key by which a script reads the API for a user, with fewer permissions than the user or the same. */
export interface ApiToken {
  readonly id: string;
  readonly userName: string;
  readonly label: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
}

export const TOKEN_PREFIX = 'dose_';
const MAX_DAYS = 366;

export interface ApiTokens {
  /** Issues a token for at most a year; the secret is shown once. */
  issue(
    userName: string,
    about: { readonly label: string; readonly permissions: readonly Permission[]; readonly days: number },
  ): { readonly secret: string; readonly token: ApiToken };
  /** The live token of a presented secret; null when unknown, expired or revoked. */
  find(secret: string): ApiToken | null;
  list(userName: string): readonly ApiToken[];
  revoke(userName: string, id: string): boolean;
  /** Ends all tokens of a user. */
  revokeAll(userName: string): void;
}

export function apiTokensIn(db: StateDatabase, now: Clock): ApiTokens {
  return {
    issue(userName, { label, permissions, days }) {
      const secret = TOKEN_PREFIX + newSecret();
      const id = newId();
      const at = now();
      const expires = at + Math.min(Math.max(days, 1), MAX_DAYS) * 86_400_000;
      db.run(
        'INSERT INTO api_tokens VALUES (?, ?, ?, ?, ?, ?, ?, NULL)',
        id,
        hashSecret(secret),
        userName,
        label.slice(0, 100),
        permissions.join(','),
        at,
        expires,
      );
      return { secret, token: tokenOf(db.get('SELECT * FROM api_tokens WHERE id = ?', id) ?? {}) };
    },
    find(secret) {
      if (!secret.startsWith(TOKEN_PREFIX) || secret.length > 100) return null;
      const row = db.get('SELECT * FROM api_tokens WHERE token_hash = ?', hashSecret(secret));
      if (!row || Number(row['expires_at']) <= now()) return null;
      db.run('UPDATE api_tokens SET last_used_at = ? WHERE id = ?', now(), String(row['id']));
      return tokenOf(row);
    },
    list: (userName) =>
      db.all('SELECT * FROM api_tokens WHERE user_name = ? ORDER BY created_at DESC', userName).map(tokenOf),
    revoke: (userName, id) =>
      db.run('DELETE FROM api_tokens WHERE user_name = ? AND id = ?', userName, id) === 1,
    revokeAll: (userName) => void db.run('DELETE FROM api_tokens WHERE user_name = ?', userName),
  };
}

function tokenOf(row: StateRow): ApiToken {
  const lastUsed = row['last_used_at'] ?? null;
  return {
    id: String(row['id']),
    userName: String(row['user_name']),
    label: String(row['label']),
    permissions: String(row['permissions']).split(',').filter(isPermission),
    createdAt: isoOf(Number(row['created_at'])),
    expiresAt: isoOf(Number(row['expires_at'])),
    lastUsedAt: lastUsed === null ? null : isoOf(Number(lastUsed)),
  };
}
