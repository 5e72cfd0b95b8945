import { filesRelation } from '../../engine/column-types.js';
import type { Engine } from '../../engine/engine.js';
import type { SqlRow, SqlValue } from '../../engine/values.js';
import type { ColumnType, Table } from '../../tables/index.js';

/** Characters (code points) of a text bound; longer ones are cut. */
const TEXT_BOUND_LENGTH = 32;
const GREATEST_CHARACTER = '\u{10ffff}';

/** A column, or a field of a struct, of which statistics are given; without a kind only its nulls are counted. */
interface CountedColumn {
  readonly path: readonly string[];
  readonly bounds: 'number' | 'date' | 'instant' | 'text' | null;
}

type Tree = { [name: string]: Tree | SqlValue };

/**
 * What is counted in a table: the nulls of everything but binary content, and the bounds of numbers, dates and
 * instants. Of texts only the one that parts are sorted by has bounds: others tell a reader nothing about where to look,
 * and what people wrote belongs in the rows alone.
 */
function countedColumns(table: Table): CountedColumn[] {
  return table.columnNames.flatMap((name): CountedColumn[] => {
    const { type, identity } = table.columns[name]!;
    if (type === 'blob') return [];
    if (typeof type === 'object' && 'struct' in type) {
      return Object.entries(type.struct).map(([field, fieldType]) => ({
        path: [name, field],
        bounds: fieldType === 'number' ? 'number' : null,
      }));
    }
    if (type === 'text') {
      const isLeading = name === table.sortedBy[0] && identity === 'none';
      return [{ path: [name], bounds: isLeading ? 'text' : null }];
    }
    return [{ path: [name], bounds: boundsOf(type) }];
  });
}

function boundsOf(type: ColumnType): CountedColumn['bounds'] {
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'date') return 'date';
  return type === 'timestamp' ? 'instant' : null;
}

function sqlOf({ path, bounds }: CountedColumn, index: number): string {
  const column = path.map((name) => `"${name}"`).join('.');
  const count = `count(${column}) AS "stated ${index}"`;
  if (bounds === null) return count;
  return `${count}, min(${column}) AS "least ${index}", max(${column}) AS "greatest ${index}"`;
}

/** The least value as a bound that no value is below. */
function leastBound(bounds: CountedColumn['bounds'], value: SqlValue): SqlValue {
  if (typeof value !== 'string') return value;
  if (bounds === 'instant') return toMilliseconds(value);
  return bounds === 'text' ? firstCharacters(value) : value;
}

/** The greatest value as a bound that no value is above; null where the protocol's form cannot express one. */
function greatestBound(bounds: CountedColumn['bounds'], value: SqlValue): SqlValue {
  if (typeof value !== 'string') return value;
  if (bounds === 'instant') return isOfMilliseconds(value) ? toMilliseconds(value) : null;
  if (bounds !== 'text') return value;
  const start = firstCharacters(value);
  if (start === value) return value;
  return value.startsWith(GREATEST_CHARACTER, start.length) ? null : start + GREATEST_CHARACTER;
}

function firstCharacters(text: string): string {
  return [...text].slice(0, TEXT_BOUND_LENGTH).join('');
}

/** `2024-01-05T10:11:12.250`: instants are told to the millisecond, cut. */
function toMilliseconds(instant: string): string {
  const [whole = '', fraction = ''] = instant.split('.');
  return `${whole}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}

function isOfMilliseconds(instant: string): boolean {
  return (instant.split('.')[1] ?? '').length <= 3;
}

function place(tree: Tree, path: readonly string[], value: SqlValue): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) tree[name] = value;
  else place((tree[name] ??= {}) as Tree, rest, value);
}

function statisticsFrom(row: SqlRow, columns: readonly CountedColumn[]): string {
  const numRecords = Number(row['n']);
  const [minValues, maxValues, nullCount]: Tree[] = [{}, {}, {}];
  columns.forEach(({ path, bounds }, index) => {
    place(nullCount!, path, numRecords - Number(row[`stated ${index}`]));
    const least = leastBound(bounds, row[`least ${index}`] ?? null);
    const greatest = greatestBound(bounds, row[`greatest ${index}`] ?? null);
    if (least !== null) place(minValues!, path, least);
    if (greatest !== null) place(maxValues!, path, greatest);
  });
  return JSON.stringify({ numRecords, minValues, maxValues, nullCount });
}

/** The statistics of a file of a table, as the JSON text of an `add` (protocol, "Per-file Statistics"). */
export async function statisticsOf(
  engine: Engine,
  table: Table,
  file: string,
  hasAllColumns: boolean,
): Promise<string> {
  const columns = countedColumns(table);
  const [row] = await engine.query(
    `SELECT count(*) AS n, ${columns.map(sqlOf).join(', ')}
     FROM ${filesRelation(table, [file], hasAllColumns)}`,
  );
  return statisticsFrom(row!, columns);
}

/** How many rows the statistics of an `add` tell of. */
export function rowCountOf(stats: string): number {
  return (JSON.parse(stats) as { numRecords: number }).numRecords;
}
