import { inTurn } from '../lake/in-turn.js';
import { GrowingColumn, type Column } from './column-rows.js';
import { BLOCK_ROWS, Groups, type Block, type Grouping } from './grouping.js';
import { Summariser, type Summary } from './summary.js';

/** Measured values by row. */
export interface ValueColumn {
  /** 0 where there is no dose, from 1 the place among `values`, beyond them where no value is stated. */
  readonly codes: Column;
  /** Distinct values in ascending order. */
  readonly values: Float64Array;
}

/** A group by its places, one for each key. */
interface Group {
  readonly places: readonly number[];
  readonly n: number;
}

export interface MeasuredGroup extends Group {
  /** Rows without a stated value, and those with a stated 0 that is no dose. */
  readonly nNull: number;
  readonly nZero: number;
  /** Null where there is no value. */
  readonly summary: Summary | null;
}

/** Long calculations are done one after another: together none would be done sooner, and all would take memory. */
const next = inTurn();

/** How many rows each group has. */
export function groupCounts(grouping: Grouping): Promise<readonly Group[]> {
  return next(async () => {
    const groups = new Groups(grouping);
    const counts = new Counts();
    await groups.eachBlock((block) => countByGroup(block.groups, block.count, counts.upTo(groups.count)));
    const n = counts.upTo(groups.count);
    return Array.from({ length: groups.count }, (_, group) => ({
      places: groups.placesOf(group),
      n: n[group]!,
    }));
  });
}

/** The values of each group, summarised. */
export function groupSummaries(grouping: Grouping, value: ValueColumn): Promise<readonly MeasuredGroup[]> {
  return next(async () => {
    const { groups, valued, nulls, zeros } = await valuesByGroup(grouping, value);
    const [n, nNull, nZero] = [valued.n, nulls, zeros].map((counts) => counts.upTo(groups.count)) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    const ends = endsOf(n, groups.count);
    const codes = await sortedByGroup(valued, ends, grouping);
    const summariser = new Summariser(value.values, grouping.pause);
    const found: MeasuredGroup[] = [];
    for (let group = 0; group < groups.count; group++) {
      const own = codes.subarray(ends[group]! - n[group]!, ends[group]);
      found.push({
        places: groups.placesOf(group),
        n: n[group]!,
        nNull: nNull[group]!,
        nZero: nZero[group]!,
        summary: own.length > 0 ? await summariser.summarise(own) : null,
      });
    }
    return found;
  });
}

/** The rows that have a value, each with its group and its code, in their order, and how many each group has. */
interface ValuedRows {
  readonly groups: GrowingColumn;
  readonly codes: GrowingColumn;
  readonly n: Counts;
}

async function valuesByGroup(grouping: Grouping, { codes, values }: ValueColumn) {
  const groups = new Groups(grouping);
  const valued: ValuedRows = { groups: new GrowingColumn(), codes: new GrowingColumn(), n: new Counts() };
  const [nulls, zeros] = [new Counts(), new Counts()];
  const [ownGroups, ownCodes] = [new Int32Array(BLOCK_ROWS), new Int32Array(BLOCK_ROWS)];
  await groups.eachBlock((block) => {
    const [n, nNull, nZero] = [valued.n, nulls, zeros].map((counts) => counts.upTo(groups.count));
    const count = takeValued(block, block.numbersOf(codes), values.length, ownGroups, ownCodes);
    countByGroup(ownGroups, count, n!);
    valued.groups.append(ownGroups.subarray(0, count));
    valued.codes.append(ownCodes.subarray(0, count));
    if (count < block.count) countOthers(block, block.numbersOf(codes), values.length, nNull!, nZero!);
  });
  return { groups, valued, nulls, zeros };
}

/** Lists the groups and codes of those of a block that have a value, and says how many have. */
function takeValued(
  { places, groups, count }: Block,
  codes: Int32Array,
  valueCount: number,
  ownGroups: Int32Array,
  ownCodes: Int32Array,
): number {
  let own = 0;
  for (let at = 0; at < count; at++) {
    const code = codes[places[at]!]! - 1;
    ownGroups[own] = groups[at]!;
    ownCodes[own] = code;
    own += code >= 0 && code < valueCount ? 1 : 0;
  }
  return own;
}

function countByGroup(groups: Int32Array, count: number, n: Int32Array): void {
  for (let at = 0; at < count; at++) n[groups[at]!]!++;
}

function countOthers(
  { places, groups, count }: Block,
  codes: Int32Array,
  valueCount: number,
  nNull: Int32Array,
  nZero: Int32Array,
): void {
  for (let at = 0; at < count; at++) {
    const code = codes[places[at]!]!;
    if (code === 0) nZero[groups[at]!]!++;
    else if (code > valueCount) nNull[groups[at]!]!++;
  }
}

/** Where each group begins, when groups of these sizes lie one after another. */
function endsOf(n: Int32Array, groupCount: number): Int32Array {
  const ends = new Int32Array(groupCount);
  for (let group = 1; group < groupCount; group++) ends[group] = ends[group - 1]! + n[group - 1]!;
  return ends;
}

/** The codes of each group after another; `ends` are its beginnings before, and its ends after. */
async function sortedByGroup(valued: ValuedRows, ends: Int32Array, { pause }: Grouping): Promise<Int32Array> {
  const [groupOf, codeOf] = [valued.groups.column().numbers, valued.codes.column().numbers];
  const sorted = new Int32Array(codeOf.length);
  const [groups, codes] = [new Int32Array(BLOCK_ROWS), new Int32Array(BLOCK_ROWS)];
  for (let from = 0; from < codeOf.length; from += BLOCK_ROWS) {
    const to = Math.min(codeOf.length, from + BLOCK_ROWS);
    groups.set(groupOf.subarray(from, to));
    codes.set(codeOf.subarray(from, to));
    append(codes, groups, to - from, sorted, ends);
    await pause();
  }
  return sorted;
}

/** Puts each code at the end of its group. */
function append(
  codes: Int32Array,
  groups: Int32Array,
  count: number,
  sorted: Int32Array,
  ends: Int32Array,
): void {
  for (let at = 0; at < count; at++) sorted[ends[groups[at]!]!++] = codes[at]!;
}

/** The least and the greatest code of a value, null where there is none, and how many rows have no value. */
export interface CodeExtent {
  readonly least: number | null;
  readonly most: number | null;
  readonly nNull: number;
  readonly nZero: number;
}

export function codeExtent(grouping: Grouping, { codes, values }: ValueColumn): Promise<CodeExtent> {
  return next(async () => {
    let [least, most, nNull, nZero] = [Infinity, -Infinity, 0, 0];
    await new Groups(grouping).eachBlock(({ places, count, numbersOf }) => {
      const codeOf = numbersOf(codes);
      for (let at = 0; at < count; at++) {
        const code = codeOf[places[at]!]!;
        if (code === 0) nZero++;
        else if (code > values.length) nNull++;
        else {
          if (code < least) least = code;
          if (code > most) most = code;
        }
      }
    });
    return most < 0 ? { least: null, most: null, nNull, nZero } : { least, most, nNull, nZero };
  });
}

/** Counts by group, of which there may be more with every block. */
class Counts {
  #counts = new Int32Array(64);

  upTo(groupCount: number): Int32Array {
    if (groupCount > this.#counts.length) {
      const former = this.#counts;
      this.#counts = new Int32Array(groupCount * 2);
      this.#counts.set(former);
    }
    return this.#counts;
  }
}
