import type {
  ColumnRows,
  HeldRows,
  KnownSnapshot,
  Prepared,
  Relations,
  SnapshotRef,
  SqlRow,
} from '../warehouse/index.js';
import type { FilterContext } from './filters/compile.js';
import type { BoundValue } from './filters/sql.js';
import type { Patients } from './patients.js';

/** Bounds on one query. */
export interface QueryBounds {
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export type { FoundStudies, KnownSnapshot, SnapshotRef, SqlRow, SqlValue } from '../warehouse/index.js';

/** One version of the lake, held for reading: the same answer to the same question for as long as it is held. */
export interface Snapshot extends SnapshotRef, Relations {
  /** Runs one reading statement over the views of the tables, values bound to $1, $2, …. */
  query(sql: string, values: readonly BoundValue[], bounds?: QueryBounds): Promise<SqlRow[]>;
  /** Holds the rows of a SELECT in memory, to be asked about under a name until they are let go. */
  holdRows(select: string, values: readonly BoundValue[], bounds?: QueryBounds): Promise<HeldRows>;
  /** Reads the rows of a SELECT as columns of whole numbers from 0. */
  readColumns(
    select: string,
    values: readonly BoundValue[],
    names: readonly string[],
    bounds?: QueryBounds,
  ): Promise<ColumnRows>;
  /** What is worked out once for the questions of any filter. */
  readonly prepared: Prepared;
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
  readonly snapshot: Omit<Snapshot, keyof SnapshotRef | 'release'>;
  readonly context: FilterContext;
  readonly bounds?: QueryBounds;
  /** Where the answer shows identity; absent, nothing of it is shown. */
  readonly patients?: Patients;
}

/** Runs a statement of a question within its bounds. */
export function ask(asking: Asking, sql: string, values: readonly BoundValue[] = []): Promise<SqlRow[]> {
  return asking.snapshot.query(sql, values, asking.bounds ?? {});
}

/** Holds rows of a question while `work` asks about them under the name that it is given. */
export async function withRows<T>(
  asking: Asking,
  select: string,
  values: readonly BoundValue[],
  work: (table: string) => Promise<T>,
): Promise<T> {
  const rows = await asking.snapshot.holdRows(select, values, asking.bounds ?? {});
  try {
    return await work(rows.table);
  } finally {
    await rows.letGo();
  }
}
