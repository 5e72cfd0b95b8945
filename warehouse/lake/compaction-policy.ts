import { TABLES, type TableName } from '../tables/index.js';
import { OWN_DATE, PLACED_BY_STUDY } from './parts/extent.js';
import type { Part } from './parts/part.js';

/**
 * Most rows of the months that are joined. To open a part costs as much as to read some thousand of its rows, but each
 * statement looks at the statistics of all row groups of a part, which beyond six costs a study's page more.
 */
const MOST_JOINED_ROWS = 61_440;

/** Most rows of a month that is one part: those of a group of hospitals are divided into weeks. */
const MOST_MONTH_ROWS = 2 * MOST_JOINED_ROWS;

/** When parts are merged. */
export interface CompactionPolicy {
  /** Fresh parts of a table from which on they are split by modality and span (small tables: merged into one). */
  readonly minFresh: number;
  /** Parts of one modality and span from which on they are merged into one. */
  readonly minSiblings: number;
  /** Rows of a table's month of one modality beyond which it is split by week. */
  readonly mostMonthRows: number;
}

/** During and after ingest: few enough parts to read, without writing each row more than a few times. */
export const AUTOMATIC_COMPACTION: CompactionPolicy = {
  minFresh: 32,
  minSiblings: 8,
  mostMonthRows: MOST_MONTH_ROWS,
};

/** By command: exactly one part per modality and month, or week of a large one, or small past quarter or year. */
export const FULL_COMPACTION: CompactionPolicy = {
  minFresh: 1,
  minSiblings: 2,
  mostMonthRows: MOST_MONTH_ROWS,
};

/** Bounds of what one round holds in memory or spills. */
const MAX_ROUND_ROWS = 400_000;
const MAX_ROUND_BYTES = 128 * 1024 * 1024;

/** Parts of one table to replace in one batch. */
export type Round =
  | { readonly kind: 'merge'; readonly table: TableName; readonly parts: readonly Part[] }
  | {
      readonly kind: 'split';
      readonly table: TableName;
      readonly parts: readonly Part[];
      /** The months to split by week; all others stay whole. */
      readonly largeMonths: readonly MonthOfModality[];
    };

export interface MonthOfModality {
  /** As the parts name it; null where they do not. */
  readonly modality: string | null;
  /** YYYY-MM. */
  readonly month: string;
}

/** Whether the rows of a table are divided by month at all. */
function isDivided(table: TableName): boolean {
  return OWN_DATE[table] !== undefined || PLACED_BY_STUDY.includes(table);
}

function withinBounds(parts: readonly Part[]): Part[] {
  let rows = 0;
  let bytes = 0;
  return parts.filter(({ rowCount, byteCount }, index) => {
    rows += rowCount;
    bytes += byteCount;
    return index === 0 || (rows <= MAX_ROUND_ROWS && bytes <= MAX_ROUND_BYTES);
  });
}

function groupBy(
  parts: readonly Part[],
  keyOf: (part: Part) => string,
): ReadonlyMap<string, readonly Part[]> {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const group = groups.get(keyOf(part));
    if (group) group.push(part);
    else groups.set(keyOf(part), [part]);
  }
  return groups;
}

/** Compacted parts that belong in one, by modality and span. */
function siblingsOf(
  parts: readonly Part[],
  large: LargeMonths,
  mostJoinedRows: number,
): readonly (readonly Part[])[] {
  const [joined, divided] = joinedMonths(parts, mostJoinedRows);
  const spanOf = (part: Part): string => {
    if (part.minDate === null) return 'undated';
    return large.has(part) ? weekOf(part.minDate) : part.minDate.slice(0, 7);
  };
  const keyOf = (part: Part): string => `${modalitiesOf(part)} ${part.datesKnown} ${spanOf(part)}`;
  return [...joined, ...groupBy(divided, keyOf).values()];
}

const modalitiesOf = ({ modalities }: Part): string => modalities?.join(',') ?? '?';

const yearOf = (date: string): string => date.slice(0, 4);
const quarterOf = (date: string): string => `${yearOf(date)} ${Math.ceil(Number(date.slice(5, 7)) / 3)}`;

function areFew(parts: readonly Part[], mostRows: number): boolean {
  const rows = parts.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const bytes = parts.reduce((sum, { byteCount }) => sum + byteCount, 0);
  return rows <= mostRows && bytes <= MAX_ROUND_BYTES;
}

/**
 * Years that are over and few enough in rows and bytes to be one part each, quarters of the other ones that are, and
 * all other parts. The newest year stays in months, because its studies still change.
 */
function joinedMonths(
  parts: readonly Part[],
  mostRows: number,
): readonly [readonly (readonly Part[])[], readonly Part[]] {
  const years = parts.map(({ maxDate }) => yearOf(maxDate ?? '')).sort();
  const newest = years.at(-1) ?? '';
  const joined: (readonly Part[])[] = [];
  let others = parts;
  for (const spanOf of [yearOf, quarterOf]) {
    const isWithin = ({ datesKnown, minDate, maxDate }: Part): boolean =>
      datesKnown && minDate !== null && maxDate !== null && spanOf(minDate) === spanOf(maxDate);
    const past = others.filter((part) => isWithin(part) && yearOf(part.maxDate!) < newest);
    const spans = groupBy(past, (part) => `${modalitiesOf(part)} ${spanOf(part.minDate!)}`);
    const few = [...spans.values()].filter((span) => areFew(span, mostRows));
    const taken = new Set(few.flat());
    joined.push(...few);
    others = others.filter((part) => !taken.has(part));
  }
  return [joined, others];
}

