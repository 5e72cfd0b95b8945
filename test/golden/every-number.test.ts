import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusFiles, hasCorpus } from '../support/corpus.js';
import { numberItems, type NumberItem } from '../support/number-items.js';
import { COLUMNS, factorOf, isLeftOut, KEPT_ONLY } from './number-columns.js';
import { extractionOfFile } from './rows.js';

type Row = Readonly<Record<string, unknown>>;

const REPORTS = /RDSR|ESR|^RF-/;
const OTHER = /ESR_non-dose|RRDSR/;
const reports = corpusFiles().filter((path) => REPORTS.test(basename(path)) && !OTHER.test(basename(path)));

/** Where a number went: `column`, or why not, or null where it fell through. */
function accountOf(item: NumberItem, rows: readonly Row[], leftOut: ReadonlySet<string>): string | null {
  const columns = COLUMNS[item.concept];
  if (columns === undefined) return KEPT_ONLY[item.concept] ?? null;
  for (const column of columns) {
    const factor = factorOf(item.unit, column);
    if (factor === null) continue;
    const values = item.values.map((value) => value * factor);
    if (values.every((value) => rows.some((row) => holds(row, column, value)))) return column;
    if (leftOut.has(column) || values.every((value) => isLeftOut(column, value)))
      return `${column}: left out`;
  }
  return null;
}

/** Whether the column, a list in it, or a field of its structs holds the number, as far as doubles tell. */
function holds(row: Row, column: string, value: number): boolean {
  const [name = '', field] = column.split('.');
  const cell = row[name];
  const cells: readonly unknown[] = Array.isArray(cell) ? cell : [cell];
  const numbers = field === undefined ? cells : cells.map((struct) => (struct as Row | null)?.[field]);
  return numbers.some(
    (number) => typeof number === 'number' && Math.abs(number - value) <= 1e-9 * Math.abs(value),
  );
}

/** The rows that the containers above a number stand for: its event, or what the report accumulated. */
function rowsFor(item: NumberItem, extraction: NonNullable<ReturnType<typeof extractionOfFile>>): Row[] {
  const [container] = item.above;
  const at = container?.ordinal ?? 0;
  switch (container?.concept) {
    case 'DCM:113706':
      return [extraction.projectionEvents[at]! as unknown as Row];
    case 'DCM:113819':
      return [extraction.ctEvents[at]! as unknown as Row];
    default:
      return extraction.accumulatedDoses as unknown as Row[];
  }
}

/** Columns that are left out in all events of a report, which a finding tells under the column's name. */
function columnsLeftOut({ findings }: NonNullable<ReturnType<typeof extractionOfFile>>): Set<string> {
  return new Set(
    findings.flatMap(({ code, path }) => (code === 'value_impossible' && path !== null ? [path] : [])),
  );
}

const itemsOf = new Map(reports.map((path) => [path, numberItems(path)]));

describe.runIf(hasCorpus)('every number of a real dose report', () => {
  it.each(reports.map((path) => [basename(path), path] as const))(
    'is in its column, or named as kept only: %s',
    (_, path) => {
      const extraction = extractionOfFile(path)!;
      const items = itemsOf.get(path)!;
      const leftOut = columnsLeftOut(extraction);
      const fallen = items.filter((item) => accountOf(item, rowsFor(item, extraction), leftOut) === null);
      expect(items.length).toBeGreaterThan(3);
      expect(fallen.map(({ concept, above, values, unit }) => ({ concept, above, values, unit }))).toEqual(
        [],
      );
    },
  );

  it('is of a concept that the tables of this test know, each of which occurs', () => {
    const concepts = new Set([...itemsOf.values()].flat().map((item) => item.concept));
    const known = [...Object.keys(COLUMNS), ...Object.keys(KEPT_ONLY)];
    expect([...concepts].filter((concept) => !known.includes(concept))).toEqual([]);
    expect(Object.keys(KEPT_ONLY).filter((concept) => !concepts.has(concept))).toEqual([]);
  });
});
