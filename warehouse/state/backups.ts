import type { StateDatabase } from './database.js';

/** A backup that was made of the store, as far as the store remembers. */
export interface RecordedBackup {
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly snapshotId: number;
  /** UTC, ISO 8601: when its catalog was copied. */
  readonly takenAt: string;
}

/** Where backups of the store were put, one per folder: a later one takes the place of the former. */
export interface Backups {
  record(backup: RecordedBackup): void;
  /** The oldest first. */
  list(): readonly RecordedBackup[];
}

export function backupsIn(db: StateDatabase): Backups {
  return {
    record: ({ folder, snapshotId, takenAt }) =>
      void db.run('INSERT OR REPLACE INTO backups VALUES (?, ?, ?)', folder, snapshotId, takenAt),
    list: () =>
      db.all('SELECT * FROM backups ORDER BY taken_at, folder').map((row) => ({
        folder: String(row['folder']),
        snapshotId: Number(row['snapshot_id']),
        takenAt: String(row['taken_at']),
      })),
  };
}
