import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLake, type DoseLake } from '../../warehouse/index.js';
import { TABLES, type Column, type ColumnType, type TableName } from '../../warehouse/tables/index.js';
import { row, temporaryFolder } from './lake-support.js';

/** As .NET and databases write that nothing is known. */
const LAST_INSTANT = '9999-12-31T23:59:59.999999';

/** A value of a column's type that differs by row; odd rows leave every third column null. */
function sample(name: string, { type }: Column, n: number): unknown {
  if (n % 2 === 1 && name.length % 3 === 0) return null;
  const field = (kind: 'text' | 'number' | 'boolean'): unknown =>
    kind === 'text' ? `${name} ü "${n}"` : kind === 'number' ? n / 7 : n % 2 === 0;
  const struct = (of: Readonly<Record<string, 'text' | 'number' | 'boolean'>>): unknown =>
    Object.fromEntries(
      Object.entries(of).map(([key, kind], index) => [key, index % 4 === 3 ? null : field(kind)]),
    );
  const byType: Partial<Record<string, unknown>> = {
    text: `${name} Größe ${n}`,
    integer: n * 1_000_000_007,
    number: n === 0 ? 5e-324 : n / 3,
    boolean: n % 2 === 0,
    date: `19${String(60 + n).slice(0, 2)}-02-28`,
    time: '10:11:12.125',
    timestamp: n === 1 ? LAST_INSTANT : `2024-02-29T23:59:5${n % 10}.000001`,
    'text[]': ['a', `b${n}`, ''],
    'number[]': [n, 0.1, 1e300],
    blob: new Uint8Array([0, 255, n]),
  };
  if (typeof type === 'string') return byType[type];
  return 'list' in type ? [struct(type.list.struct), struct(type.list.struct)] : struct(type.struct);
}

/** What another Parquet reader makes of a value of our contract. */
function asRead(value: unknown, type: ColumnType): unknown {
  if (value === null) return null;
  if (type === 'integer') return BigInt(value as number);
  if (type === 'date') return new Date(`${String(value)}T00:00:00Z`);
  if (type === 'timestamp') return new Date(`${String(value).slice(0, 23)}Z`);
  return value;
}

describe('a part', () => {
  let lake: DoseLake;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    temporary = await temporaryFolder();
    lake = await openLake(temporary.folder);
  });
  afterAll(async () => {
    await lake.close();
    await temporary.remove();
  });

  it.each(Object.keys(TABLES) as TableName[])(
    'of %s reads back value for value with another Parquet reader, and with ours',
    async (name) => {
      const table = TABLES[name];
      const columns: [string, Column][] = Object.entries(table.columns);
      const rows = [0, 1, 2, 3].map((n) => {
        const values = Object.fromEntries(
          columns.map(([column, declared]) => [column, sample(column, declared, n)]),
        );
        const keys = Object.fromEntries(table.sortedBy.map((key) => [key, values[key] ?? null]));
        return row(name, { ...values, ...keys });
      });
      await lake.commit({ kind: 'ingest', runId: null }, () =>
        Promise.resolve({ add: { [name]: rows }, replaceTables: [name] }),
      );
      const pin = lake.pin();
      const part = pin.parts.find((found) => found.table === name && found.rowCount > 0);
      const bytes = await readFile(join(lake.directory, 'lake', part?.file ?? ''));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      const read = await parquetReadObjects({ file, compressors, utf8: false });
      // hyparquet gives an absent list as undefined.
      const other = read.map((found) =>
        Object.fromEntries(Object.entries(found).map(([column, value]) => [column, value ?? null])),
      );
      const byText = (left: unknown, right: unknown): number => (text(left) < text(right) ? -1 : 1);
      const expected = rows.map((expectedRow) =>
        Object.fromEntries(
          columns.map(([column, { type }]) => [
            column,
            asRead((expectedRow as Record<string, unknown>)[column], type),
          ]),
        ),
      );
      expect([...other].sort(byText)).toEqual([...expected].sort(byText));
      const ids = parquetMetadata(file).schema.filter(({ name: column }) => column in table.columns);
      for (const [column, { fieldId }] of columns) {
        expect(ids.find((element) => element.name === column)?.field_id).toBe(fieldId);
      }
      pin.release();
      await lake.commit({ kind: 'ingest', runId: null }, async (base) => {
        const found: readonly unknown[] = await base.rowsOf(name);
        expect([...found].sort(byText)).toEqual([...(rows as readonly unknown[])].sort(byText));
        return null;
      });
    },
  );
});

function text(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}
