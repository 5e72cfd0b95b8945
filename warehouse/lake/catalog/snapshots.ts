import type { TableName } from '../../tables/index.js';
import type { CommitKind, SnapshotRef } from '../lake.js';
import type { Part } from '../parts/part.js';
import type { Sqlite } from './database.js';

interface PartRow {
  file: string;
  table_name: string;
  row_count: number;
  byte_count: number;
  modalities: string | null;
  dates_known: number;
  min_date: string | null;
  max_date: string | null;
  has_undated: number;
  layout: string;
  level: number;
  sha256: string | null;
  filled: string | null;
}

const PART_COLUMNS =
  'file, table_name, row_count, byte_count, modalities, dates_known, min_date, max_date, has_undated, layout, level, sha256, filled';

function partFrom(row: PartRow): Part {
  return {
    table: row.table_name as TableName,
    file: row.file,
    rowCount: row.row_count,
    byteCount: row.byte_count,
    modalities: row.modalities === null ? null : row.modalities.split(',').filter(Boolean),
    datesKnown: row.dates_known === 1,
    minDate: row.min_date,
    maxDate: row.max_date,
    hasUndated: row.has_undated === 1,
    layout: row.layout,
    level: row.level,
    sha256: row.sha256,
    filled: row.filled,
  };
}

/** The newest snapshot, null before the first commit. */
export function latestSnapshot(sqlite: Sqlite): SnapshotRef | null {
  return sqlite.one<SnapshotRef>(
    'SELECT id, committed_at AS committedAt FROM snapshots ORDER BY id DESC LIMIT 1',
  );
}

/** A snapshot and whether its parts are still kept. */
export interface KnownSnapshot extends SnapshotRef {
  readonly kind: CommitKind;
  readonly runId: string | null;
  readonly batchId: string;
  /** Why it is kept beyond its time, such as an export that names it. */
  readonly keptFor: string | null;
  readonly isExpired: boolean;
  /** When an erasure took rows out of it (UTC, ISO 8601); null while it is as it was committed. */
  readonly changedAt: string | null;
}

/** All snapshots that the catalog remembers, oldest first; expired ones can no longer be read. */
export function allSnapshots(sqlite: Sqlite): KnownSnapshot[] {
  return sqlite
    .all<{
      id: number;
      committed_at: string;
      kind: CommitKind;
      run_id: string | null;
      batch_id: string;
      kept_for: string | null;
      expired_at: string | null;
      changed_at: string | null;
    }>(
      'SELECT id, committed_at, kind, run_id, batch_id, kept_for, expired_at, changed_at FROM snapshots ORDER BY id',
    )
    .map((row) => ({
      id: row.id,
      committedAt: row.committed_at,
      kind: row.kind,
      runId: row.run_id,
      batchId: row.batch_id,
      keptFor: row.kept_for,
      isExpired: row.expired_at !== null,
      changedAt: row.changed_at,
    }));
}

/** The parts of a snapshot, of one table or all, in order of name. */
export function partsOf(sqlite: Sqlite, snapshotId: number): Part[] {
  const rows = sqlite.all<PartRow>(
    `SELECT ${PART_COLUMNS} FROM parts WHERE removed_in IS NULL AND added_in <= ?1
     UNION ALL SELECT ${PART_COLUMNS} FROM parts WHERE removed_in > ?1 AND added_in <= ?1
     ORDER BY file`,
    snapshotId,
  );
  return rows.map(partFrom);
}

/** A part with the snapshots that it belongs to: from the first, up to but without the last. */
export interface RecordedPart extends Part {
  readonly addedIn: number;
  /** Null while it is live. */
  readonly removedIn: number | null;
}

/** Every part of which the files are kept, also those of older snapshots. */
export function recordedParts(sqlite: Sqlite): RecordedPart[] {
  return sqlite
    .all<PartRow & { added_in: number; removed_in: number | null }>(
      `SELECT ${PART_COLUMNS}, added_in, removed_in FROM parts ORDER BY file`,
    )
    .map((row) => ({ ...partFrom(row), addedIn: row.added_in, removedIn: row.removed_in }));
}

/** Whether a batch was committed. */
export function isRecorded(sqlite: Sqlite, batchId: string): boolean {
  return sqlite.one('SELECT 1 AS yes FROM snapshots WHERE batch_id = ?', batchId) !== null;
}

function insertPart(sqlite: Sqlite, part: Part, addedIn: number, removedIn: number | null): void {
  sqlite.run(
    `INSERT INTO parts (${PART_COLUMNS}, added_in, removed_in) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[part.file, part.table, part.rowCount, part.byteCount, part.modalities?.join(',') ?? null],
    ...[Number(part.datesKnown), part.minDate, part.maxDate, Number(part.hasUndated), part.layout],
    ...[part.level, part.sha256, part.filled, addedIn, removedIn],
  );
}

/** Puts a part in the place of another in every snapshot that has that one. To be called inside a transaction. */
export function substitutePart(sqlite: Sqlite, former: RecordedPart, successor: Part): void {
  insertPart(sqlite, successor, former.addedIn, former.removedIn);
  withdrawPart(sqlite, former);
}

/** Takes a part out of every snapshot; its file is then to be removed. To be called inside a transaction. */
export function withdrawPart(sqlite: Sqlite, { file }: Part): void {
  sqlite.run('UPDATE parts SET removed_in = added_in WHERE file = ?', file);
}

/** Parts that no snapshot has: they wait for their files to be removed. */
export function withdrawnParts(sqlite: Sqlite): RecordedPart[] {
  return recordedParts(sqlite).filter(({ addedIn, removedIn }) => addedIn === removedIn);
}

/** What a commit records of its batch. */
export interface SnapshotEntry {
  readonly id: number;
  readonly committedAt: string;
  readonly kind: CommitKind;
  readonly runId: string | null;
  readonly batchId: string;
}

/** Records a new snapshot with its added parts, and the end of the replaced ones. False when one was replaced already. */
export function recordSnapshot(
  sqlite: Sqlite,
  entry: SnapshotEntry,
  added: readonly Part[],
  replaced: readonly string[],
): boolean {
  sqlite.run(
    'INSERT INTO snapshots (id, committed_at, kind, run_id, batch_id) VALUES (?, ?, ?, ?, ?)',
    ...[entry.id, entry.committedAt, entry.kind, entry.runId, entry.batchId],
  );
  for (const part of added) insertPart(sqlite, part, entry.id, null);
  return replaced.every(
    (file) =>
      sqlite.run('UPDATE parts SET removed_in = ? WHERE file = ? AND removed_in IS NULL', entry.id, file) ===
      1,
  );
}
