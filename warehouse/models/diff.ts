import type { SqlRow } from '../engine/values.js';
import type { Part } from '../lake/parts/part.js';
import { OVERLAY_TABLES, STUDY_TABLES, TABLES, type StudyTable, type TableName } from '../tables/index.js';
import type { Snapshot } from './snapshot.js';

/** One value that differs; a row that came or went has no column. */
export interface SnapshotDifference {
  readonly table: StudyTable;
  /** Values of the table's key columns, joined by a blank. */
  readonly row: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly column: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

const OVERLAYS: ReadonlySet<TableName> = new Set(OVERLAY_TABLES);

/** Differing rows of a table that are told at once. */
const PAGE = 5000;

/**
 * What changed from one snapshot to another, as everyone sees it: deletions, names and facts of the site count. Row by
 * row in the order of the keys; both snapshots must be of the same engine. Each table is read once, in the parts that
 * only one of the snapshots has and, where their overlays differ, in the others' columns that overlays change. What
 * differs is held, spilled where it is much, until it is told.
 */
export async function* differences(before: Snapshot, after: Snapshot): AsyncGenerator<SnapshotDifference> {
  const inBoth = filesInBoth(before, after);
  for (const table of STUDY_TABLES) {
    const selects = comparisons(before, after, table, inBoth);
    if (selects.length === 0) continue;
    const differing = await after.holdRows(selects.join(' UNION ALL '));
    try {
      for await (const row of rowsInOrder(after, differing.table)) yield* cellsOf(table, row);
    } finally {
      await differing.letGo();
    }
  }
}

/** SQL of what differs in a table. A row in a part of both snapshots is in that part and no other in both. */
function comparisons(
  before: Snapshot,
  after: Snapshot,
  table: StudyTable,
  inBoth: ReadonlySet<string>,
): readonly string[] {
  const isShared = ({ file }: Part): boolean => inBoth.has(file);
  const all = [...before.parts, ...after.parts];
  const compared = (isRead: (part: Part) => boolean, columns: readonly string[]): string[] => {
    const hasRows = all.some((part) => part.table === table && isRead(part));
    if (!hasRows) return [];
    const used = [[...TABLES[table].key, ...columns].join(' ')];
    const [was, is] = [before, after].map((snapshot) => snapshot.relationOver(table, isRead, used));
    return [differingSql(table, columns, was!, is!)];
  };
  const { columnNames } = TABLES[table];
  const beside = compared((part) => !isShared(part), columnNames);
  if (all.filter((part) => OVERLAYS.has(part.table)).every(isShared)) return beside;
  const overlaid = new Set([...before.overlaidColumns, ...after.overlaidColumns]);
  const changeable = columnNames.filter((name) => overlaid.has(name));
  return [...beside, ...compared(isShared, changeable)];
}

function filesInBoth(before: Snapshot, after: Snapshot): ReadonlySet<string> {
  const former = new Set(before.parts.map(({ file }) => file));
  return new Set(after.parts.map(({ file }) => file).filter((file) => former.has(file)));
}

async function* rowsInOrder(snapshot: Snapshot, table: string): AsyncGenerator<SqlRow> {
  for (let last: string | null = null; ;) {
    const goesOn = last === null ? '' : 'WHERE key > ?';
    const rows: SqlRow[] = await snapshot.query(
      `SELECT * FROM ${table} ${goesOn} ORDER BY key LIMIT ${PAGE}`,
      last === null ? [] : [last],
    );
    yield* rows;
    if (rows.length < PAGE) return;
    last = String(rows.at(-1)!['key']);
  }
}

const CELLS = 'STRUCT("column" VARCHAR, "before" VARCHAR, "after" VARCHAR)[]';

/** SQL of the rows that came, went or changed between two relations of a table, with those of these columns that differ. */
function differingSql(table: StudyTable, columns: readonly string[], before: string, after: string): string {
  const { key } = TABLES[table];
  const keyOf = (side: string): string =>
    `concat_ws(' ', ${key.map((name) => `coalesce(${side}."${name}"::VARCHAR, 'null')`).join(', ')})`;
  const cells = columns.map(
    (name) =>
      `CASE WHEN b."${name}" IS DISTINCT FROM a."${name}" THEN
         {'column': '${name}', 'before': b."${name}"::VARCHAR, 'after': a."${name}"::VARCHAR} END`,
  );
  const isOther = ['FALSE', ...columns.map((name) => `b."${name}" IS DISTINCT FROM a."${name}"`)].join(
    ' OR ',
  );
  return `
    SELECT coalesce(b.key, a.key) AS key, b.key IS NOT NULL AS was, a.key IS NOT NULL AS is_now,
           CASE WHEN b.key IS NOT NULL AND a.key IS NOT NULL
             THEN list_filter([${cells.join(', ')}]::${CELLS}, lambda cell: cell IS NOT NULL) END AS cells
    FROM (SELECT *, ${keyOf('o')} AS key FROM ${before} o) b
    FULL JOIN (SELECT *, ${keyOf('n')} AS key FROM ${after} n) a ON a.key = b.key
    WHERE a.key IS NULL OR b.key IS NULL OR ${isOther}`;
}

interface Cell {
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

function cellsOf(table: StudyTable, found: SqlRow): SnapshotDifference[] {
  const about = { table, row: String(found['key']) };
  if (!found['was']) return [{ ...about, change: 'added', column: null, before: null, after: null }];
  if (!found['is_now']) return [{ ...about, change: 'removed', column: null, before: null, after: null }];
  const cells = (found['cells'] ?? []) as unknown as readonly Cell[];
  return cells.map((cell) => ({ ...about, change: 'changed', ...cell }));
}
