import type { Extent, Part } from '../lake/parts/part.js';

/** Some of the studies: an extent, and the condition on their row `s` that they lie in it and in no other slice. */
export interface Slice {
  readonly extent: Extent;
  readonly conditionSql: string;
}

/**
 * Cuts the studies of these parts by years, so that one slice has about `studyCount` of them or is one year. Studies
 * without a date are a slice of their own, which reads every part.
 */
export function slicesOf(parts: readonly Part[], studyCount: number): readonly Slice[] {
  const rows = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const years = yearsOf(parts);
  if (rows <= studyCount || years === null) return [{ extent: {}, conditionSql: 'TRUE' }];
  const spans: { from: number; to: number; rows: number }[] = [];
  for (const [year, yearRows] of rowsByYear(parts, years)) {
    const last = spans.at(-1);
    if (last && last.rows + yearRows <= studyCount) {
      last.to = year;
      last.rows += yearRows;
    } else spans.push({ from: year, to: year, rows: yearRows });
  }
  const dated = spans.map(({ from, to }): Slice => {
    const extent = { from: `${text(from)}-01-01`, to: `${text(to)}-12-31` };
    return {
      extent,
      conditionSql: `s."study_date" BETWEEN DATE '${extent.from}' AND DATE '${extent.to}'`,
    };
  });
  const undated: Slice = { extent: {}, conditionSql: 's."study_date" IS NULL' };
  return parts.some(({ hasUndated }) => hasUndated) ? [...dated, undated] : dated;
}

const text = (year: number): string => String(year).padStart(4, '0');
const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The first and last year of the parts' studies; null where one does not tell its dates, or none has any. */
function yearsOf(parts: readonly Part[]): { readonly first: number; readonly last: number } | null {
  if (parts.some(({ datesKnown }) => !datesKnown)) return null;
  const first = parts.flatMap(({ minDate }) => minDate ?? []).sort()[0];
  const last = parts
    .flatMap(({ maxDate }) => maxDate ?? [])
    .sort()
    .at(-1);
  return first === undefined || last === undefined ? null : { first: yearOf(first), last: yearOf(last) };
}

/** How many studies each year has, those of a part spread evenly over its years. */
function rowsByYear(
  parts: readonly Part[],
  { first, last }: { readonly first: number; readonly last: number },
): ReadonlyMap<number, number> {
  const rows = new Map(
    Array.from({ length: last - first + 1 }, (_, at) => [first + at, 0] as [number, number]),
  );
  for (const { minDate, maxDate, rowCount } of parts) {
    if (minDate === null || maxDate === null) continue;
    const count = yearOf(maxDate) - yearOf(minDate) + 1;
    for (let year = yearOf(minDate); year <= yearOf(maxDate); year++)
      rows.set(year, (rows.get(year) ?? 0) + rowCount / count);
  }
  return rows;
}