/** Days 1 to 7, 8 to 14, 15 to 21 and 22 to the end of a month. `weekSql` says the same. */
function weekOf(date: string): string {
  const week = Math.min(Math.floor((Number(date.slice(8, 10)) - 1) / 7), 3);
  return `${date.slice(0, 7)} ${week}`;
}

/** The week of a date within its month, from 0. */
export const weekSql = (date: string): string => `least((day(${date}) - 1) // 7, 3)`;

/** The months of one modality that have so many rows that each of their weeks is a part. */
class LargeMonths {
  readonly #keys: ReadonlySet<string>;
  readonly months: readonly MonthOfModality[];

  constructor(parts: readonly Part[], mostMonthRows: number) {
    const ofOneMonth = parts.filter(
      (part) => onlyMonthOf(part) !== null && (part.modalities?.length ?? 1) === 1,
    );
    const large = [...groupBy(ofOneMonth, monthKey)].filter(
      ([, some]) => some.reduce((sum, { rowCount }) => sum + rowCount, 0) > mostMonthRows,
    );
    this.#keys = new Set(large.map(([key]) => key));
    this.months = large.map(([, [part]]) => ({
      modality: part!.modalities?.[0] ?? null,
      month: onlyMonthOf(part!)!,
    }));
  }

  /** Whether all rows of a part are of one of them. */
  has(part: Part): boolean {
    return onlyMonthOf(part) !== null && this.#keys.has(monthKey(part));
  }

  /** Parts of them that hold more than a week. */
  undivided(parts: readonly Part[]): readonly Part[] {
    return parts.filter((part) => this.has(part) && weekOf(part.minDate!) !== weekOf(part.maxDate!));
  }
}

const monthKey = (part: Part): string => `${modalitiesOf(part)} ${onlyMonthOf(part)}`;

/**
 * Compacted parts of any rows with which fresh ones would be merged right after they are split: those of the one month of each, as
 * after a usual night, and of large months those of the same weeks. Taken along, they are written once instead of the
 * fresh rows twice.
 */
function ofSameMonths(fresh: readonly Part[], parts: readonly Part[], large: LargeMonths): readonly Part[] {
  const months = fresh.map(onlyMonthOf);
  if (months.includes(null)) return [];
  const canHold = ({ modalities }: Part): boolean =>
    fresh.some(
      (part) => !part.modalities || !modalities || modalities.some((one) => part.modalities!.includes(one)),
    );
  const isOfSameWeeks = (part: Part): boolean =>
    fresh.some(
      ({ minDate, maxDate }) =>
        weekOf(minDate!) <= weekOf(part.maxDate!) && weekOf(part.minDate!) <= weekOf(maxDate!),
    );
  return parts.filter(
    (part) =>
      part.rowCount > 0 &&
      months.includes(onlyMonthOf(part)) &&
      canHold(part) &&
      (!large.has(part) || isOfSameWeeks(part)),
  );
}

/** The month of all rows of a part, null where they are of several, of none, or of unknown ones. */
function onlyMonthOf({ datesKnown, hasUndated, minDate, maxDate }: Part): string | null {
  if (!datesKnown || hasUndated || minDate === null || maxDate === null) return null;
  const month = minDate.slice(0, 7);
  return maxDate.startsWith(month) ? month : null;
}

function roundOf(table: TableName, live: readonly Part[], policy: CompactionPolicy): Round | null {
  const parts = live.filter((part) => part.table === table);
  const fresh = parts.filter(({ level, rowCount }) => level === 0 && rowCount > 0);
  if (!isDivided(table)) {
    const isDue = parts.length > 1 && fresh.length >= policy.minFresh;
    return isDue ? { kind: 'merge', table, parts } : null;
  }
  const compacted = parts.filter(({ level }) => level > 0);
  const large = new LargeMonths(compacted, policy.mostMonthRows);
  const split = (some: readonly Part[]): Round => ({
    kind: 'split',
    table,
    parts: some,
    largeMonths: large.months,
  });
  if (fresh.length >= policy.minFresh) {
    const empty = parts.filter(({ rowCount }) => rowCount === 0);
    const joined = policy.minSiblings <= 2 ? ofSameMonths(fresh, compacted, large) : [];
    return split([...withinBounds([...fresh, ...joined]), ...empty]);
  }
  const undivided = large.undivided(compacted);
  if (undivided.length > 0) return split(withinBounds(undivided));
  // What is joined never has so many rows that it would be divided into weeks again.
  const mostJoinedRows = Math.min(MOST_JOINED_ROWS, policy.mostMonthRows);
  const due = siblingsOf(compacted, large, mostJoinedRows).find(
    (group) => group.length >= policy.minSiblings,
  );
  if (due) return { kind: 'merge', table, parts: due };
  return null;
}

/** What to do next to meet the policy, null when it is met. */
export function nextRound(live: readonly Part[], policy: CompactionPolicy): Round | null {
  for (const table of Object.keys(TABLES) as TableName[]) {
    const round = roundOf(table, live, policy);
    if (round) return round;
  }
  return null;
}
