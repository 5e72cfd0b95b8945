import { CALCULATIONS_HERE, type Calculations } from '../columns/calculations.js';
import { byteCountOf, type ColumnRows } from '../columns/column-rows.js';
import { readColumns, readNumbers } from '../columns/read-columns.js';
import { compressedTable } from '../engine/compressed-table.js';
import type { Engine } from '../engine/engine.js';
import { holdRows, type HeldRows } from '../engine/held-rows.js';
import { inTurn } from '../lake/in-turn.js';
import type { Extent } from '../lake/parts/part.js';
import { HeldStudies, keptOf, keptSql } from './held-studies.js';
import { PreparedRows, type ColumnNames, type Preparation } from './prepared-rows.js';
import { ReadyStudies, type Inherited, type ReadySource, type StudiesFrom } from './ready-studies.js';
import type { OwnRelations, Relations } from './relations.js';

/** What a snapshot prepares of rows that are the same for any filter. */
export interface Prepared {
  /** As a table, of which `work` gets the name. */
  table<T>(preparation: Preparation, work: (table: string) => Promise<T>): Promise<T>;
  /** As columns of whole numbers. */
  columns<T>(
    preparation: Preparation,
    work: (rows: ColumnRows, names: ColumnNames) => Promise<T>,
  ): Promise<T>;
  /** Where questions to prepared columns are worked out. */
  readonly calculations: Calculations;
  /** As the numbers of one column, in order, without nulls. */
  numbers<T>(name: string, select: string, work: (numbers: Float64Array) => Promise<T>): Promise<T>;
  /**
   * Gives `work` what to put after FROM for all studies, deleted ones left out, with the columns that the SQL names,
   * and `study_number`. Null, so that the parts are asked, where it is not there yet or not worth having: the extent is
   * small, or the SQL reads other tables too. To be asked again later.
   */
  studies<T>(
    extent: Extent,
    usedIn: readonly string[],
    work: (from: string) => Promise<T>,
  ): Promise<T> | null;
  /** What the next snapshot goes on with; the studies held in it are to be let go. */
  toInherit(): Inherited;
}

/** When the columns of studies that questions name are held in memory. */
export interface Readiness extends Inherited {
  /** From so many studies on; default 200,000: fewer are read from parts as fast. */
  readonly readyFrom?: number | undefined;
  /**
   * Once the snapshot has been there for so long; default half a minute: an ingest commits one after another, each of
   * which would be made ready in vain.
   */
  readonly readyAfterMs?: number | undefined;
  /** Where questions to prepared columns are worked out; default: in the thread that asks. */
  readonly calculations?: Calculations | undefined;
}

/** Where rows are prepared from. */
export interface PreparedFrom {
  readonly engine: Engine;
  /** Of the views. */
  readonly schema: string;
  readonly relations: OwnRelations;
  readonly committedAt: string;
  /** Work that the snapshot stays open for. */
  readonly whileOpen: <T>(work: Promise<T>) => Promise<T>;
}

/** Most bytes that are kept prepared while nobody asks about them. */
const MOST_BYTES = { tables: 2 ** 27, columns: 2 ** 30, numbers: 2 ** 27 };
/** A number and a value of a spelling, compressed or not. */
const BYTES_OF_TABLE_ROW = 24;
/** Fewer rows are read from parts as fast. */
const FEWEST_ROWS = 200_000;
/** A question about less than this part of the rows reads those alone. */
const LEAST_SHARE = 1 / 8;
/** Studies that are read at once to be held. */
const STUDIES_AT_ONCE = 1_500_000;

/** Whether a question that reads so many of all rows is better asked of what is prepared once for any filter. */
export function readsEnough(rowCount: number, ofRows: number, fewest = FEWEST_ROWS): boolean {
  return rowCount >= fewest && rowCount >= ofRows * LEAST_SHARE;
}

