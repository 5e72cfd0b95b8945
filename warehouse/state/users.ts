import type { StateDatabase, StateRow } from './database.js';
import { isoOf, type Clock } from './clock.js';
import { hashPassword, passwordFits, passwordProblem } from './passwords.js';
import { GROUP_NAMES, isGroup, permissionsOf, type Group, type Permission } from './permissions.js';

/** Someone who can sign in. */
export interface User {
  readonly name: string;
  readonly groups: readonly Group[];
  readonly permissions: readonly Permission[];
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly lastSignedInAt: string | null;
}

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
  const groupsOf = (name: string): Group[] => {
    const rows = db.all('SELECT group_name FROM user_groups WHERE user_name = ?', name);
    const names = new Set(rows.map((row) => row['group_name']));
    return GROUP_NAMES.filter((group) => names.has(group));
  };
  const userOf = (row: StateRow): User => {
    const groups = groupsOf(String(row['name']));
    return {
      name: String(row['name']),
      groups,
      permissions: permissionsOf(groups),
      disabled: row['disabled'] === 1,
      createdAt: String(row['created_at']),
      lastSignedInAt: row['last_signed_in_at'] === null ? null : String(row['last_signed_in_at']),
    };
  };
  const rowOf = (name: string): StateRow | null => db.get('SELECT * FROM users WHERE name = ?', name);
  const writeGroups = (name: string, groups: readonly string[]): void => {
    db.run('DELETE FROM user_groups WHERE user_name = ?', name);
    for (const group of new Set(groups)) db.run('INSERT INTO user_groups VALUES (?, ?)', name, group);
  };
  const writePassword = (name: string, passwordHash: string): void => {
    const at = isoOf(now());
    const sql = 'UPDATE users SET password_hash = ?, password_changed_at = ? WHERE name = ?';
    db.run(sql, passwordHash, at, name);
  };
  const writeDisabled = (name: string, disabled: boolean): void => {
    db.run('UPDATE users SET disabled = ? WHERE name = ?', disabled ? 1 : 0, name);
    if (disabled) db.run('DELETE FROM sessions WHERE user_name = ?', name);
  };
  /** Does the change unless it leaves a site that has administrators without an enabled one. */
  const keepingAnAdministrator = (name: string, change: () => void): Outcome => {
    if (!rowOf(name)) return refuse('name', 'there is no such user');
    let outcome: Outcome = DONE;
    try {
      db.transaction(() => {
        const before = administrators();
        change();
        if (before > 0 && administrators() === 0) throw new LastAdministrator();
      });
    } catch (error) {
      if (!(error instanceof LastAdministrator)) throw error;
      outcome = refuse('groups', 'the last administrator must stay');
    }
    return outcome;
  };
  const administrators = (): number =>
    Number(
      db.get(
        `SELECT count(*) AS n FROM users JOIN user_groups ON user_name = name
         WHERE group_name = 'admingroup' AND disabled = 0`,
      )?.['n'],
    );

  return {
    list: () => db.all('SELECT * FROM users ORDER BY name').map(userOf),
    find: (name) => {
      const row = rowOf(name);
      return row ? userOf(row) : null;
    },
    count: () => Number(db.get('SELECT count(*) AS n FROM users')?.['n']),
    async add(name, password, groups) {
      if (!NAME.test(name))
        return refuse(
          'name',
          'letters, digits and . _ @ - only, at most 64, beginning with a letter or digit',
        );
      const unknown = groups.find((group) => !isGroup(group));
      if (unknown !== undefined) return refuse('groups', `expects ${GROUP_NAMES.join(', ')}`);
      const problem = passwordProblem(password, name);
      if (problem) return refuse('password', problem);
      const passwordHash = await hashPassword(password);
      return db.transaction(() => {
        if (rowOf(name)) return refuse('name', 'there is a user of this name already');
        const at = isoOf(now());
        db.run(
          'INSERT INTO users (name, password_hash, created_at, password_changed_at) VALUES (?, ?, ?, ?)',
          name,
          passwordHash,
          at,
          at,
        );
        writeGroups(name, groups);
        return DONE;
      });
    },
    async verify(name, password) {
      const row = rowOf(name);
      const usable = row !== null && row['disabled'] === 0;
      const fits = await passwordFits(usable ? String(row['password_hash']) : null, password);
      if (!fits) return null;
      const current = rowOf(name);
      const unchanged = current?.['password_hash'] === row?.['password_hash'] && current?.['disabled'] === 0;
      return current && unchanged ? userOf(current) : null;
    },
    async change(name, { password, groups, disabled }) {
      if (groups?.some((group) => !isGroup(group)))
        return refuse('groups', `expects ${GROUP_NAMES.join(', ')}`);
      const problem = password === undefined ? null : passwordProblem(password, name);
      if (problem) return refuse('password', problem);
      const passwordHash = password === undefined ? null : await hashPassword(password);
      return keepingAnAdministrator(name, () => {
        if (passwordHash !== null) writePassword(name, passwordHash);
        if (groups) writeGroups(name, groups);
        if (disabled !== undefined) writeDisabled(name, disabled);
      });
    },
    remove: (name) => keepingAnAdministrator(name, () => db.run('DELETE FROM users WHERE name = ?', name)),
    preferences: (name) => {
      const parsed: unknown = JSON.parse(String(rowOf(name)?.['preferences'] ?? '{}'));
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    },
    setPreferences(name, preferences) {
      const text = JSON.stringify(preferences);
      if (text.length > MAX_PREFERENCES) return refuse('preferences', 'too long');
      db.run('UPDATE users SET preferences = ? WHERE name = ?', text, name);
      return DONE;
    },
    noteSignIn: (name) =>
      void db.run('UPDATE users SET last_signed_in_at = ? WHERE name = ?', isoOf(now()), name),
  };
}

class LastAdministrator extends Error {}
