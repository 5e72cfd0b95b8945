import type { Clock } from './clock.js';
import type { StateDatabase, StateRow } from './database.js';
import { hashPassword, passwordFits, passwordProblem } from './passwords.js';
import { GROUP_NAMES, isGroup } from './permissions.js';
import { userRowsIn, type User, type UserRows } from './user-rows.js';

export type { User } from './user-rows.js';

/** What was done, or why not. */
export type Outcome =
  { readonly ok: true } | { readonly ok: false; readonly field: string; readonly message: string };

/** What changes of a user; what is absent stays. */
export interface UserChange {
  readonly password?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly disabled?: boolean | undefined;
}

const DONE: Outcome = { ok: true };
const refuse = (field: string, message: string): Outcome => ({ ok: false, field, message });
const UNKNOWN_GROUP = refuse('groups', `expects ${GROUP_NAMES.join(', ')}`);
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;
const MAX_PREFERENCES = 20_000;

/** The users, their groups and passwords. */
export interface Users {
  list(): readonly User[];
  find(name: string): User | null;
  count(): number;
  add(name: string, password: string, groups: readonly string[]): Promise<Outcome>;
  /** Whether the password is the user's and the user is not disabled; the same work is done for unknown names. */
  verify(name: string, password: string): Promise<User | null>;
  /** Makes all of the change or nothing. Refuses to take the last enabled administrator away, as `remove` does. */
  change(name: string, change: UserChange): Promise<Outcome>;
  remove(name: string): Outcome;
  preferences(name: string): Readonly<Record<string, unknown>>;
  setPreferences(name: string, preferences: Readonly<Record<string, unknown>>): Outcome;
  noteSignIn(name: string): void;
}

export function usersIn(db: StateDatabase, now: Clock): Users {
  const rows = userRowsIn(db, now);
  return {
    list: rows.all,
    find: (name) => userFound(rows, rows.find(name)),
    count: rows.count,
    add: (name, password, groups) => addUser(db, rows, { name, password, groups }),
    verify: (name, password) => verifiedUser(rows, name, password),
    change: (name, change) => changeUser(db, rows, name, change),
    remove: (name) => keepingAnAdministrator(db, rows, name, () => rows.remove(name)),
    preferences: (name) => {
      const parsed: unknown = JSON.parse(String(rows.find(name)?.['preferences'] ?? '{}'));
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    },
    setPreferences(name, preferences) {
      const text = JSON.stringify(preferences);
      if (text.length > MAX_PREFERENCES) return refuse('preferences', 'too long');
      rows.writePreferences(name, text);
      return DONE;
    },
    noteSignIn: rows.writeSignIn,
  };
}

function userFound(rows: UserRows, row: StateRow | null): User | null {
  return row ? rows.userOf(row) : null;
}

async function addUser(
  db: StateDatabase,
  rows: UserRows,
  { name, password, groups }: { name: string; password: string; groups: readonly string[] },
): Promise<Outcome> {
  if (!NAME.test(name))
    return refuse('name', 'letters, digits and . _ @ - only, at most 64, beginning with a letter or digit');
  if (!groups.every(isGroup)) return UNKNOWN_GROUP;
  const problem = passwordProblem(password, name);
  if (problem) return refuse('password', problem);
  const passwordHash = await hashPassword(password);
  return db.transaction(() => {
    if (rows.find(name)) return refuse('name', 'there is a user of this name already');
    rows.insert(name, passwordHash);
    rows.writeGroups(name, groups);
    return DONE;
  });
}

/** To check a password takes a while: what changed of the user meanwhile counts. */
async function verifiedUser(rows: UserRows, name: string, password: string): Promise<User | null> {
  const row = rows.find(name);
  const usable = row !== null && row['disabled'] === 0;
  const fits = await passwordFits(usable ? String(row['password_hash']) : null, password);
  if (!fits) return null;
  const current = rows.find(name);
  const unchanged = current?.['password_hash'] === row?.['password_hash'] && current?.['disabled'] === 0;
  return unchanged ? userFound(rows, current) : null;
}

async function changeUser(
  db: StateDatabase,
  rows: UserRows,
  name: string,
  { password, groups, disabled }: UserChange,
): Promise<Outcome> {
  if (groups && !groups.every(isGroup)) return UNKNOWN_GROUP;
  const problem = password === undefined ? null : passwordProblem(password, name);
  if (problem) return refuse('password', problem);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return keepingAnAdministrator(db, rows, name, () => {
    if (passwordHash !== null) rows.writePassword(name, passwordHash);
    if (groups) rows.writeGroups(name, groups);
    if (disabled !== undefined) rows.writeDisabled(name, disabled);
  });
}

/** Does the change unless it leaves a site that has administrators without an enabled one. */
function keepingAnAdministrator(
  db: StateDatabase,
  rows: UserRows,
  name: string,
  change: () => void,
): Outcome {
  if (!rows.find(name)) return refuse('name', 'there is no such user');
  try {
    db.transaction(() => {
      const before = rows.administratorCount();
      change();
      if (before > 0 && rows.administratorCount() === 0) throw new LastAdministrator();
    });
    return DONE;
  } catch (error) {
    if (!(error instanceof LastAdministrator)) throw error;
    return refuse('groups', 'the last administrator must stay');
  }
}

class LastAdministrator extends Error {}
