import { studyCondition } from '../filters/compile.js';
import { extentOf, tablesWithin } from '../filters/extent.js';
import type { Filter } from '../filters/filter.js';
import { isText, orderSql, rankSql, type SortKey } from '../filters/sort.js';
import { Binding, columnSql } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';

/** Some rows of the studies that a filter finds, in order. */
export interface RankedRequest {
  readonly filter: Filter;
  readonly sort: readonly SortKey[];
  /** The select list over the study `s`. */
  readonly selected: string;
  readonly limit: number;
  readonly offset: number;
}

/** Most studies that are ranked for a page; further pages are rare. */
const MOST_RANKED = 2_000;
/** Studies beyond the page that are looked at, since those that rank alike are ordered by their id. */
const BEYOND = 25;

/**
 * The rows of a page, found by columns that are ready in memory and then read from the parts that hold them. Null where
 * the columns are not there, the order is one of texts, or too many studies rank like the last of the page.
 */
export async function rankedStudies(asking: Asking, request: RankedRequest): Promise<SqlRow[] | null> {
  const { sort, limit, offset } = request;
  const end = offset + limit;
  if (end > MOST_RANKED || sort.some(({ column }) => isText(column))) return null;
  const ranking = ranked(asking, request, end + BEYOND);
  if (ranking === null) return null;
  const found = await ranking;
  const last = found[Math.min(end, found.length) - 1];
  const first = found[offset];
  if (!first || !last) return [];
  const isWhole = found.length < end + BEYOND || !ranksAlike(found.at(-1)!, last, sort);
  if (!isWhole) return null;
  const from = found.findIndex((row) => ranksAlike(row, first, sort));
  const to = found.findLastIndex((row) => ranksAlike(row, last, sort));
  return rowsOfPage(asking, request, found.slice(from, to + 1), offset - from);
}

/** The numbers, dates and ranks of the first studies; null where memory does not have them. */
function ranked(asking: Asking, { filter, sort }: RankedRequest, count: number): Promise<SqlRow[]> | null {
  const binding = new Binding();
  const condition = studyCondition(filter, 's', binding, asking.context, tablesWithin(asking, filter));
  const keys = sort.map(({ column }, at) => `${columnSql('s', column)} AS ${keyName(at)}`);
  const selected = `SELECT ${['s.study_number', 's.study_date', ...keys].join(', ')}`;
  const asked = `WHERE ${condition} ORDER BY ${rankSql(sort, 's')} LIMIT ${count}`;
  const extent = extentOf(asking, filter);
  return asking.snapshot.prepared.studies(extent, [selected, asked], (from) =>
    ask(asking, `${selected} FROM ${from} s ${asked}`, binding.values),
  );
}

const keyName = (at: number): string => `key_${at}`;

function ranksAlike(one: SqlRow, other: SqlRow, sort: readonly SortKey[]): boolean {
  return sort.every((_, at) => one[keyName(at)] === other[keyName(at)]);
}

/** The page among studies that contain it, of which the first `skipped` rank before it or like its first. */
function rowsOfPage(
  asking: Asking,
  { sort, selected, limit }: RankedRequest,
  found: readonly SqlRow[],
  skipped: number,
): Promise<SqlRow[]> {
  const binding = new Binding();
  const numbered = found.map((row) => ({
    number: Number(row['study_number']),
    date: row['study_date'] === null ? null : String(row['study_date']),
  }));
  const numbers = numbered.map(({ number }) => binding.bind(number)).join(', ');
  const asked = `WHERE s.study_number IN (${numbers}) ORDER BY ${orderSql(sort, 's')}`;
  return ask(
    asking,
    `SELECT ${selected} FROM ${asking.snapshot.relationOfNumbered(numbered, [selected, asked])} s ${asked}
     LIMIT ${limit} OFFSET ${skipped}`,
    binding.values,
  );
}
