import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Engine, QueryOptions } from '../engine/engine.js';
import type { SqlParameter } from '../engine/statement.js';
import { GrowingColumn, type ColumnRows } from './column-rows.js';
import { sharedDoubles } from './shared-numbers.js';

/** Rows that an answer has at a time. */
const CHUNK_ROWS = 2048;

/**
 * Reads the rows of some SELECTs, one after another. Their columns are of these names in this order, INTEGER, never null
 * and never below 0. Where it is known how many rows there are at most, their memory is taken once.
 */
export async function readColumns(
  engine: Engine,
  selects: readonly string[],
  parameters: readonly SqlParameter[],
  names: readonly string[],
  options: QueryOptions,
  mostRows?: number,
): Promise<ColumnRows> {
  const growing = names.map(() => new GrowingColumn(mostRows));
  const buffer = new Int32Array(CHUNK_ROWS);
  let rowCount = 0;
  const append = (chunk: DuckDBDataChunk): void => {
    for (const [at, column] of growing.entries()) column.append(copied(chunk, at, buffer));
    rowCount += chunk.rowCount;
  };
  for (const select of selects) await engine.eachChunk(select, parameters, append, options);
  return { rowCount, columns: new Map(names.map((name, at) => [name, growing[at]!.column()] as const)) };
}

/** Reads the only column of a SELECT: DOUBLE, nulls left out. */
export async function readNumbers(
  engine: Engine,
  select: string,
  options: QueryOptions,
): Promise<Float64Array> {
  let numbers = new Float64Array(CHUNK_ROWS);
  let length = 0;
  const append = (chunk: DuckDBDataChunk): void => {
    const vector = chunk.getColumnVector(0);
    if (length + chunk.rowCount > numbers.length) {
      const former = numbers;
      numbers = new Float64Array(former.length * 2);
      numbers.set(former);
    }
    for (let at = 0; at < chunk.rowCount; at++) {
      const number = vector.getItem(at);
      if (number !== null) numbers[length++] = number as number;
    }
  };
  await engine.eachChunk(select, [], append, options);
  const found = sharedDoubles(length);
  found.set(numbers.subarray(0, length));
  return found;
}

function copied(chunk: DuckDBDataChunk, columnAt: number, buffer: Int32Array): Int32Array {
  const vector = chunk.getColumnVector(columnAt);
  const { rowCount } = chunk;
  for (let at = 0; at < rowCount; at++) buffer[at] = vector.getItem(at) as number;
  return buffer.subarray(0, rowCount);
}
