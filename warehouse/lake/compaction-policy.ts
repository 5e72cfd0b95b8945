import { TABLES, type TableName } from '../tables/index.js';
import { OWN_DATE, PLACED_BY_STUDY } from './parts/extent.js';
import type { Part } from './parts/part.js';

/** When parts are merged. */
export interface CompactionPolicy {
  /** Fresh parts of a table from which on they are split by modality and month (small tables: merged into one). */
  readonly minFresh: number;
  /** Parts of one modality and month (or small past quarter or year) from which on they are merged into one. */
  readonly minSiblings: number;
}

/** During and after ingest: few enough parts to read, without writing each row more than a few times. */
export const AUTOMATIC_COMPACTION: CompactionPolicy = { minFresh: 32, minSiblings: 8 };

/** By command: exactly one part per modality and month, or small past quarter or year. */
export const FULL_COMPACTION: CompactionPolicy = { minFresh: 1, minSiblings: 2 };

/** Bounds of what one round holds in memory or spills. */
const MAX_ROUND_ROWS = 400_000;
const MAX_ROUND_BYTES = 128 * 1024 * 1024;

/** Parts of one table to replace in one batch. */
export interface Round {
  readonly kind: 'split' | 'merge';
  readonly table: TableName;
  readonly parts: readonly Part[];
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

/** Compacted parts that belong in one, by modality and month. */
function siblingsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const [joined, divided] = joinedMonths(parts);
  const keyOf = (part: Part): string =>
    `${modalitiesOf(part)} ${part.datesKnown} ${part.minDate?.slice(0, 7) ?? 'undated'}`;
  return [...joined, ...groupBy(divided, keyOf).values()];
}

const modalitiesOf = ({ modalities }: Part): string => modalities?.join(',') ?? '?';

const yearOf = (date: string): string => date.slice(0, 4);
const quarterOf = (date: string): string => `${yearOf(date)} ${Math.ceil(Number(date.slice(5, 7)) / 3)}`;

/**
 * Most rows of the months that are joined. To open a part costs as much as to read some thousand of its rows, but each
 * statement looks at the statistics of all row groups of a part, which beyond six costs a study's page more.
 */
const MOST_JOINED_ROWS = 61_440;

function areFew(parts: readonly Part[]): boolean {
  const rows = parts.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const bytes = parts.reduce((sum, { byteCount }) => sum + byteCount, 0);
  return rows <= MOST_JOINED_ROWS && bytes <= MAX_ROUND_BYTES;
}

/**
 * Years that are over and few enough in rows and bytes to be one part each, quarters of the other ones that are, and
 * all other parts. The newest year stays in months, because its studies still change.
 */
function joinedMonths(parts: readonly Part[]): readonly [readonly (readonly Part[])[], readonly Part[]] {
  const years = parts.map(({ maxDate }) => yearOf(maxDate ?? '')).sort();
  const newest = years.at(-1) ?? '';
  const joined: (readonly Part[])[] = [];
  let others = parts;
  for (const spanOf of [yearOf, quarterOf]) {
    const isWithin = ({ datesKnown, minDate, maxDate }: Part): boolean =>
      datesKnown && minDate !== null && maxDate !== null && spanOf(minDate) === spanOf(maxDate);
    const past = others.filter((part) => isWithin(part) && yearOf(part.maxDate!) < newest);
    const spans = groupBy(past, (part) => `${modalitiesOf(part)} ${spanOf(part.minDate!)}`);
    const few = [...spans.values()].filter(areFew);
    const taken = new Set(few.flat());
    joined.push(...few);
    others = others.filter((part) => !taken.has(part));
  }
  return [joined, others];
}

/**
 * Compacted parts with which fresh ones would be merged right after they are split: those of the one month of each, as
 * after a usual night. Taken along, they are written once instead of the fresh rows twice.
 */
function ofSameMonths(fresh: readonly Part[], parts: readonly Part[]): readonly Part[] {
  const months = fresh.map(onlyMonthOf);
  if (months.includes(null)) return [];
  const canHold = ({ modalities }: Part): boolean =>
    fresh.some(
      (part) => !part.modalities || !modalities || modalities.some((one) => part.modalities!.includes(one)),
    );
  return parts.filter((part) => part.level > 0 && months.includes(onlyMonthOf(part)) && canHold(part));
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
  if (fresh.length >= policy.minFresh) {
    const empty = parts.filter(({ rowCount }) => rowCount === 0);
    const joined = policy.minSiblings <= 2 ? ofSameMonths(fresh, parts) : [];
    return { kind: 'split', table, parts: [...withinBounds([...fresh, ...joined]), ...empty] };
  }
  const compacted = parts.filter(({ level }) => level > 0);
  const due = siblingsOf(compacted).find((group) => group.length >= policy.minSiblings);
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
