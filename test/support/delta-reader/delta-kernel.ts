import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { DeltaField } from './schema-rules.js';

type Values = Readonly<Record<string, unknown>>;
type Ask = (sql: string, format: string) => string;

/** Where chdb is installed: half a gigabyte, so that only `npm run test:delta-kernel` has it. */
const CHDB = process.env['DOSE_CHDB'];
const ask: Ask | null = CHDB ? asking(CHDB) : null;

/** chdb reads files below the folder of the process alone. */
function asking(installedIn: string): Ask {
  const { query } = createRequire(join(installedIn, 'package.json'))('chdb') as { query: Ask };
  return (sql, format) => {
    const before = process.cwd();
    process.chdir('/');
    try {
      return query(sql, format);
    } finally {
      process.chdir(before);
    }
  };
}

/** Whether tables are read by it too. */
export const hasDeltaKernel = ask !== null;

/**
 * Whatever Delta Kernel (the protocol's own reader in Rust, as ClickHouse has it within chdb) finds in a version of a
 * table other than these rows, and other than these numbers of rows in older versions; nothing where it is not installed.
 */
export function deltaKernelViolations(
  folder: string,
  schema: readonly DeltaField[],
  rows: readonly Values[],
  countByVersion: ReadonlyMap<number, number>,
): string[] {
  if (!ask) return [];
  const version = Math.max(...countByVersion.keys());
  try {
    return [...rowViolations(ask, folder, schema, rows), ...countViolations(ask, folder, countByVersion)].map(
      (violation) => `Delta Kernel, version ${version}: ${violation}`,
    );
  } catch (error) {
    return [`Delta Kernel cannot read version ${version}: ${String(error).slice(0, 1000)}`];
  }
}

const SETTINGS = `SETTINGS session_timezone = 'UTC', output_format_json_quote_64bit_integers = 1,
  output_format_json_named_tuples_as_objects = 1`;

const tableAt = (folder: string): string => `deltaLakeLocal('${folder.replaceAll("'", "''")}')`;

function rowViolations(
  asked: Ask,
  folder: string,
  schema: readonly DeltaField[],
  rows: readonly Values[],
): string[] {
  const selected = schema.map(({ name, type }) =>
    type === 'binary' ? `hex("${name}") AS "${name}"` : `"${name}"`,
  );
  const answer = asked(`SELECT ${selected.join(', ')} FROM ${tableAt(folder)} ${SETTINGS}`, 'JSONEachRow');
  const found = answer
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Values);
  if (found.length !== rows.length) return [`${found.length} rows, not ${rows.length}`];
  const names = schema.map(({ name }) => name);
  const textsOf = (some: readonly Values[], columns: readonly string[]): string =>
    some
      .map((row) => JSON.stringify(columns.map((name) => comparable(row[name]) ?? null)))
      .sort()
      .join('\n');
  const differ = names.filter((name) => textsOf(found, [name]) !== textsOf(rows, [name]));
  if (differ.length > 0) return differ.map((name) => `other values of ${name}`);
  return textsOf(found, names) === textsOf(rows, names) ? [] : ['the values are of other rows'];
}

function countViolations(asked: Ask, folder: string, countByVersion: ReadonlyMap<number, number>): string[] {
  return [...countByVersion].flatMap(([version, count]) => {
    const sql = `SELECT count() FROM ${tableAt(folder)} SETTINGS delta_lake_snapshot_version = ${version}`;
    const found = Number(asked(sql, 'TSV'));
    return found === count ? [] : [`${found} rows in version ${version}, not ${count}`];
  });
}

/**
 * A value in the form that ClickHouse gives it: 64-bit integers as text, bytes in hex, instants with a blank; it has no
 * null lists and no null structs, only empty ones.
 */
function comparable(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d\.\d{6})$/, '$1 $2');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex').toUpperCase();
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(comparable);
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([name, field]) => [name, comparable(field)] as const);
  return fields.every(([, field]) => field === null) ? null : Object.fromEntries(fields);
}
