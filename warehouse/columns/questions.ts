import type { Checkpoint } from './checkpoint.js';
import type { Column } from './column-rows.js';
import { Groups, type Block, type Grouping } from './grouping.js';
import { Summariser, type Summary } from './summary.js';

/** Measured values by row. */
export interface ValueColumn {
  /** 0 where there is no dose, from 1 the place among `values`, beyond them where no value is stated. */
  readonly codes: Column;
  /** Distinct values in ascending order. */
  readonly values: Float64Array;
}

/** A group by its places, one for each key. */
export interface Group {
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

/** How many rows each group has. */
export function groupCounts(grouping: Grouping, checkpoint: Checkpoint): readonly Group[] {
  const groups = new Groups(grouping);
  const counts = new Counts();
  groups.eachBlock((block) => countByGroup(block, counts.upTo(groups.count)), checkpoint);
  const n = counts.upTo(groups.count);
  return Array.from({ length: groups.count }, (_, group) => ({
    places: groups.placesOf(group),
    n: n[group]!,
  }));
}

/** The values of each group, summarised. The rows are gone through twice: to keep them would take more memory than time. */
export function groupSummaries(
  grouping: Grouping,
  value: ValueColumn,
  checkpoint: Checkpoint,
): readonly MeasuredGroup[] {
  const groups = new Groups(grouping);
  const { n, nNull, nZero } = countsByGroup(groups, value, checkpoint);
  const { codes, ends } = codesByGroup(groups, value, n, checkpoint);
  const summariser = new Summariser(value.values, checkpoint);
  return Array.from({ length: groups.count }, (_, group) => {
    const own = codes.subarray(ends[group]! - n[group]!, ends[group]);
    return {
      places: groups.placesOf(group),
      n: n[group]!,
      nNull: nNull[group]!,
      nZero: nZero[group]!,
      summary: own.length > 0 ? summariser.summarise(own) : null,
    };
  });
}

/** How many rows of each group have a value, none, and a 0 that is no dose. */
interface ValueCounts {
  readonly n: Int32Array;
  readonly nNull: Int32Array;
  readonly nZero: Int32Array;
}

function countsByGroup(groups: Groups, { codes, values }: ValueColumn, checkpoint: Checkpoint): ValueCounts {
  const [valued, nulls, zeros] = [new Counts(), new Counts(), new Counts()];
  const upTo = (count: number): ValueCounts => ({
    n: valued.upTo(count),
    nNull: nulls.upTo(count),
    nZero: zeros.upTo(count),
  });
  groups.eachBlock(
    (block) => countValues(block, block.numbersOf(codes), values.length, upTo(groups.count)),
    checkpoint,
  );
  return upTo(groups.count);
}

/** The codes of the values of one group after another, and where each group ends. */
function codesByGroup(
  groups: Groups,
  { codes, values }: ValueColumn,
  n: Int32Array,
  checkpoint: Checkpoint,
): { readonly codes: Int32Array; readonly ends: Int32Array } {
  const ends = beginningsOf(n, groups.count);
  const found = new Int32Array(groups.count === 0 ? 0 : ends.at(-1)! + n[groups.count - 1]!);
  groups.eachBlock((block) => append(block, block.numbersOf(codes), values.length, found, ends), checkpoint);
  return { codes: found, ends };
}

function countByGroup({ groups, count }: Block, n: Int32Array): void {
  for (let at = 0; at < count; at++) n[groups[at]!]!++;
}

function countValues(
  { places, groups, count }: Block,
  codes: Int32Array,
  valueCount: number,
  { n, nNull, nZero }: ValueCounts,
): void {
  for (let at = 0; at < count; at++) {
    const code = codes[places[at]!]!;
    if (code === 0) nZero[groups[at]!]!++;
    else if (code > valueCount) nNull[groups[at]!]!++;
    else n[groups[at]!]!++;
  }
}

/** Where each group begins, when groups of these sizes lie one after another. */
function beginningsOf(n: Int32Array, groupCount: number): Int32Array {
  const beginnings = new Int32Array(groupCount);
  for (let group = 1; group < groupCount; group++) beginnings[group] = beginnings[group - 1]! + n[group - 1]!;
  return beginnings;
}

/** Puts the code of each row that has a value at the end of its group. */
function append(
  { places, groups, count }: Block,
  codes: Int32Array,
  valueCount: number,
  found: Int32Array,
  ends: Int32Array,
): void {
  for (let at = 0; at < count; at++) {
    const code = codes[places[at]!]! - 1;
    if (code >= 0 && code < valueCount) found[ends[groups[at]!]!++] = code;
  }
}

/** The least and the greatest code of a value, null where there is none, and how many rows have no value. */
export interface CodeExtent {
  readonly least: number | null;
  readonly most: number | null;
  readonly nNull: number;
  readonly nZero: number;
}

export function codeExtent(
  grouping: Grouping,
  { codes, values }: ValueColumn,
  checkpoint: Checkpoint,
): CodeExtent {
  let [least, most, nNull, nZero] = [Infinity, -Infinity, 0, 0];
  new Groups(grouping).eachBlock(({ places, count, numbersOf }) => {
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
  }, checkpoint);
  return most < 0 ? { least: null, most: null, nNull, nZero } : { least, most, nNull, nZero };
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
