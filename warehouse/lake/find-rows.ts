import { join } from 'node:path';
import { fileList, filesRelation, keyLiteral, layoutOf } from '../engine/column-types.js';
import type { SqlRow } from '../engine/values.js';
import { TABLES, type ColumnType, type TableName, type TableRow } from '../tables/index.js';
import { findInIndex, type IndexKind } from './catalog/uid-index.js';
import type { LakeContext } from './context.js';
import { OWN_DATE } from './parts/extent.js';
import { canHoldDate, type Part } from './parts/part.js';
import { requireSound } from './parts/sound-parts.js';

/** Absolute file names of parts. */
export function pathsOf(lakeFolder: string, parts: readonly Part[]): string[] {
  return parts.map(({ file }) => join(lakeFolder, file));
}

/** SQL of all rows of a table over the given parts. */
export function partsRelation(lakeFolder: string, table: TableName, parts: readonly Part[]): string {
  const filled = parts.filter(({ rowCount }) => rowCount > 0);
  const layout = layoutOf(TABLES[table]);
  const haveAllColumns = filled.every((part) => part.layout === layout);
  return filesRelation(TABLES[table], pathsOf(lakeFolder, filled), haveAllColumns);
}

/** The parts of a table that can hold rows of any of these dates. */
export function partsAt(parts: readonly Part[], table: TableName, dates: Iterable<string | null>): Part[] {
  const wanted = [...new Set(dates)];
  return parts.filter((part) => part.table === table && wanted.some((date) => canHoldDate(part, date)));
}

/**
 * The condition on the rows of a table that they lie at one of these dates, so that the other row groups of a part need
 * not be read; null where rows do not tell their date themselves.
 */
export function isAtSql(table: TableName, dates: readonly (string | null)[]): string | null {
  const column = OWN_DATE[table];
  const days = [...new Set(dates)].filter((date) => date !== null).sort();
  if (column === undefined || days.length === 0) return null;
  const columns: Readonly<Record<string, { readonly type: ColumnType }>> = TABLES[table].columns;
  const isThen =
    columns[column]?.type === 'date'
      ? `"${column}" IN (${days.map((day) => `DATE '${day}'`).join(', ')})`
      : `"${column}" >= DATE '${days[0]}' AND "${column}" < DATE '${days.at(-1)}' + INTERVAL 1 DAY`;
  return dates.includes(null) ? `(${isThen} OR "${column}" IS NULL)` : isThen;
}

/** The condition on the rows of a table that a column of text has one of these values; see `keyLiteral`. */
export function hasKeySql(table: TableName, column: string, keys: readonly string[]): string {
  if (!TABLES[table].columnNames.includes(column)) throw new Error(`Table ${table} has no ${column}`);
  return keys.length === 0 ? 'FALSE' : `"${column}" IN (${keys.map(keyLiteral).join(', ')})`;
}

/** The parts of a table that can hold what the index knows of these keys. */
export function partsByIndex(
  context: LakeContext,
  parts: readonly Part[],
  table: TableName,
  kind: IndexKind,
  keys: readonly string[],
): Part[] {
  const hits = findInIndex(context.sqlite, context.indexKey, kind, keys);
  return partsAt(
    parts,
    table,
    [...hits.values()].flatMap((found) => found.map(({ studyDate }) => studyDate)),
  );
}

/** Rows of a table, from the given parts, with one of these values in a text column; all rows without a column. */
export async function readRows<N extends TableName>(
  context: LakeContext,
  table: N,
  parts: readonly Part[],
  only?: { readonly column: string; readonly values: readonly string[] },
): Promise<TableRow<N>[]> {
  if (parts.length === 0) return [];
  const relation = partsRelation(context.lakeFolder, table, parts);
  const rows: SqlRow[] = only
    ? await context.engine.query(
        `SELECT * FROM ${relation} WHERE "${only.column}" IN (SELECT unnest(?::VARCHAR[]))`,
        [only.values],
      )
    : await context.engine.query(`SELECT * FROM ${relation}`);
  return rows as unknown as TableRow<N>[];
}

/** Some columns of the rows of a table, from the given parts, that have one of these values in a column of text or texts. */
export async function readColumns<N extends TableName, C extends keyof TableRow<N> & string>(
  context: LakeContext,
  table: N,
  parts: readonly Part[],
  columns: readonly C[],
  { column, values }: { readonly column: string; readonly values: readonly string[] },
): Promise<Pick<TableRow<N>, C>[]> {
  if (parts.length === 0 || values.length === 0) return [];
  const names = columns.map((name) => `"${name}"`).join(', ');
  const rows = await context.engine.query(
    `SELECT ${names} FROM ${partsRelation(context.lakeFolder, table, parts)} WHERE ${hasOneOf(table, column)}`,
    [values],
  );
  return rows as unknown as Pick<TableRow<N>, C>[];
}

/** That a column has one of the values of the only parameter, or a list of it one among its texts. */
function hasOneOf(table: TableName, column: string): string {
  const columns: Readonly<Record<string, { readonly type: ColumnType }>> = TABLES[table].columns;
  const isWanted = (text: string): string => `${text} IN (SELECT unnest(?::VARCHAR[]))`;
  return columns[column]?.type === 'text[]'
    ? `EXISTS (SELECT 1 FROM unnest("${column}") AS texts(text) WHERE ${isWanted('texts.text')})`
    : isWanted(`"${column}"`);
}

/**
 * Those of the parts that hold a row with one of these values in a text column.
 * @throws DamagedPartsError where one of them cannot be read.
 */
export async function partsHolding(
  context: LakeContext,
  candidates: readonly Part[],
  column: string,
  values: readonly string[],
): Promise<Part[]> {
  if (candidates.length === 0 || values.length === 0) return [];
  const paths = pathsOf(context.lakeFolder, candidates);
  const rows = await context.engine
    .query(
      `SELECT DISTINCT filename FROM read_parquet(${fileList(paths)}, filename = true)
       WHERE "${column}" IN (SELECT unnest(?::VARCHAR[]))`,
      [values],
    )
    .catch(async (error: unknown) => {
      // DuckDB does not say which file it could not read.
      await requireSound(context.lakeFolder, candidates);
      throw error;
    });
  const holding = new Set(rows.map(({ filename }) => filename));
  return candidates.filter((_, index) => holding.has(paths[index]!));
}
