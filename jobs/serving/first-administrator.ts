import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../warehouse/state/state.js';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

const ADMINISTRATOR = 'admin';
const ADMIN_GROUP = 'admingroup';

/** Makes the first administrator where there is no user yet; null where there are users. */
export async function firstAdministrator(state: State): Promise<Credentials | null> {
  if (state.users.count() > 0) return null;
  const password = randomBytes(12).toString('base64url');
  const outcome = await state.users.add(ADMINISTRATOR, password, [ADMIN_GROUP]);
  if (!outcome.ok) throw new Error(`The first administrator could not be made: ${outcome.message}`);
  return { name: ADMINISTRATOR, password };
}

const DEMO_FILE = 'sign-in.json';

/** Credentials of the demo store, kept beside its synthetic data so that every start can tell them. */
export function keepDemoCredentials(directory: string, credentials: Credentials | null): Credentials | null {
  const file = join(directory, DEMO_FILE);
  if (credentials) writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Credentials) : null;
}
