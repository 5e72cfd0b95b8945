import {
  openEngine,
  type Engine,
  type EngineOptions,
  type QueryOptions,
  type SqlParameter,
} from '../engine/engine.js';
import { compressedTable } from '../engine/compressed-table.js';
import { holdRows, type HeldRows } from '../engine/held-rows.js';
import { byteCountOf, type ColumnRows } from '../columns/column-rows.js';
import { readColumns, readNumbers } from '../columns/read-columns.js';
import type { SqlRow } from '../engine/values.js';
import { objectsAreIndexed } from '../lake/catalog/schema.js';
import { findInIndex } from '../lake/catalog/uid-index.js';
import { isAtSql, partsAt, pathsOf } from '../lake/find-rows.js';
import { inTurn } from '../lake/in-turn.js';
import type { SnapshotRef } from '../lake/lake.js';
import type { DoseLake } from '../lake/open-lake.js';
import { filledColumnsOf } from '../lake/parts/filled-columns.js';
import { canMatch, latestDayWith, type Extent, type Part } from '../lake/parts/part.js';
import type { ModelName } from './model.js';
import type { Overlays } from './overlays.js';
import { ReadyStudies } from './ready-studies.js';
import { PreparedRows, type ColumnNames, type Preparation } from './prepared-rows.js';
import { slicesOf, type Slice } from './slices.js';
import { createViews, datesOfStudies, dropViews, type ModelOver, type Taking } from './views.js';

export type SnapshotQueryOptions = Omit<QueryOptions, 'schema'>;

/** One version of the whole store, held until closed: the same rows and names however the store goes on. */
export interface Snapshot {
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
  /**
   * What to put after FROM for the rows of a table in those parts alone that can hold the extent: the same rows and
   * columns as the view, of fewer parts, still to be filtered. In `source_objects` the dates are days of ingest. Given
   * the SQL that uses the rows, columns that it does not name are left out.
   */
  relation(table: ModelName, extent: Extent, usedIn?: readonly string[]): string;
  /** Like `relation`, over the parts that can hold these studies, found by study id or StudyInstanceUID. */
  relationOfStudies(
    table: ModelName,
    by: 'study_id' | 'study_instance_uid',
    keys: readonly string[],
    usedIn?: readonly string[],
  ): string;
  /**
   * Which columns any row in the parts that can hold these studies fills; null where all may be filled. Overlays fill
   * some that no part does.
   */
  filledColumnsOfStudies(
    table: ModelName,
    by: 'study_id' | 'study_instance_uid',
    keys: readonly string[],
  ): Promise<ReadonlySet<string> | null>;
  /**
   * A day from which on the parts that can hold the extent have at least `rowCount` rows, so that the newest rows can
   * be read without the others; null where all have fewer, or where a part does not tell its dates.
   */
  latestDayWith(table: ModelName, extent: Extent, rowCount: number): string | null;
  /** Holds the rows of a SELECT over the views in memory until they are let go. */
  holdRows(
    select: string,
    parameters?: readonly SqlParameter[],
    options?: SnapshotQueryOptions,
  ): Promise<HeldRows>;
  /** What to put after FROM for the studies with a number each, `study_number`, the same for as long as the snapshot is open; null where there are none. */
  numberedStudies(extent: Extent): string | null;
  /** The same of the parts that hold the studies of these numbers, at their dates; still to be filtered. */
  relationOfNumbered(studies: readonly NumberedStudy[], usedIn: readonly string[]): string;
  /** Rows of the parts that can hold the extent, before any filter. */
  rowCount(table: ModelName, extent: Extent): number;
  /** Extents of which every study lies in one, each of about so many studies or fewer where its dates allow it. */
  slices(studyCount: number): readonly Slice[];
  /** Reads the rows of a SELECT over the views as columns of these names; see `readColumns`. */
  readColumns(
    select: string,
    parameters: readonly SqlParameter[],
    names: readonly string[],
    options?: SnapshotQueryOptions,
  ): Promise<ColumnRows>;
  /** What is worked out once for the questions of any filter, and kept within bounds until the snapshot is closed. */
  readonly prepared: Prepared;
  /** The row of `studies` with this id, null where there is none or it is deleted. */
  studyById(studyId: string): Promise<SqlRow | null>;
  /** Rows of `studies` with this StudyInstanceUID. */
  studiesByUid(studyInstanceUid: string): Promise<SqlRow[]>;
  /** Rows of an event table with this irradiation event UID. */
  eventsByUid(table: 'ct_events' | 'projection_events', irradiationEventUid: string): Promise<SqlRow[]>;
  readonly parts: readonly Part[];
  /** Lets running queries end, then lets the snapshot go. */
  close(): Promise<void>;
}

