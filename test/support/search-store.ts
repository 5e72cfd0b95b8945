import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, inflateRawSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

/** A value found in a file. */
export interface Found {
  readonly file: string;
  readonly value: string;
}

/**
 * Looks for values in every file below a folder: in the bytes as they are, and, of Parquet files, in what the pages and
 * the kept documents say once decompressed. Letter case does not matter.
 */
export async function searchStore(folder: string, values: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const file of filesBelow(folder)) {
    const path = join(folder, file);
    const texts = [readFileSync(path).toString('latin1')];
    if (file.endsWith('.parquet')) texts.push(...(await textsOfPart(path)));
    const haystack = texts.join('\n').toLowerCase();
    for (const value of values) if (haystack.includes(value.toLowerCase())) found.push({ file, value });
  }
  return found;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function textsOfPart(path: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const file = `'${path.replaceAll("'", "''")}'`;
    const statements = [
      `SELECT to_json(p)::VARCHAR AS text FROM read_parquet(${file}) p`,
      `SELECT decode(key) || ' ' || decode(value) AS text FROM parquet_kv_metadata(${file})`,
      `SELECT to_json(m)::VARCHAR AS text FROM parquet_metadata(${file}) m`,
    ];
    const texts: string[] = [];
    for (const statement of statements) {
      const reader = await connection.runAndReadAll(statement);
      for (const [text] of reader.getRows()) texts.push(String(text));
    }
    return [...texts, ...texts.flatMap(packedTexts), ...(await contentsOf(connection, file))];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The list of live parts in a footer is deflated and in base64. */
function packedTexts(text: string): string[] {
  const packed = /^doselake_live (.*)$/s.exec(text)?.[1];
  return packed === undefined ? [] : [String(inflateRawSync(Buffer.from(packed, 'base64')))];
}

async function contentsOf(
  connection: Awaited<ReturnType<DuckDBInstance['connect']>>,
  file: string,
): Promise<string[]> {
  const columns = await connection.runAndReadAll(
    `SELECT name FROM parquet_schema(${file}) WHERE name = 'content'`,
  );
  if (columns.currentRowCount === 0) return [];
  const reader = await connection.runAndReadAll(`SELECT hex(content) FROM read_parquet(${file})`);
  return reader.getRows().map(([content]) => unpacked(Buffer.from(String(content), 'hex')));
}

/** A kept document is packed by Brotli behind its first byte; rows of tests may hold bytes that are not. */
function unpacked(content: Buffer): string {
  try {
    return brotliDecompressSync(content.subarray(1)).toString('latin1');
  } catch {
    return content.toString('latin1');
  }
}
