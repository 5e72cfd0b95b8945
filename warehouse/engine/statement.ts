import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  DOUBLE,
  listValue,
  LIST,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import { sqlValue, type SqlRow } from './values.js';

/** A value bound to a `?` of a query. */
export type SqlParameter = null | boolean | number | string | readonly (string | number)[];

function bound(value: SqlParameter): DuckDBValue {
  if (Array.isArray(value)) return listValue(value as readonly DuckDBValue[]);
  const scalar = value as Exclude<SqlParameter, readonly unknown[]>;
  return typeof scalar === 'number' && Number.isSafeInteger(scalar) ? BigInt(scalar) : scalar;
}

/** DuckDB's client would bind a number beyond 2^63 as BIGINT, being whole, and fail. */
function boundType(value: SqlParameter): DuckDBType | undefined {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return DOUBLE;
  return Array.isArray(value) && value.length === 0 ? LIST(VARCHAR) : undefined;
}

/** Runs one statement with bound values. */
export function resultOf(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly SqlParameter[],
): Promise<DuckDBResult> {
  if (parameters.length === 0) return connection.run(sql);
  const types = Object.fromEntries(
    parameters.flatMap((value, index) => {
      const type = boundType(value);
      return type ? [[String(index + 1), type] as const] : [];
    }),
  );
  const values = Object.fromEntries(parameters.map((value, index) => [String(index + 1), bound(value)]));
  return connection.run(sql, values, types);
}

/** So many values are turned into those of rows at once: some milliseconds. */
const VALUES_AT_ONCE = 8_192;

/** The same, giving its rows as objects in the contract's types. Others have a turn after every so many values. */
export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly SqlParameter[],
): Promise<SqlRow[]> {
  const result = await resultOf(connection, sql, parameters);
  const names = result.deduplicatedColumnNames();
  const atOnce = Math.ceil(VALUES_AT_ONCE / names.length);
  const rows: SqlRow[] = [];
  for await (const chunk of result) {
    const columns = names.map((_, index) => chunk.getColumnVector(index));
    for (let at = 0; at < chunk.rowCount; at++) {
      if (at > 0 && at % atOnce === 0) await nextTurn();
      const row: SqlRow = {};
      for (let index = 0; index < names.length; index++)
        row[names[index]!] = sqlValue(columns[index]!.getItem(at));
      rows.push(row);
    }
  }
  return rows;
}
