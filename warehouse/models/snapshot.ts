import { openEngine, type Engine, type EngineOptions, type QueryOptions } from '../engine/engine.js';
import type { ColumnRows } from '../columns/column-rows.js';
import { readColumns } from '../columns/read-columns.js';
import { holdRows, type HeldRows } from '../engine/held-rows.js';
import type { SqlParameter } from '../engine/statement.js';
import type { SqlRow } from '../engine/values.js';
import { pathsOf } from '../lake/find-rows.js';
import type { SnapshotRef } from '../lake/lake.js';
import type { DoseLake } from '../lake/open-lake.js';
import type { Part } from '../lake/parts/part.js';
import { preparing, type Prepared, type Readiness } from './prepared.js';
import { relationsOf, type OwnRelations, type Relations } from './relations.js';
import { createViews, dropViews } from './views.js';

export type SnapshotQueryOptions = Omit<QueryOptions, 'schema'>;

/** One version of the whole store, held until closed: the same rows and names however the store goes on. */
export interface Snapshot extends Relations, Pick<OwnRelations, 'relationOver'> {
  readonly ref: SnapshotRef;
  /**
   * Runs SQL over the views `studies`, `ct_events`, `projection_events`, `nm_administrations`, `accumulated_doses`,
   * `devices`, `source_objects`, `source_documents`, `study_facts` and `study_actions`; values are bound to `?`.
   * @throws QueryDeadlineError past `deadlineMs`; the reason of `signal` when aborted.
   */
  query(sql: string, parameters?: readonly SqlParameter[], options?: SnapshotQueryOptions): Promise<SqlRow[]>;
  /** As `query` for SQL that a user wrote: one reading statement. */
  queryReadOnly(
    sql: string,
    parameters?: readonly SqlParameter[],
    options?: SnapshotQueryOptions,
  ): Promise<SqlRow[]>;
  /** Holds the rows of a SELECT over the views in memory until they are let go. */
  holdRows(
    select: string,
    parameters?: readonly SqlParameter[],
    options?: SnapshotQueryOptions,
  ): Promise<HeldRows>;
  /** Reads the rows of a SELECT over the views as columns of these names; see `readColumns`. */
  readColumns(
    select: string,
    parameters: readonly SqlParameter[],
    names: readonly string[],
    options?: SnapshotQueryOptions,
  ): Promise<ColumnRows>;
  /** What is worked out once for the questions of any filter, and kept within bounds until the snapshot is closed. */
  readonly prepared: Prepared;
  readonly parts: readonly Part[];
  /** Lets running queries end, then lets the snapshot go. */
  close(): Promise<void>;
}

export interface SnapshotOptions extends Readiness {
  /** Default: the newest. */
  readonly snapshotId?: number;
  /** Engine to share with other snapshots; by default the lake's own. */
  readonly engine?: Engine;
  /** Opens an engine of its own that can read this snapshot's parts and nothing else, for SQL that a user wrote. */
  readonly isolated?: EngineOptions;
}

let opened = 0;

/**
 * Opens a snapshot for reading and pins it until it is closed.
 * @throws SnapshotUnavailableError when the snapshot is unknown or expired.
 */
export async function openSnapshot(lake: DoseLake, options: SnapshotOptions = {}): Promise<Snapshot> {
  const pin = lake.pin(options.snapshotId);
  const engine = options.isolated
    ? await openEngine(options.isolated)
    : (options.engine ?? lake.context.engine);
  const views = options.isolated ? 'main' : `s${pin.snapshot.id}_${++opened}`;
  try {
    const models = await createViews(lake.context, engine, views, pin.parts);
    if (options.isolated) await engine.lockDown(pathsOf(lake.context.lakeFolder, pin.parts));
    const relations = relationsOf(lake.context, engine, views, pin.parts, models);
    return snapshotOver(engine, views, pin, relations, options);
  } catch (error) {
    await options.heldStudies?.letGo();
    pin.release();
    if (options.isolated) await engine.close();
    else await dropViews(engine, views);
    throw error;
  }
}

function snapshotOver(
  engine: Engine,
  schema: string,
  pin: ReturnType<DoseLake['pin']>,
  relations: OwnRelations,
  options: SnapshotOptions,
): Snapshot {
  const running = new Set<Promise<unknown>>();
  const whileOpen = async <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  };
  const query: Snapshot['query'] = (sql, parameters, limits) =>
    whileOpen(engine.query(sql, parameters, { ...limits, schema }));
  const { committedAt } = pin.snapshot;
  const prepared = preparing({ engine, schema, relations, committedAt, whileOpen }, options);

  return {
    ...relations,
    ref: pin.snapshot,
    parts: pin.parts,
    query,
    queryReadOnly: (sql, parameters, limits) =>
      whileOpen(engine.queryReadOnly(sql, parameters, { ...limits, schema })),
    holdRows: (select, parameters = [], limits = {}) =>
      whileOpen(holdRows(engine, select, parameters, { ...limits, schema })),
    readColumns: (select, parameters, names, limits = {}) =>
      whileOpen(readColumns(engine, [select], parameters, names, { ...limits, schema })),
    prepared,
    studiesWith: (by, keys) => {
      const studies = relations.studiesWith(by, keys);
      return { ...studies, filledColumns: (table) => whileOpen(studies.filledColumns(table)) };
    },
    close: async () => {
      prepared.stop();
      await Promise.allSettled(running);
      await prepared.close();
      if (options.isolated) await engine.close();
      else await dropViews(engine, schema);
      pin.release();
    },
  };
}
