import { isDeepStrictEqual } from 'node:util';
import type { Column } from '../../warehouse/tables/column.js';
import { STUDY_TABLES, TABLES, type Rows, type StudyTable } from '../../warehouse/tables/index.js';

/** One value that differs; a row that came or went is one cell without a column. */
export interface ChangedCell {
  readonly study_id: string;
  readonly table: StudyTable;
  /** Values of the table's key columns, joined by a blank. */
  readonly row: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly column: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

type Row = Readonly<Record<string, unknown>>;

/** Every cell in which the rows of some studies differ, row by row of each table in the order of the keys. */
export function changedCells(before: Rows, after: Rows): ChangedCell[] {
  return STUDY_TABLES.flatMap((table) => {
    const old = byKey(table, before[table] as readonly Row[] | undefined);
    const fresh = byKey(table, after[table] as readonly Row[] | undefined);
    const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
    return keys.flatMap((key) => cellsOfRow(table, key, old.get(key), fresh.get(key)));
  });
}

function byKey(table: StudyTable, rows: readonly Row[] = []): Map<string, Row> {
  return new Map(rows.map((row) => [TABLES[table].key.map((name) => String(row[name])).join(' '), row]));
}

function cellsOfRow(
  table: StudyTable,
  row: string,
  before: Row | undefined,
  after: Row | undefined,
): ChangedCell[] {
  const about = { study_id: String((before ?? after)?.['study_id']), table, row };
  if (!before) return [{ ...about, change: 'added', column: null, before: null, after: null }];
  if (!after) return [{ ...about, change: 'removed', column: null, before: null, after: null }];
  return TABLES[table].columnNames
    .filter((name) => !isSame(table, name, before[name] ?? null, after[name] ?? null))
    .map((column) => ({
      ...about,
      change: 'changed',
      column,
      before: before[column] ?? null,
      after: after[column] ?? null,
    }));
}

function isSame(table: StudyTable, name: string, before: unknown, after: unknown): boolean {
  const { type } = (TABLES[table].columns as Readonly<Record<string, Column>>)[name]!;
  const hasFraction = type === 'timestamp' || type === 'time';
  return hasFraction ? shortInstant(before) === shortInstant(after) : isDeepStrictEqual(before, after);
}

/** The lake gives fractions of a second without the zeros at their end. */
function shortInstant(text: unknown): unknown {
  return typeof text === 'string' ? text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : text;
}
