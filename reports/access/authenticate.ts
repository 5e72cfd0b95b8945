import type { State } from '../../warehouse/state/state.js';
import type { Principal } from './principal.js';

export const SESSION_COOKIE = 'dose_session';

/** What a request presents. */
export interface Credentials {
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

/**
 * Who presents these credentials; null when nobody, or when they are unknown, expired, revoked or of a disabled user.
 * A token never allows more than its user may at this moment, and never to manage users.
 */
export function authenticate(state: State, { cookie, authorization }: Credentials): Principal | null {
  if (authorization !== undefined) return tokenPrincipal(state, authorization);
  if (cookie === undefined) return null;
  const session = state.sessions.find(cookie);
  const user = session && state.users.find(session.userName);
  if (!session || !user || user.disabled) return null;
  return { name: user.name, groups: user.groups, permissions: user.permissions, sessionId: session.id };
}

function tokenPrincipal(state: State, authorization: string): Principal | null {
  const secret = /^Bearer (\S+)$/.exec(authorization)?.[1];
  const token = secret === undefined ? null : state.tokens.find(secret);
  const user = token && state.users.find(token.userName);
  if (!token || !user || user.disabled) return null;
  const permissions = token.permissions.filter(
    (permission) => permission !== 'manage_users' && user.permissions.includes(permission),
  );
  return { name: user.name, groups: user.groups, permissions, sessionId: null };
}
