import { api } from '../api/endpoints.js';
import { SIGNED_OUT } from '../api/client.js';
import { Problem } from '../api/problem.js';
import type { Permission, Session } from '../api/types.js';
import { Store } from './store.js';

/** `undefined` until the server was asked, null when nobody is signed in. */
export const session = new Store<Session | null | undefined>(undefined);

window.addEventListener(SIGNED_OUT, () => session.set(null));

/** Asks the server who is signed in. Throws where it cannot be asked. */
export async function resumeSession(): Promise<void> {
  try {
    session.set(await api.session());
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    session.set(null);
  }
}

export async function signIn(name: string, password: string): Promise<void> {
  session.set(await api.signIn(name, password));
}

export async function signOut(): Promise<void> {
  await api.signOut();
  session.set(null);
}

export function may(permission: Permission): boolean {
  return session.get()?.user.permissions.includes(permission) ?? false;
}
