import { join } from 'node:path';
import type { Engine } from '../../engine/engine.js';
import { TABLES, type Table, type TableName } from '../../tables/index.js';
import type { Part } from './part.js';

/** Columns of a table, by the bits of their field ids, as hexadecimal digits; names that it no longer has are left out. */
export function filledText(table: TableName, columns: Iterable<string>): string {
  const declared: Table['columns'] = TABLES[table].columns;
  let bits = 0n;
  for (const name of columns) {
    const fieldId = declared[name]?.fieldId;
    if (fieldId !== undefined) bits |= 1n << BigInt(fieldId);
  }
  return bits.toString(16);
}

function columnsIn(table: Table, text: string): readonly string[] {
  const bits = BigInt(`0x${text}`);
  return table.columnNames.filter((name) => ((bits >> BigInt(table.columns[name]!.fieldId)) & 1n) === 1n);
}

/** Most parts of which it is remembered which columns they fill, where the catalog does not say; a part never changes. */
const MOST_REMEMBERED = 2000;

const remembered = new Map<string, ReadonlySet<string>>();

/**
 * The columns in which any row of these parts has a value. A file of two hundred columns is opened in the time that its
 * filled ones take, when only these are asked for; most studies fill a quarter of them.
 */
export async function filledColumnsOf(
  engine: Engine,
  lakeFolder: string,
  parts: readonly Part[],
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    parts.map(({ table, file, filled }) =>
      filled === null
        ? rememberedColumnsOf(engine, join(lakeFolder, file))
        : columnsIn(TABLES[table], filled),
    ),
  );
  return new Set(found.flatMap((columns) => [...columns]));
}

async function rememberedColumnsOf(engine: Engine, file: string): Promise<ReadonlySet<string>> {
  const known = remembered.get(file);
  if (known) return known;
  const columns = await filledColumnsIn(engine, file);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(file, columns);
  return columns;
}

/** The columns in which any row of a Parquet file has a value, by its own statistics. */
export async function filledColumnsIn(engine: Engine, file: string): Promise<ReadonlySet<string>> {
  // Of lists and structs each field is a column of its own; one whose nulls are not counted may hold something.
  const rows = await engine.query(
    `SELECT DISTINCT split_part(path_in_schema, ', ', 1) AS name FROM parquet_metadata(?)
     WHERE stats_null_count IS NULL OR stats_null_count < num_values`,
    [file],
  );
  return new Set(rows.map(({ name }) => String(name)));
}