/** Where a study is found by its number. */
export interface NumberedStudy {
  readonly number: number;
  /** YYYY-MM-DD; null where it has none. */
  readonly date: string | null;
}

/** What a snapshot prepares of rows that are the same for any filter. */
export interface Prepared {
  /** As a table, of which `work` gets the name. */
  table<T>(preparation: Preparation, work: (table: string) => Promise<T>): Promise<T>;
  /** As columns of whole numbers. */
  columns<T>(
    preparation: Preparation,
    work: (rows: ColumnRows, names: ColumnNames) => Promise<T>,
  ): Promise<T>;
  /** As the numbers of one column, in order, without nulls. */
  numbers<T>(name: string, select: string, work: (numbers: Float64Array) => Promise<T>): Promise<T>;
  /**
   * Gives `work` a table of all studies, deleted ones left out, with the columns that the SQL names, and
   * `study_number`. Null, so that the parts are asked, where it is not there yet or not worth having: the extent is
   * small, or the SQL reads other tables too. To be asked again later.
   */
  studies<T>(
    extent: Extent,
    usedIn: readonly string[],
    work: (table: string) => Promise<T>,
  ): Promise<T> | null;
}

export interface SnapshotOptions {
  /** Default: the newest. */
  readonly snapshotId?: number;
  /** Engine to share with other snapshots; by default the lake's own. */
  readonly engine?: Engine;
  /** From so many studies on, columns that questions name are held in memory. */
  readonly readyFrom?: number;
  /** How long a snapshot must have been there for that. */
  readonly readyAfterMs?: number;
  /** Opens an engine of its own that can read this snapshot's parts and nothing else, for SQL that a user wrote. */
  readonly isolated?: EngineOptions;
}

/** Of more parts it is not worth looking which columns they fill. */
const MOST_PARTS_LOOKED_INTO = 8;

/** Most bytes that are kept prepared while nobody asks about them. */
const MOST_PREPARED_BYTES = { tables: 2 ** 27, columns: 2 ** 30, numbers: 2 ** 27 };
/** A number and a value of a spelling, compressed or not. */
const BYTES_OF_TABLE_ROW = 24;

/** Default of `readyFrom`: fewer studies are read from parts as fast. */
const READY_FROM = 200_000;
/** Default of `readyAfterMs`: an ingest commits one snapshot after another, each of which would be made ready in vain. */
const READY_AFTER_MS = 30_000;
/** A question about less than this part of the studies reads those alone. */
const LEAST_SHARE = 1 / 8;
/** Studies that are read at once to be held. */
const STUDIES_AT_ONCE = 1_500_000;

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
    const relations = await createViews(lake.context, engine, views, pin.parts);
    if (options.isolated) await engine.lockDown(pathsOf(lake.context.lakeFolder, pin.parts));
    return snapshotOver(lake, engine, views, pin, relations, options);
  } catch (error) {
    pin.release();
    if (options.isolated) await engine.close();
    else await dropViews(engine, views);
    throw error;
  }
}

