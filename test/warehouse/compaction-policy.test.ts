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

  it('by itself only where enough of them came together', () => {
    const past = months(2024, 5_000);
    expect(mergedBy([...past.slice(0, 7), ...newest], AUTOMATIC_COMPACTION)).toBeNull();
    expect(mergedBy([...past.slice(0, 8), ...newest], AUTOMATIC_COMPACTION)).toHaveLength(8);
  });
});