/** Prepares nothing before it is asked for. `stop` comes before the last work has ended, `close` after. */
export function preparing(
  from: PreparedFrom,
  {
    readyFrom = FEWEST_ROWS,
    readyAfterMs = 30_000,
    calculations = CALCULATIONS_HERE,
    ...inherited
  }: Readiness,
): Prepared & { stop(): void; close(): Promise<void> } {
  const { relations, whileOpen } = from;
  // What takes memory while it is made is made one after another.
  const making = inTurn();
  const tables = preparedTables(from);
  const columns = preparedColumns(from, making);
  const numbers = preparedNumbers(from);
  const studyCount = relations.rowCount('studies', {});
  const ready = new ReadyStudies(
    readySource(from, making, studyCount, readyAfterMs),
    studyCount < readyFrom ? { ...inherited, namedLately: [] } : inherited,
  );

  return {
    table: (preparation, work) => whileOpen(tables.use(preparation, work)),
    columns: (preparation, work) => whileOpen(columns.use(preparation, work)),
    calculations,
    numbers: (name, select, work) =>
      whileOpen(numbers.use({ name, expressions: new Map(), selectsSql: () => [select] }, work)),
    studies: (extent, usedIn, work) => {
      if (!readsEnough(relations.rowCount('studies', extent), studyCount, readyFrom)) return null;
      const answer = ready.use(usedIn, work);
      return answer && whileOpen(answer);
    },
    toInherit: () => ({ namedLately: ready.named, heldStudies: ready.share() }),
    stop: () => ready.stop(),
    close: async () => {
      await ready.close();
      for (const rows of [tables, columns, numbers]) await rows.close();
    },
  };
}

/** Does one work after another. */
type InTurn = ReturnType<typeof inTurn>;

function preparedTables({ engine, schema, whileOpen }: PreparedFrom): PreparedRows<string> {
  return new PreparedRows<string>(async (selects) => {
    const { table, letGo } = await whileOpen(holdRows(engine, selects.join(' UNION ALL '), [], { schema }));
    const [size] = await whileOpen(engine.query(`SELECT count(*) AS n FROM ${table}`));
    return { product: table, byteCount: Number(size?.['n'] ?? 0) * BYTES_OF_TABLE_ROW, letGo };
  }, MOST_BYTES.tables);
}

function preparedColumns(
  { engine, schema, whileOpen }: PreparedFrom,
  making: InTurn,
): PreparedRows<ColumnRows> {
  return new PreparedRows<ColumnRows>(async (selects, names, mostRows) => {
    const read = (): Promise<ColumnRows> =>
      readColumns(engine, selects, [], [...names.values()], { schema }, mostRows);
    const rows = await whileOpen(making(read));
    return { product: rows, byteCount: byteCountOf(rows), letGo: async () => undefined };
  }, MOST_BYTES.columns);
}

function preparedNumbers({ engine, schema, whileOpen }: PreparedFrom): PreparedRows<Float64Array> {
  return new PreparedRows<Float64Array>(async ([select]) => {
    const read = await whileOpen(readNumbers(engine, select!, { schema }));
    return { product: read, byteCount: read.byteLength, letGo: async () => undefined };
  }, MOST_BYTES.numbers);
}

/** Where the columns of all studies come from that are held in memory. */
function readySource(
  { engine, schema, relations, committedAt, whileOpen }: PreparedFrom,
  making: InTurn,
  rowCount: number,
  readyAfterMs: number,
): ReadySource {
  return {
    rowCount,
    settlesInMs: () => Date.parse(committedAt) + readyAfterMs - Date.now(),
    make: async (names, signal) => {
      const selects = studySelects(relations, names);
      const read = (): Promise<HeldRows> => compressedTable(engine, selects, { schema, signal });
      return new HeldStudies(new Set(names), await whileOpen(making(read)), relations.studiesFrom);
    },
    reading: (held) => readingOf(relations, held),
  };
}

/** SELECTs that give all studies together, with these columns and their numbers. */
function studySelects(relations: Relations, columns: readonly string[]): readonly string[] {
  const selected = [...columns.map((name) => `s."${name}"`), 's.study_number'].join(', ');
  return relations.slices(STUDIES_AT_ONCE).flatMap(({ extent, conditionSql }) => {
    const studies = relations.numberedStudies(extent, [selected, conditionSql]);
    return studies ? [`SELECT ${selected} FROM ${studies} s WHERE ${conditionSql}`] : [];
  });
}

/** How the studies of these relations are read from what is held, and from the parts that came since. */
function readingOf(relations: OwnRelations, held: HeldStudies): StudiesFrom | null {
  if (held.from === relations.studiesFrom) return () => held.rows.table;
  const has = keptOf(held.from, relations.studiesFrom);
  if (has === null) return null;
  const added = has.added.filter(({ rowCount }) => rowCount > 0);
  return (columns) => {
    const kept = keptSql(held.rows.table, has.kept, columns);
    if (added.length === 0) return `(${kept})`;
    const selected = [...columns.map((name) => `"${name}"`), 'study_number'].join(', ');
    return `(${kept} UNION ALL SELECT ${selected} FROM ${relations.numberedStudiesOf(added, [selected])})`;
  };
}
