import type { Group, Permission } from '../../warehouse/state/permissions.js';

/** Who asks: a signed-in user, or a script with a token of theirs. */
export interface Principal {
  readonly name: string;
  readonly groups: readonly Group[];
  readonly permissions: readonly Permission[];
  /** The session that carries the request; null for a token. */
  readonly sessionId: string | null;
}

/** What a route asks of those who call it: a permission, merely to be known, or nothing. */
export type RoutePermission = Permission | 'signed_in' | 'public';

/** Whether a caller may use a route. */
export function mayUse(principal: Principal | null, needed: RoutePermission): boolean {
  if (needed === 'public') return true;
  if (!principal) return false;
  return needed === 'signed_in' || principal.permissions.includes(needed);
}
