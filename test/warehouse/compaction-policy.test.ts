import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUTOMATIC_COMPACTION, FULL_COMPACTION, type Part } from '../../warehouse/index.js';
import { nextRound } from '../../warehouse/lake/compaction-policy.js';

const MB = 1024 * 1024;

/** Parts of CT studies, one for each month, each of so many rows. */
function months(year: number, rowCount: number, about: Partial<Part> = {}): Part[] {
  return Array.from({ length: 12 }, (_, at) => {
    const month = `${year}-${String(at + 1).padStart(2, '0')}`;
    return {
      table: 'studies',
      file: `studies/${month}.parquet`,
      rowCount,
      byteCount: 1 * MB,
      modalities: ['CT'],
      datesKnown: true,
      minDate: `${month}-01`,
      maxDate: `${month}-28`,
      hasUndated: false,
      layout: 'layout',
      level: 1,
      sha256: null,
      filled: null,
      ...about,
    };
  });
}

const mergedBy = (parts: readonly Part[], policy = FULL_COMPACTION): readonly string[] | null =>
  nextRound(parts, policy)?.parts.map(({ minDate }) => minDate!.slice(0, 7)) ?? null;

describe('which parts are merged', () => {
  const newest = months(2025, 100);

  it('a past year of few rows is one part, the newest year stays in months', () => {
    const past = months(2024, 5_000);
    expect(mergedBy([...past, ...newest])).toEqual(past.map(({ minDate }) => minDate!.slice(0, 7)));
    const joined = { ...past[0]!, maxDate: past[11]!.maxDate, rowCount: 60_000 };
    expect(mergedBy([joined, ...newest])).toBeNull();
    expect(mergedBy(newest)).toBeNull();
  });

  it('a past year of more rows is one part a quarter, one of many rows or bytes stays in months', () => {
    expect(mergedBy([...months(2024, 20_000), ...newest])).toEqual(['2024-01', '2024-02', '2024-03']);
    expect(mergedBy([...months(2024, 21_000), ...newest])).toBeNull();
    expect(mergedBy([...months(2024, 100, { byteCount: 50 * MB }), ...newest])).toBeNull();
  });

  it('what comes late joins its quarter, where it still fits', () => {
    const [january, , march] = months(2024, 20_000);
    const quarter = (rowCount: number): Part => ({ ...january!, maxDate: march!.maxDate, rowCount });
    const late = { ...months(2024, 1_000)[1]!, file: 'studies/late.parquet' };
    const rest = months(2024, 20_000).slice(3);
    expect(mergedBy([quarter(60_000), late, ...newest, ...rest])).toEqual(['2024-01', '2024-02']);
    expect(mergedBy([quarter(61_000), late, ...newest])).toBeNull();
  });

  it('parts of several modalities and of unknown dates are kept apart', () => {
    const radiographs = months(2024, 10, { modalities: ['DX'] });
    const unknown = months(2024, 10, { datesKnown: false }).slice(0, 1);
    const round = nextRound([...months(2024, 10), ...radiographs, ...unknown, ...newest], FULL_COMPACTION);
    expect(round?.parts).toHaveLength(12);
    expect(new Set(round?.parts.map(({ modalities }) => modalities![0]))).toEqual(new Set(['CT']));
    expect(round?.parts.every(({ datesKnown }) => datesKnown)).toBe(true);
  });

  it('a month of many rows is divided into weeks, of one modality and not of others', () => {
    const [large] = months(2025, 130_000);
    const [few] = months(2025, 1_000, { modalities: ['DX'] });
    const round = nextRound([large!, few!], AUTOMATIC_COMPACTION);
    expect(round).toMatchObject({
      kind: 'split',
      parts: [large],
      largeMonths: [{ modality: 'CT', month: '2025-01' }],
    });
    const weeks = [1, 8, 15, 22].map((day): Part => ({
      ...large!,
      rowCount: 32_500,
      minDate: `2025-01-${String(day).padStart(2, '0')}`,
      maxDate: `2025-01-${String(day === 22 ? 31 : day + 6).padStart(2, '0')}`,
    }));
    expect(nextRound([...weeks, few!], FULL_COMPACTION)).toBeNull();
    const late = { ...weeks[1]!, file: 'studies/late.parquet', rowCount: 5, maxDate: weeks[1]!.minDate };
    expect(nextRound([...weeks, late], FULL_COMPACTION)).toMatchObject({
      kind: 'merge',
      parts: [weeks[1], late],
    });
  });

  it('one that lost all its rows to fresh ones of its month goes with them, once', () => {
    const [emptied] = months(2025, 0);
    const [fresh] = months(2025, 1, { level: 0, file: 'studies/fresh.parquet' });
    expect(nextRound([emptied!, fresh!], FULL_COMPACTION)?.parts).toEqual([fresh, emptied]);
  });

  it('by itself only where enough of them came together', () => {
    const past = months(2024, 5_000);
    expect(mergedBy([...past.slice(0, 7), ...newest], AUTOMATIC_COMPACTION)).toBeNull();
    expect(mergedBy([...past.slice(0, 8), ...newest], AUTOMATIC_COMPACTION)).toHaveLength(8);
  });

  /** Rows of one modality and day. */
  interface Rows {
    readonly modality: string;
    readonly date: string;
    readonly rowCount: number;
  }

  function partOf(rows: readonly Rows[], level: number): Part & { readonly rows: readonly Rows[] } {
    const dates = rows.map(({ date }) => date).sort();
    return {
      ...months(2024, 0)[0]!,
      rows,
      level,
      file: JSON.stringify(rows),
      rowCount: rows.reduce((sum, { rowCount }) => sum + rowCount, 0),
      byteCount: 1,
      modalities: [...new Set(rows.map(({ modality }) => modality))].sort(),
      minDate: dates[0]!,
      maxDate: dates.at(-1)!,
    };
  }

  const weekOf = (date: string): number => Math.min(3, Math.floor((Number(date.slice(8)) - 1) / 7));
  const totalOf = (rows: readonly { readonly rowCount: number }[]): number =>
    rows.reduce((sum, { rowCount }) => sum + rowCount, 0);

  it('comes to an end, with no part of a large month longer than a week and no row lost', () => {
    const rowsOf = fc.record({
      modality: fc.constantFrom('CT', 'MG'),
      date: fc
        .tuple(fc.constantFrom('2023-11', '2024-02', '2024-03'), fc.integer({ min: 1, max: 28 }))
        .map(([month, day]) => `${month}-${String(day).padStart(2, '0')}`),
      rowCount: fc.integer({ min: 1, max: 40_000 }),
    });
    const small = { ...FULL_COMPACTION, mostMonthRows: 30_000 };
    const policies = fc.constantFrom(FULL_COMPACTION, AUTOMATIC_COMPACTION, small);
    const some = fc.array(fc.array(rowsOf, { minLength: 1, maxLength: 8 }), { maxLength: 12 });
    fc.assert(
      fc.property(some, policies, (batches, policy) => {
        let parts = batches.map((rows) => partOf(rows, 0));
        const before = totalOf(parts);
        let rounds = 0;
        for (let round = nextRound(parts, policy); round; round = nextRound(parts, policy)) {
          expect(++rounds).toBeLessThan(200);
          const { kind } = round;
          const large = kind === 'split' ? round.largeMonths : [];
          const taken = new Set<Part>(round.parts);
          const rows = parts.filter((part) => taken.has(part)).flatMap((part) => part.rows);
          const groupOf = ({ modality, date }: Rows): string => {
            const month = date.slice(0, 7);
            const isLarge = large.some((one) => one.modality === modality && one.month === month);
            return kind === 'merge' ? '' : `${modality} ${month} ${isLarge ? weekOf(date) : ''}`;
          };
          const groups = new Map<string, Rows[]>();
          for (const one of rows) groups.set(groupOf(one), [...(groups.get(groupOf(one)) ?? []), one]);
          parts = [
            ...parts.filter((part) => !taken.has(part)),
            ...[...groups.values()].map((own) => partOf(own, 1)),
          ];
        }
        expect(totalOf(parts)).toBe(before);
        for (const part of parts.filter(({ level }) => level > 0)) {
          const ofMonth = parts.filter(
            ({ level, modalities, minDate }) =>
              level > 0 &&
              modalities![0] === part.modalities![0] &&
              minDate!.slice(0, 7) === part.minDate!.slice(0, 7),
          );
          const isLarge = totalOf(ofMonth) > policy.mostMonthRows;
          if (isLarge) expect(weekOf(part.minDate!)).toBe(weekOf(part.maxDate!));
        }
      }),
      { numRuns: Number(process.env['DOSE_PROPERTY_RUNS'] ?? 200) },
    );
  });
});
