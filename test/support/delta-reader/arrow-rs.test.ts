import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryLake } from '../../warehouse/lake-support.js';
import { arrowRsViolations } from './arrow-rs.js';
import { readParquet } from './parquet-file.js';

let temporary: Awaited<ReturnType<typeof temporaryLake>>;
let path: string;
beforeAll(async () => {
  temporary = await temporaryLake();
  path = join(temporary.lake.directory, 'some.parquet');
  await temporary.lake.context.engine.query(
    `COPY (SELECT * FROM (VALUES
       (1::BIGINT, 0.1::DOUBLE, 'ä', DATE '0001-01-01', TIMESTAMP '1969-12-31 23:59:59.999999', ['x', NULL],
        {a: 1.5::DOUBLE, b: NULL::VARCHAR}, MAP {'k': 'v'}, '\\x00\\xFF'::BLOB, true),
       (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
       (-9007199254740993, -0.0, '', DATE '9999-12-31', TIMESTAMP '2024-02-29 10:11:12.000001', [],
        {a: NULL, b: 'y'}, MAP {}, ''::BLOB, false))
       AS t(i, n, s, d, t, l, r, m, b, y)) TO '${path}' (FORMAT parquet, COMPRESSION lz4_raw)`,
  );
});
afterAll(() => temporary.remove());

it('agrees with the other reader on values of every type', async () => {
  const { bytes, rows } = await readParquet(path);
  expect(rows).toHaveLength(3);
  expect(arrowRsViolations(bytes, rows, 'some')).toEqual([]);
});

it('names the column and row where it does not, and a file that it cannot read', async () => {
  const { bytes, rows } = await readParquet(path);
  const changed = (row: number, values: Record<string, unknown>): string[] =>
    arrowRsViolations(
      bytes,
      rows.map((found, index) => (index === row ? { ...found, ...values } : found)),
      'some',
    );
  for (const name of Object.keys(rows[0]!))
    expect(changed(0, { [name]: null })).toEqual([`some: arrow-rs reads something else in ${name}, row 0`]);
  expect(changed(2, { t: '2024-02-29T10:11:12.000002' })).toHaveLength(1);
  expect(changed(2, { i: -9007199254740992n })).toHaveLength(1);
  expect(arrowRsViolations(bytes, rows.slice(1), 'some')).toHaveLength(Object.keys(rows[0]!).length);
  expect(arrowRsViolations(bytes.subarray(0, 100), rows, 'some')[0]).toContain('cannot read it');
});
