import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngine, type Engine } from '../../warehouse/index.js';
import {
  dateFromDays,
  daysFromDate,
  instantFromMicros,
  microsFromInstant,
} from '../../warehouse/engine/instants.js';
import { readColumns, readNumbers } from '../../warehouse/columns/read-columns.js';

describe('an engine', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ memoryLimit: '256MB' });
  });
  afterEach(() => engine.close());

  it('gives values in the texts and numbers of the contract', async () => {
    const [row] = await engine.query(`SELECT 3::BIGINT AS i, 0.1::DOUBLE AS d, DATE '2024-02-29' AS day,
      TIMESTAMP '2024-02-29 10:11:12.250' AS at, TIMESTAMP '1969-12-31 23:59:59.5' AS early, NULL AS none, true AS yes,
      [1.5, NULL] AS list, [{a: 'x', b: NULL::DOUBLE}] AS structs, '\\x00\\xFF'::BLOB AS bytes, 1.25::DECIMAL(9,2) AS dec,
      (2::HUGEINT ** 60)::BIGINT AS big`);
    expect(row).toEqual({
      i: 3,
      d: 0.1,
      day: '2024-02-29',
      at: '2024-02-29T10:11:12.25',
      early: '1969-12-31T23:59:59.5',
      none: null,
      yes: true,
      list: [1.5, null],
      structs: [{ a: 'x', b: null }],
      bytes: new Uint8Array([0, 255]),
      dec: 1.25,
      big: '1152921504606846976',
    });
  });

  it('binds values, lists and the empty list included', async () => {
    const sql =
      "SELECT ? AS a, ? + 0.5 AS b, 'x' IN (SELECT unnest(?::VARCHAR[])) AS c, len(?::VARCHAR[]) AS n";
    expect(await engine.query(sql, ["it's", 2, ['x', 'y'], []])).toEqual([
      { a: "it's", b: 2.5, c: true, n: 0 },
    ]);
    expect(await engine.query("SELECT DATE '2024-01-02' > ? AS later", ['2024-01-01'])).toEqual([
      { later: true },
    ]);
    expect(await engine.query('SELECT * FROM range(10) LIMIT ? OFFSET ?', [1, 2])).toEqual([{ range: 2 }]);
  });

  const ENDLESS = 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5';

  it('stops a query at its deadline', async () => {
    await expect(engine.query(ENDLESS, [], { deadlineMs: 100 })).rejects.toThrow('longer than 100 ms');
    expect(await engine.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('stops a query when its signal is aborted', async () => {
    const controller = new AbortController();
    const query = engine.query(ENDLESS, [], { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('gone')), 50);
    await expect(query).rejects.toThrow('gone');
  });

  it.each([
    'SELECT 1 AS x',
    'WITH a AS (SELECT 1) FROM a',
    'EXPLAIN SELECT 1',
    ' /* c */ explain analyze select 1',
    'SHOW TABLES',
  ])('lets a user run %s', async (sql) => {
    expect((await engine.queryReadOnly(sql)).length).toBeGreaterThanOrEqual(0);
  });

  it.each([
    'CREATE TABLE t (a INTEGER)',
    'SELECT 1; SELECT 2',
    'SET threads = 1',
    "COPY (SELECT 1) TO 'x.csv'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'",
    "EXPLAIN (ANALYZE) COPY (SELECT 1) TO 'x.csv'",
    "ATTACH 'x.db'",
    'INSTALL httpfs',
    "EXPLAIN EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'",
    '',
  ])('does not let a user run %s', async (sql) => {
    await expect(engine.queryReadOnly(sql)).rejects.toThrow();
  });

  it('reads the rows of several questions as columns that are as wide as their numbers need', async () => {
    const selects = [
      'SELECT CAST(range % 7 AS INTEGER), CAST(range AS INTEGER) FROM range(5000)',
      'SELECT 7, 70000',
      'SELECT 1, 1 WHERE false',
    ];
    const { rowCount, columns } = await readColumns(engine, selects, [], ['small', 'large'], {});
    const [small, large] = [columns.get('small')!, columns.get('large')!];
    expect([rowCount, small.most, large.most]).toEqual([5001, 7, 70_000]);
    expect([small.numbers.BYTES_PER_ELEMENT, large.numbers.BYTES_PER_ELEMENT]).toEqual([1, 4]);
    expect([...small.numbers].slice(-3)).toEqual([4998 % 7, 4999 % 7, 7]);
    expect([...large.numbers]).toEqual([...Array.from({ length: 5000 }, (_, n) => n), 70_000]);
    const bound = await readColumns(engine, ['SELECT CAST(? AS INTEGER)'], [42], ['n'], {});
    expect([...bound.columns.get('n')!.numbers]).toEqual([42]);
    await expect(readColumns(engine, ['SELECT -1'], [], ['n'], {})).rejects.toThrow('from 0');
    const many = 'SELECT CASE WHEN n % 3 = 0 THEN NULL ELSE n / 4 END FROM range(9000) t(n) ORDER BY n';
    expect([...(await readNumbers(engine, many, {}))]).toEqual(
      Array.from({ length: 9000 }, (_, n) => n / 4).filter((_, n) => n % 3 !== 0),
    );
  });

  it('stops reading columns at the deadline', async () => {
    const endless = 'SELECT CAST(a.range % 9 AS INTEGER) FROM range(1000000) a, range(100000) b';
    await expect(readColumns(engine, [endless], [], ['n'], { deadlineMs: 100 })).rejects.toThrow(
      'took longer',
    );
  });

  it('sorts more than its memory holds, by a folder that is not there yet', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dose-engine-'));
    const small = await openEngine({ memoryLimit: '64MB', tempDirectory: join(folder, 'temp', '1') });
    try {
      const sorted = 'SELECT n, hash(n) AS h FROM range(6000000) t(n) ORDER BY h';
      const [row] = await small.query(
        `SELECT count(*) AS n FROM (SELECT n, row_number() OVER () FROM (${sorted}))`,
      );
      expect(row).toEqual({ n: 6_000_000 });
    } finally {
      await small.close();
      await rm(folder, { recursive: true });
    }
  });

  it('reads no file but those allowed once locked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doselake-engine-'));
    try {
      await engine.query(`COPY (SELECT 1 AS a) TO '${join(folder, 'a.parquet')}' (FORMAT parquet)`);
      await writeFile(join(folder, 'b.csv'), 'a\n1\n');
      await engine.lockDown([join(folder, 'a.parquet')]);
      expect(await engine.query(`SELECT * FROM '${join(folder, 'a.parquet')}'`)).toEqual([{ a: 1 }]);
      for (const source of [
        `read_csv('${join(folder, 'b.csv')}')`,
        `glob('${folder}/*')`,
        "read_text('/etc/hosts')",
      ]) {
        await expect(engine.queryReadOnly(`SELECT * FROM ${source}`)).rejects.toThrow(
          'disabled by configuration',
        );
      }
      await expect(engine.query('SET enable_external_access = true')).rejects.toThrow();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('dates and instants', () => {
  it.each(['0001-01-01', '1969-12-31', '2024-02-29', '9999-12-31'])('keep %s', (date) => {
    expect(dateFromDays(daysFromDate(date)!)).toBe(date);
  });
  it.each([
    '0001-01-01T00:00:00.000001',
    '1950-03-04T05:06:07',
    '2024-01-01T00:00:00.000001',
    '2024-12-31T23:59:59.9',
    '9999-12-31T23:59:59.999999',
  ])('keep %s', (at) => {
    expect(instantFromMicros(microsFromInstant(at)!)).toBe(at);
  });
  it.each(['2023-02-29', '2024-13-01', '20240101', ''])('refuse the date %s', (date) => {
    expect(daysFromDate(date)).toBeNull();
  });
  it.each(['2024-01-01T24:00:00', '2024-01-01T10:00', '2024-01-01T10:00:00Z'])(
    'refuse the instant %s',
    (at) => {
      expect(microsFromInstant(at)).toBeNull();
    },
  );
});
