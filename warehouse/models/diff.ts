import type { SqlRow } from '../engine/values.js';
import { TABLES, type TableName } from '../tables/index.js';
import type { Snapshot } from './snapshot.js';

/** Tables of which two snapshots are compared. */
export const COMPARED_TABLES = [
  'studies',
  'ct_events',
  'projection_events',
  'nm_administrations',
  'accumulated_doses',
] as const satisfies readonly TableName[];

export type ComparedTable = (typeof COMPARED_TABLES)[number];

/** One value that differs; a row that came or went has no column. */
export interface SnapshotDifference {
  readonly table: ComparedTable;
  /** Values of the table's key columns, joined by a blank. */
  readonly row: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly column: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** Rows of a table that one page of a comparison holds. */
const PAGE = 5000;

/**
 * What changed from one snapshot to another, as everyone sees it: deletions, names and facts of the site count. Row by
 * row in the order of the keys; both snapshots must be of the same engine.
 */
export async function* differences(before: Snapshot, after: Snapshot): AsyncGenerator<SnapshotDifference> {
  for (const table of COMPARED_TABLES) {
    for (let last: string | null = null; ;) {
      const rows: SqlRow[] = await after.query(
        pageSql(table, before, after, last !== null),
        last === null ? [] : [last],
      );
      for (const row of rows) yield* cellsOf(table, row);
      if (rows.length < PAGE) break;
      last = String(rows.at(-1)!['key']);
    }
  }
}

function pageSql(table: ComparedTable, before: Snapshot, after: Snapshot, goesOn: boolean): string {
  const { key, columnNames } = TABLES[table];
  const keyOf = (side: string): string =>
    `concat_ws(' ', ${key.map((name) => `coalesce(${side}."${name}"::VARCHAR, 'null')`).join(', ')})`;
  const cells = columnNames.map(
    (name) =>
      `CASE WHEN b."${name}" IS DISTINCT FROM a."${name}" THEN
         {'column': '${name}', 'before': b."${name}"::VARCHAR, 'after': a."${name}"::VARCHAR} END`,
  );
  const isOther = columnNames.map((name) => `b."${name}" IS DISTINCT FROM a."${name}"`).join(' OR ');
  return `
    SELECT key, was, is_now, CASE WHEN was AND is_now THEN list_filter([${cells.join(', ')}], lambda cell: cell IS NOT NULL) END AS cells
    FROM (SELECT coalesce(b.key, a.key) AS key, b.key IS NOT NULL AS was, a.key IS NOT NULL AS is_now, b, a
          FROM (SELECT *, ${keyOf('o')} AS key FROM ${before.relation(table, {})} o) b
          FULL JOIN (SELECT *, ${keyOf('n')} AS key FROM ${after.relation(table, {})} n) a ON a.key = b.key
          WHERE a.key IS NULL OR b.key IS NULL OR ${isOther})
    ${goesOn ? 'WHERE key > ?' : ''}
    ORDER BY key LIMIT ${PAGE}`;
}

interface Cell {
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

function cellsOf(table: ComparedTable, found: SqlRow): SnapshotDifference[] {
  const about = { table, row: String(found['key']) };
  if (!found['was']) return [{ ...about, change: 'added', column: null, before: null, after: null }];
  if (!found['is_now']) return [{ ...about, change: 'removed', column: null, before: null, after: null }];
  const cells = (found['cells'] ?? []) as unknown as readonly Cell[];
  return cells.map((cell) => ({ ...about, change: 'changed', ...cell }));
}
