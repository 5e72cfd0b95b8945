import type { KnownSnapshot, SnapshotRef, SqlRow } from '../warehouse/index.js';
import type { ModelName } from '../warehouse/index.js';
import type { FilterContext } from './filters/compile.js';
import type { BoundValue } from './filters/sql.js';
import type { Patients } from './patients.js';

/** Bounds on one query. */
export interface QueryBounds {
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export type { KnownSnapshot, SnapshotRef, SqlRow, SqlValue } from '../warehouse/index.js';

/** One version of the lake, held for reading: the same answer to the same question for as long as it is held. */
export interface Snapshot extends SnapshotRef {
  /** Runs one reading statement over the views of the tables, values bound to $1, $2, …. */
  query(sql: string, values: readonly BoundValue[], bounds?: QueryBounds): Promise<SqlRow[]>;
  /** What to put after FROM for the rows of these studies: the view, or only the parts that can hold them. */
  relationOfStudies(table: ModelName, by: 'study_id' | 'study_instance_uid', keys: readonly string[]): string;
  release(): void;
}

/** Where questions find the lake. */
export interface Snapshots {
  /** The newest snapshot, null while nothing was committed yet. */
  latest(): SnapshotRef | null;
  /** All that the store remembers, oldest first; expired ones can no longer be opened. */
  all(): readonly KnownSnapshot[];
  /**
   * Holds a snapshot, the newest by default, until it is released.
   * @throws SnapshotUnavailableError when the one named is unknown or expired.
   */
  open(id?: number): Promise<Snapshot>;
  /** Keeps a snapshot for as long as the site keeps the last of a month, because something names it. */
  keep(id: number, reason: string): void;
  readonly patients: Patients;
}

/** What every question needs: the data, what filters depend on, and how long it may take. */
export interface Asking {
  readonly snapshot: Pick<Snapshot, 'query' | 'relationOfStudies'>;
  readonly context: FilterContext;
  readonly bounds?: QueryBounds;
  /** Where the answer shows identity; absent, nothing of it is shown. */
  readonly patients?: Patients;
}

/** Runs a statement of a question within its bounds. */
export function ask(asking: Asking, sql: string, values: readonly BoundValue[] = []): Promise<SqlRow[]> {
  return asking.snapshot.query(sql, values, asking.bounds ?? {});
}
