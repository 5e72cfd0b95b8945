import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statistics, statisticsSql } from '../../reports/charts/statistics.js';
import { GrowingColumn, type Column } from '../../warehouse/columns/column-rows.js';
import type { Grouping } from '../../warehouse/columns/grouping.js';
import { CALCULATIONS_HERE } from '../../warehouse/columns/calculations.js';
import { codeExtent, groupCounts, groupSummaries } from '../../warehouse/columns/questions.js';
import { openEngine, type Engine } from '../../warehouse/engine/engine.js';
import { QueryDeadlineError } from '../../warehouse/engine/limits.js';

interface Row {
  readonly study: number;
  readonly keys: readonly [number, number];
  /** 'zero' for a stated 0 that is no dose. */
  readonly value: number | null | 'zero';
}

function columnOf(numbers: readonly number[]): Column {
  const column = new GrowingColumn();
  for (let from = 0; from < numbers.length; from += 2048)
    column.append(Int32Array.from(numbers.slice(from, from + 2048)));
  return column.column();
}

const bitsOf = (studies: readonly number[], most: number): Int32Array => {
  const bits = new Int32Array((most >>> 5) + 1);
  for (const study of studies) bits[study >>> 5]! |= 1 << (study & 31);
  return bits;
};

/** The rows of some studies; second keys of `left` are left out; keys are spread over `spread` times their room. */
function grouped(rows: readonly Row[], studies: readonly number[], left: readonly number[], spread = 1) {
  const stated = rows.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const values = Float64Array.from([...new Set(stated)]).sort();
  const codeOf = (value: Row['value']): number => {
    if (value === 'zero') return 0;
    return value === null ? values.length + 1 : values.indexOf(value) + 1;
  };
  const keys = [0, 1].map((at) => {
    const column = columnOf(rows.map((row) => row.keys[at]!));
    const places = Int32Array.from({ length: column.most + 1 }, (_, number) =>
      at === 1 && left.includes(number) ? -1 : number * spread,
    );
    return { column, places, size: (column.most + 1) * spread };
  });
  const bitOfRow = columnOf(rows.map(({ study }) => study));
  const grouping: Grouping = {
    rowCount: rows.length,
    bitOfRow,
    bits: bitsOf(studies, bitOfRow.most),
    keys,
  };
  return { grouping, value: { codes: columnOf(rows.map(({ value }) => codeOf(value))), values } };
}

const valueArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 400 }).map((n) => n / 100) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 5000, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -1e14, max: 1e14, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e-9, 3.3e-7, 9.007199254740993, 1234.5678901, 7e11) },
  { weight: 2, arbitrary: fc.constantFrom(null, 'zero' as const) },
);
const rowArbitrary: fc.Arbitrary<Row> = fc.record({
  study: fc.nat(70),
  keys: fc.tuple(fc.nat(3), fc.nat(2)),
  value: valueArbitrary.map((value) => (Object.is(value, -0) ? 0 : value)),
});
const onAndOn = (): void => undefined;
const RUNS = { numRuns: Number(process.env['DOSE_PROPERTY_RUNS'] ?? 60) };

