import { isoOf, type Clock } from './clock.js';
import type { StateDatabase, StateRow } from './database.js';
import { GROUP_NAMES, permissionsOf, type Group, type Permission } from './permissions.js';

/** Someone who can sign in. */
export interface User {
  readonly name: string;
  readonly groups: readonly Group[];
  readonly permissions: readonly Permission[];
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly lastSignedInAt: string | null;
}

/** The rows of users as they are read and written; what may be written, `users.ts` decides. */
export interface UserRows {
  all(): readonly User[];
  count(): number;
  find(name: string): StateRow | null;
  userOf(row: StateRow): User;
  /** How many enabled administrators there are. */
  administratorCount(): number;
  insert(name: string, passwordHash: string): void;
  remove(name: string): void;
  writeGroups(name: string, groups: readonly string[]): void;
  writePassword(name: string, passwordHash: string): void;
  /** A disabled user is signed out everywhere. */
  writeDisabled(name: string, disabled: boolean): void;
  writePreferences(name: string, json: string): void;
  writeSignIn(name: string): void;
}

export function userRowsIn(db: StateDatabase, now: Clock): UserRows {
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
  const numberIn = (sql: string): number => Number(db.get(sql)?.['n']);
  return {
    all: () => db.all('SELECT * FROM users ORDER BY name').map(userOf),
    count: () => numberIn('SELECT count(*) AS n FROM users'),
    find: (name) => db.get('SELECT * FROM users WHERE name = ?', name),
    userOf,
    administratorCount: () =>
      numberIn(
        `SELECT count(*) AS n FROM users JOIN user_groups ON user_name = name
         WHERE group_name = 'admingroup' AND disabled = 0`,
      ),
    insert(name, passwordHash) {
      const at = isoOf(now());
      const sql =
        'INSERT INTO users (name, password_hash, created_at, password_changed_at) VALUES (?, ?, ?, ?)';
      db.run(sql, name, passwordHash, at, at);
    },
    remove: (name) => void db.run('DELETE FROM users WHERE name = ?', name),
    writeGroups(name, groups) {
      db.run('DELETE FROM user_groups WHERE user_name = ?', name);
      for (const group of new Set(groups)) db.run('INSERT INTO user_groups VALUES (?, ?)', name, group);
    },
    writePassword(name, passwordHash) {
      const sql = 'UPDATE users SET password_hash = ?, password_changed_at = ? WHERE name = ?';
      db.run(sql, passwordHash, isoOf(now()), name);
    },
    writeDisabled(name, disabled) {
      db.run('UPDATE users SET disabled = ? WHERE name = ?', disabled ? 1 : 0, name);
      if (disabled) db.run('DELETE FROM sessions WHERE user_name = ?', name);
    },
    writePreferences: (name, json) =>
      void db.run('UPDATE users SET preferences = ? WHERE name = ?', json, name),
    writeSignIn: (name) =>
      void db.run('UPDATE users SET last_signed_in_at = ? WHERE name = ?', isoOf(now()), name),
  };
}