function snapshotOver(
  lake: DoseLake,
  engine: Engine,
  views: string,
  pin: ReturnType<DoseLake['pin']>,
  { modelOver, overlays }: { modelOver: ModelOver; overlays: Overlays },
  { isolated, readyFrom = READY_FROM, readyAfterMs = READY_AFTER_MS }: SnapshotOptions,
): Snapshot {
  const { parts } = pin;
  const ofTable = (table: ModelName): Part[] => parts.filter((part) => part.table === table);

  const relationOver = (table: ModelName, some: readonly Part[], usedIn?: readonly string[]): string =>
    usedIn === undefined && some.length === ofTable(table).length
      ? `memory."${views}".${table}`
      : `(${modelOver(table, some, { usedIn })})`;

  /** The dates by which the index finds the rows of these studies in a table; null where it does not tell. */
  const datesIn = (
    table: ModelName,
    by: 'study_id' | 'study_instance_uid',
    keys: readonly string[],
  ): readonly (string | null)[] | null => {
    const { sqlite, indexKey } = lake.context;
    if (table !== 'source_objects') {
      const kind = by === 'study_id' ? 'study_id' : 'study_row';
      return datesOfStudies(lake.context, findInIndex(sqlite, indexKey, kind, keys));
    }
    if (by === 'study_id' || !objectsAreIndexed(sqlite)) return null;
    const hits = findInIndex(sqlite, indexKey, 'object_of_study', keys);
    return [...hits.values()].flatMap((found) => found.map(({ studyDate }) => studyDate));
  };
  const partsOfStudies = (...[table, by, keys]: Parameters<Snapshot['relationOfStudies']>): Part[] => {
    const dates = datesIn(table, by, keys);
    return dates === null ? ofTable(table) : partsAt(parts, table, dates);
  };
  const relationOfStudies: Snapshot['relationOfStudies'] = (table, by, keys, usedIn) => {
    const dates = datesIn(table, by, keys);
    if (dates === null) return relationOver(table, ofTable(table), usedIn);
    const only = isAtSql(table, dates);
    return `(${modelOver(table, partsAt(parts, table, dates), { only, usedIn })})`;
  };

  const filledColumnsOfStudies: Snapshot['filledColumnsOfStudies'] = async (table, by, keys) => {
    const few = partsOfStudies(table, by, keys);
    if (few.length > MOST_PARTS_LOOKED_INTO) return null;
    const withRows = few.filter(({ rowCount }) => rowCount > 0);
    const filled = await filledColumnsOf(engine, lake.context.lakeFolder, withRows);
    return withRows.length === 0 ? filled : new Set([...filled, ...overlays.filledColumns]);
  };

  const withinExtent = (table: ModelName, extent: Extent): Part[] =>
    parts.filter((part) => part.table === table && canMatch(part, widened(extent, overlays)));

  const running = new Set<Promise<unknown>>();
  const whileOpen = async <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  };
  const query: Snapshot['query'] = (sql, parameters, options) =>
    whileOpen(engine.query(sql, parameters, { ...options, schema: views }));
  const hold: Snapshot['holdRows'] = (select, parameters = [], options = {}) =>
    whileOpen(holdRows(engine, select, parameters, { ...options, schema: views }));
  const whole = { schema: views };
  const tables = new PreparedRows<string>(async (selects) => {
    const { table, letGo } = await whileOpen(holdRows(engine, selects.join(' UNION ALL '), [], whole));
    const [size] = await query(`SELECT count(*) AS n FROM ${table}`);
    return { product: table, byteCount: Number(size?.['n'] ?? 0) * BYTES_OF_TABLE_ROW, letGo };
  }, MOST_PREPARED_BYTES.tables);
  // What takes memory while it is made is made one after another.
  const making = inTurn();
  const columns = new PreparedRows<ColumnRows>(async (selects, names, mostRows) => {
    const columnNames = [...names.values()];
    const rows = await whileOpen(
      making(() => readColumns(engine, selects, [], columnNames, whole, mostRows)),
    );
    return { product: rows, byteCount: byteCountOf(rows), letGo: async () => undefined };
  }, MOST_PREPARED_BYTES.columns);
  const numbers = new PreparedRows<Float64Array>(async ([select]) => {
    const read = await whileOpen(readNumbers(engine, select!, whole));
    return { product: read, byteCount: read.byteLength, letGo: async () => undefined };
  }, MOST_PREPARED_BYTES.numbers);
  const rowCount: Snapshot['rowCount'] = (table, extent) =>
    withinExtent(table, extent).reduce((sum, part) => sum + part.rowCount, 0);
  const studyCount = rowCount('studies', {});
  const firstNumbers = firstNumbersOf(ofTable('studies'));
  const numbered = (some: readonly Part[], taking: Taking = {}): string =>
    `(${modelOver('studies', some, { ...taking, more: numberSql(some.map((part) => firstNumbers.get(part)!)) })})`;
  const numberedStudies = (extent: Extent, usedIn?: readonly string[]): string | null => {
    const read = withinExtent('studies', extent).filter((part) => part.rowCount > 0);
    return read.length === 0 ? null : numbered(read, { usedIn });
  };
  const readyStudies = new ReadyStudies({
    rowCount: studyCount,
    settlesInMs: () => Date.parse(pin.snapshot.committedAt) + readyAfterMs - Date.now(),
    make: (names, signal) => {
      const selected = [...names.map((name) => `s."${name}"`), 's.study_number'].join(', ');
      const selects = slicesOf(ofTable('studies'), STUDIES_AT_ONCE).flatMap(({ extent, conditionSql }) => {
        const from = numberedStudies(extent, [selected, conditionSql]);
        return from ? [`SELECT ${selected} FROM ${from} s WHERE ${conditionSql}`] : [];
      });
      return whileOpen(making(() => compressedTable(engine, selects, { ...whole, signal })));
    },
  });
  const prepared: Prepared = {
    table: (preparation, work) => whileOpen(tables.use(preparation, work)),
    columns: (preparation, work) => whileOpen(columns.use(preparation, work)),
    numbers: (name, select, work) =>
      whileOpen(numbers.use({ name, expressions: new Map(), selectsSql: () => [select] }, work)),
    studies: (extent, usedIn, work) => {
      const read = rowCount('studies', extent);
      if (read < readyFrom || read < studyCount * LEAST_SHARE) return null;
      const answer = readyStudies.use(usedIn, work);
      return answer && whileOpen(answer);
    },
  };

  return {
    ref: pin.snapshot,
    parts,
    query,
    queryReadOnly: (sql, parameters, options) =>
      whileOpen(engine.queryReadOnly(sql, parameters, { ...options, schema: views })),
    relation: (table, extent, usedIn) => relationOver(table, withinExtent(table, extent), usedIn),
    latestDayWith: (table, extent, rowCount) => latestDayWith(withinExtent(table, extent), rowCount),
    holdRows: hold,
    numberedStudies: (extent) => numberedStudies(extent),
    relationOfNumbered: (studies, usedIn) => {
      const holds = ([part, first]: readonly [Part, number]): boolean =>
        studies.some(({ number }) => number >= first && number < first + part.rowCount);
      const read = [...firstNumbers].filter(holds).map(([part]) => part);
      return numbered(read, {
        usedIn,
        only: isAtSql(
          'studies',
          studies.map(({ date }) => date),
        ),
      });
    },
    rowCount,
    slices: (studyCount) => slicesOf(ofTable('studies'), studyCount),
    readColumns: (select, parameters, names, options = {}) =>
      whileOpen(readColumns(engine, [select], parameters, names, { ...options, schema: views })),
    prepared,
    relationOfStudies,
    filledColumnsOfStudies: (table, by, keys) => whileOpen(filledColumnsOfStudies(table, by, keys)),
    studyById: async (studyId) => {
      const relation = relationOfStudies('studies', 'study_id', [studyId]);
      return (await query(`SELECT * FROM ${relation} WHERE study_id = ?`, [studyId]))[0] ?? null;
    },
    studiesByUid: async (uid) => {
      const relation = relationOfStudies('studies', 'study_instance_uid', [uid]);
      return query(`SELECT * FROM ${relation} WHERE study_instance_uid = ? ORDER BY study_id`, [uid]);
    },
    eventsByUid: async (table, uid) => {
      const hits = findInIndex(lake.context.sqlite, lake.context.indexKey, 'event', [uid]);
      const relation = relationOver(table, partsAt(parts, table, datesOfStudies(lake.context, hits)));
      return query(`SELECT * FROM ${relation} WHERE irradiation_event_uid = ? ORDER BY study_id, event_key`, [
        uid,
      ]);
    },
    close: async () => {
      readyStudies.stop();
      await Promise.allSettled(running);
      await readyStudies.close();
      for (const rows of [tables, columns, numbers]) await rows.close();
      if (isolated) await engine.close();
      else await dropViews(engine, views);
      pin.release();
    },
  };
}

/** A reclassified study lies in a part of its former modality. */
function widened(extent: Extent, { sections }: Overlays): Extent {
  const { modalities, ...dates } = extent;
  return modalities === undefined || sections.has('reclassifications') ? dates : { ...dates, modalities };
}

/** A study is numbered by its place among the rows of all parts, whichever of them are read. */
function firstNumbersOf(all: readonly Part[]): ReadonlyMap<Part, number> {
  const firstNumbers = new Map<Part, number>();
  let next = 0;
  for (const part of all) {
    firstNumbers.set(part, next);
    next += part.rowCount;
  }
  return firstNumbers;
}

/** The number of a study that is read from parts, of which the first numbers are given. */
function numberSql(firstNumbers: readonly number[]): string {
  return `CAST([${firstNumbers.join(', ')}][CAST(file_index AS INTEGER) + 1] + file_row_number AS INTEGER) AS study_number`;
}