describe('what is counted in columns', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine.close());

  /** The same by SQL. */
  async function bySql(rows: readonly Row[]) {
    await engine.query(
      'CREATE OR REPLACE TABLE memory.main.counted (a INTEGER, b INTEGER, v DOUBLE, is_zero BOOLEAN)',
    );
    await engine.withConnection(async (connection) => {
      const appender = await connection.createAppender('counted', 'main', 'memory');
      for (const { keys, value } of rows) {
        for (const key of keys) appender.appendInteger(key);
        if (typeof value === 'number') appender.appendDouble(value);
        else appender.appendNull();
        appender.appendBoolean(value === 'zero');
        appender.endRow();
      }
      appender.closeSync();
    });
    const found = await engine.query(statisticsSql('SELECT * FROM memory.main.counted', ['a', 'b']));
    return found.map((row) => ({
      places: [Number(row['a']), Number(row['b'])],
      n: Number(row['n']),
      nNull: Number(row['n_null']),
      nZero: Number(row['n_zero']),
      summary: Number(row['n']) > 0 ? statistics(row) : null,
    }));
  }
  const inOrder = <T extends { readonly places: readonly number[] }>(groups: readonly T[]): readonly T[] =>
    [...groups].sort((x, y) => x.places[0]! - y.places[0]! || x.places[1]! - y.places[1]!);

  it('is what SQL says, to the last digit', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { maxLength: 300 }),
        fc.uniqueArray(fc.nat(70)),
        fc.constantFrom<readonly number[]>([], [1], [0, 2]),
        async (rows, studies, left) => {
          const { grouping, value } = grouped(rows, studies, left);
          const looked = rows.filter(({ study, keys }) => studies.includes(study) && !left.includes(keys[1]));
          const expected = inOrder(await bySql(looked));
          expect(inOrder(groupSummaries(grouping, value, onAndOn))).toEqual(expected);
          const counts = inOrder(groupCounts(grouping, onAndOn));
          expect(counts.map(({ n }) => n)).toEqual(expected.map(({ n, nNull, nZero }) => n + nNull + nZero));
          const { least, most, nNull, nZero } = codeExtent(grouping, value, onAndOn);
          const stated = looked.flatMap((row) => (typeof row.value === 'number' ? [row.value] : []));
          const at = (code: number | null): number | null => (code === null ? null : value.values[code - 1]!);
          const sorted = [...stated].sort((x, y) => x - y);
          expect([at(least), at(most)]).toEqual([sorted[0] ?? null, sorted.at(-1) ?? null]);
          expect([nNull, nZero]).toEqual(
            [null, 'zero'].map((kind) => looked.filter((row) => row.value === kind).length),
          );
        },
      ),
      RUNS,
    );
  });

  it(
    'is what SQL says of more rows than are looked at between two checkpoints',
    { timeout: 60_000 },
    async () => {
      const rows = Array.from({ length: 400_000 }, (_, n): Row => ({
        study: (n * 7919) % 100_003,
        keys: [n % 50 === 0 ? 1 : 0, n % 3],
        value: n % 101 === 0 ? null : ((n * 48_271) % 65_521) / 100,
      }));
      const distinct = [...new Set(rows.map(({ study }) => study))];
      const studies = new Set(distinct.filter((study) => study % 10 !== 0));
      const codes = new Map<number, number>();
      const values = Float64Array.from(
        new Set(rows.flatMap(({ value }) => (typeof value === 'number' ? [value] : []))),
      ).sort();
      values.forEach((value, at) => codes.set(value, at + 1));
      const whole = grouped(rows.slice(0, 3), [], []).grouping;
      const column = (at: 0 | 1) => columnOf(rows.map(({ keys }) => keys[at]));
      const key = (at: 0 | 1) => ({ column: column(at), places: Int32Array.of(0, 1, 2), size: 3 });
      const bitOfRow = columnOf(rows.map(({ study }) => study));
      const grouping: Grouping = {
        ...whole,
        rowCount: rows.length,
        bitOfRow,
        bits: bitsOf([...studies], bitOfRow.most),
        keys: [key(0), key(1)],
      };
      const value = {
        codes: columnOf(
          rows.map((row) => (typeof row.value === 'number' ? codes.get(row.value)! : values.length + 1)),
        ),
        values,
      };
      const found = inOrder(groupSummaries(grouping, value, onAndOn));
      expect(found).toEqual(inOrder(await bySql(rows.filter(({ study }) => studies.has(study)))));
      expect(Math.max(...found.map(({ n }) => n))).toBeGreaterThan(2 ** 17 / 2);
    },
  );

  it('tells groups apart of which there might be more than fit into a table', async () => {
    const rows: Row[] = Array.from({ length: 500 }, (_, n) => ({
      study: n % 60,
      keys: [n % 3, n % 2],
      value: n % 40,
    }));
    const all = Array.from({ length: 60 }, (_, study) => study);
    const near = groupSummaries(grouped(rows, all, []).grouping, grouped(rows, all, []).value, onAndOn);
    const { grouping, value } = grouped(rows, all, [], 5000);
    const far = groupSummaries(grouping, value, onAndOn);
    expect(
      far.map(({ places, ...rest }) => ({ places: places.map((place) => place / 5000), ...rest })),
    ).toEqual(near);
  });

  it('tells groups apart by any number of keys', () => {
    const rowsOfKeys = fc.array(fc.tuple(fc.nat(9), fc.nat(2), fc.nat(1), fc.nat(3), fc.nat(2)), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(rowsOfKeys, fc.nat(5), fc.nat(3), (rows, keyCount, leftOut) => {
        const keys = Array.from({ length: keyCount }, (_, at) => {
          const column = columnOf(rows.map((row) => row[at]!));
          const places = Int32Array.from({ length: column.most + 1 }, (_, number) =>
            number === leftOut ? -1 : number,
          );
          return { column, places, size: column.most + 1 };
        });
        const bitOfRow = columnOf(rows.map((_, at) => at % 3));
        const grouping = { rowCount: rows.length, bitOfRow, bits: Int32Array.of(0b101), keys };
        const expected = new Map<string, number>();
        for (const [at, row] of rows.entries()) {
          const own = row.slice(0, keyCount);
          if (at % 3 === 1 || own.includes(leftOut)) continue;
          expected.set(String(own), (expected.get(String(own)) ?? 0) + 1);
        }
        const found = groupCounts(grouping, onAndOn).map(({ places, n }) => [String(places), n] as const);
        expect(new Map(found)).toEqual(expected);
      }),
      { numRuns: RUNS.numRuns * 4 },
    );
  });

  it('ends at its deadline, and when nobody waits for it any more', async () => {
    const rows = Array.from({ length: 300_000 }, (): Row => ({ study: 0, keys: [0, 0], value: 1 }));
    const question = { ask: 'summaries', ...grouped(rows, [0], []) } as const;
    await expect(CALCULATIONS_HERE.answer(question, { deadlineMs: 0 })).rejects.toThrow(QueryDeadlineError);
    const signal = AbortSignal.abort(new Error('the client has gone'));
    await expect(CALCULATIONS_HERE.answer(question, { signal })).rejects.toThrow('the client has gone');
  });

  it('are refused numbers below 0, which have no place', () => {
    expect(() => new GrowingColumn().append(Int32Array.of(3, -1))).toThrow('from 0');
  });
});
