import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBArrayValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBTimestampTZValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { dateFromDays, instantFromMicros } from './instants.js';

/** A value as SQL results hand it out: numbers, ISO texts, booleans, bytes, arrays and plain objects; null where absent. */
export type SqlValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly SqlValue[]
  | { readonly [field: string]: SqlValue };

/** One row of a result. */
export type SqlRow = Record<string, SqlValue>;

function integerFrom(value: bigint): number | string {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
}

/**
 * The value of a DuckDB result in the texts and numbers of the tables' contract: `YYYY-MM-DD`,
 * `YYYY-MM-DDTHH:MM:SS[.f]`, numbers for integers (decimal text beyond 2⁵³), arrays for lists, objects for structs.
 */
export function sqlValue(value: DuckDBValue): SqlValue {
  if (
    value === null ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    typeof value === 'string'
  ) {
    return value;
  }
  if (typeof value === 'bigint') return integerFrom(value);
  if (value instanceof DuckDBDateValue) return value.isFinite ? dateFromDays(value.days) : value.toString();
  if (value instanceof DuckDBTimestampValue) {
    return value.isFinite ? instantFromMicros(value.micros) : value.toString();
  }
  if (value instanceof DuckDBTimestampTZValue) return `${instantFromMicros(value.micros)}Z`;
  if (value instanceof DuckDBTimeValue) return value.toString();
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(sqlValue);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, field]) => [name, sqlValue(field)]));
  }
  if (value instanceof DuckDBMapValue) {
    return value.entries.map(({ key, value: held }) => ({ key: sqlValue(key), value: sqlValue(held) }));
  }
  if (value instanceof DuckDBBlobValue) return new Uint8Array(value.bytes);
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  return String(value);
}
