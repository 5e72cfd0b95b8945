import {
  BIGINT,
  BLOB,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBAppender,
} from '@duckdb/node-api';
import type { ColumnType, Table } from '../tables/index.js';
import { transferType } from './column-types.js';
import { daysFromDate, microsFromInstant } from './instants.js';

const CHUNK_ROWS = 2048;
const TRANSFER_TYPES = { DOUBLE, BIGINT, VARCHAR, BLOB } as const;

type Row = Readonly<Record<string, unknown>>;
type Transferred = number | bigint | string | DuckDBBlobValue | null;

/** A column that holds at least one value, with how its values are handed over. */
export interface FilledColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** The columns of a table in which any of the rows has a value; the others are written as typed nulls at no cost. */
export function filledColumns(table: Table, rows: readonly Row[]): FilledColumn[] {
  return table.columnNames
    .filter((name) => rows.some((row) => row[name] !== null && row[name] !== undefined))
    .map((name) => ({ name, type: table.columns[name]!.type }));
}

function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/\\ud[89a-f]/i.test(text)) return text;
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' ? Buffer.from(inner, 'utf8').toString('utf8') : inner,
  );
}

type Encode = (value: unknown) => Transferred | undefined;
const encodeNumber: Encode = (value) => (Number.isFinite(value) ? (value as number) : undefined);
const encodeInteger: Encode = (value) => (Number.isSafeInteger(value) ? (value as number) : undefined);
const encodeText: Encode = (value) => (typeof value === 'string' ? value : undefined);
const encodeBoolean: Encode = (value) => (typeof value === 'boolean' ? Number(value) : undefined);
const encodeDate: Encode = (value) =>
  typeof value === 'string' ? (daysFromDate(value) ?? undefined) : undefined;
const encodeInstant: Encode = (value) =>
  typeof value === 'string' ? (microsFromInstant(value) ?? undefined) : undefined;
const encodeBlob: Encode = (value) => (value instanceof Uint8Array ? new DuckDBBlobValue(value) : undefined);
const encodeNested: Encode = (value) => (typeof value === 'object' ? toJson(value) : undefined);

function encoderOf(type: ColumnType): Encode {
  switch (type) {
    case 'number':
      return encodeNumber;
    case 'integer':
      return encodeInteger;
    case 'boolean':
      return encodeBoolean;
    case 'date':
      return encodeDate;
    case 'timestamp':
      return encodeInstant;
    case 'text':
    case 'time':
      return encodeText;
    case 'blob':
      return encodeBlob;
    default:
      return encodeNested;
  }
}

/** A value that its column cannot hold. Names table and column, never the value. */
export class UnstorableValueError extends Error {
  constructor(table: string, column: string) {
    super(`${table}.${column}: a value is not of the declared type`);
    this.name = 'UnstorableValueError';
  }
}

/**
 * Appends rows to a DuckDB table whose columns are the filled ones in their transfer types, a data chunk at a time.
 * @throws UnstorableValueError when a value is not of its column's type.
 */
export function appendRows(
  appender: DuckDBAppender,
  table: string,
  columns: readonly FilledColumn[],
  rows: readonly Row[],
): void {
  const types = columns.map(({ type }) => TRANSFER_TYPES[transferType(type)]);
  const encoders = columns.map(({ type }) => encoderOf(type));
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows.length - start);
    const chunk = DuckDBDataChunk.create(types, count);
    columns.forEach(({ name }, index) => {
      const encode = encoders[index]!;
      const values = new Array<Transferred>(count);
      for (let offset = 0; offset < count; offset++) {
        const value = rows[start + offset]![name];
        const encoded = value === null || value === undefined ? null : encode(value);
        if (encoded === undefined) throw new UnstorableValueError(table, name);
        values[offset] = encoded;
      }
      chunk.setColumnValues(index, values);
    });
    appender.appendDataChunk(chunk);
  }
}
