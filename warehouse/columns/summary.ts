import type { Checkpoint } from './checkpoint.js';

/** What is said of the values of one group; see `statistics.ts` of the charts for their meaning. */
export interface Summary {
  readonly mean: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly min: number;
  readonly max: number;
  readonly whisker_low: number;
  readonly whisker_high: number;
}

/** Codes that are looked at between two checkpoints. */
const PIECE = 2 ** 17;
const QUARTERS = [0.25, 0.5, 0.75] as const;
/** The neighbours of the quarters, the least and the greatest. */
const MOST_RANKS = 2 * QUARTERS.length + 2;

/**
 * Summarises groups of values that are given as codes: places among `values`, the distinct values in ascending order.
 * Ranks are found by counting, first the codes' upper halves and then the lower halves of those that hold a rank, so
 * that nothing is sorted.
 */
export class Summariser {
  readonly #shift: number;
  readonly #upper: Int32Array;
  readonly #slotOfUpper: Int8Array;
  readonly #lower: Int32Array;

  constructor(
    private readonly values: Float64Array,
    private readonly checkpoint: Checkpoint,
  ) {
    const bits = Math.max(2, 32 - Math.clz32(Math.max(0, values.length - 1)));
    this.#shift = Math.ceil(bits / 2);
    this.#upper = new Int32Array(2 ** (bits - this.#shift));
    this.#slotOfUpper = new Int8Array(this.#upper.length);
    this.#lower = new Int32Array(MOST_RANKS * 2 ** this.#shift);
  }

  /** The summary of at least one code. */
  summarise(codes: Int32Array): Summary {
    const { values } = this;
    const ranks = QUARTERS.map((quarter) => (codes.length - 1) * quarter);
    const [least, most, ...found] = this.#codesAt(codes, [
      0,
      codes.length - 1,
      ...ranks.flatMap((rank) => [Math.floor(rank), Math.ceil(rank)]),
    ]) as [number, number, ...number[]];
    const [q1, median, q3] = ranks.map((rank, at) =>
      between(values[found[at * 2]!]!, values[found[at * 2 + 1]!]!, rank - Math.floor(rank)),
    ) as [number, number, number];
    const [min, max] = [values[least]!, values[most]!];
    const low = q1 - 1.5 * (q3 - q1);
    const high = q3 + 1.5 * (q3 - q1);
    const bounds = { from: firstNotBelow(values, low), to: lastNotAbove(values, high) };
    const rest = this.#meanAndExtent(codes, Math.max(-min, max), bounds);
    return {
      mean: rest.mean,
      q1,
      median,
      q3,
      min,
      max,
      whisker_low: values[rest.least]!,
      whisker_high: values[rest.most]!,
    };
  }

  #eachPiece(codes: Int32Array, work: (piece: Int32Array) => void): void {
    for (let from = 0; from < codes.length; from += PIECE) {
      work(codes.subarray(from, from + PIECE));
      this.checkpoint();
    }
  }

  /** The codes at these ranks, counted from 0 in ascending order. */
  #codesAt(codes: Int32Array, ranks: readonly number[]): readonly number[] {
    this.#upper.fill(0);
    this.#eachPiece(codes, (piece) => countUpper(piece, this.#shift, this.#upper));
    const places = ranks.map((rank) => placeOfRank(this.#upper, 0, rank));
    const uppers = [...new Set(places.map(({ at }) => at))];
    this.#slotOfUpper.fill(-1);
    uppers.forEach((upper, slot) => (this.#slotOfUpper[upper] = slot));
    const size = 2 ** this.#shift;
    this.#lower.fill(0, 0, uppers.length * size);
    this.#eachPiece(codes, (piece) => countLower(piece, this.#shift, this.#slotOfUpper, this.#lower));
    return places.map(({ at, rest }) => {
      const start = uppers.indexOf(at) * size;
      return at * size + (placeOfRank(this.#lower, start, rest).at - start);
    });
  }

  /** The mean, and the least and the greatest code within bounds, where one of the codes lies. */
  #meanAndExtent(codes: Int32Array, greatest: number, bounds: Bounds): { readonly mean: number } & Extent {
    const { values } = this;
    const extent: Extent = { least: values.length, most: -1 };
    let sum = 0n;
    let share = 0;
    this.#eachPiece(codes, (piece) => {
      widen(extent, piece, bounds);
      if (greatest < MOST_SCALED) sum += scaledSumOf(piece, values, greatest);
      else for (const code of piece) share += values[code]! / codes.length;
    });
    return { mean: greatest < MOST_SCALED ? doubleOf(sum) / SCALE / codes.length : share, ...extent };
  }
}

/** Codes from `from` to `to`. */
interface Bounds {
  readonly from: number;
  readonly to: number;
}

interface Extent {
  least: number;
  most: number;
}

/** Linear interpolation between neighbours, in the arithmetic of DuckDB's `quantile_cont`. */
function between(low: number, high: number, share: number): number {
  return low === high ? low : low * (1 - share) + high * share;
}

function countUpper(codes: Int32Array, shift: number, counts: Int32Array): void {
  for (let at = 0; at < codes.length; at++) counts[codes[at]! >>> shift]!++;
}

function countLower(codes: Int32Array, shift: number, slotOfUpper: Int8Array, counts: Int32Array): void {
  const mask = 2 ** shift - 1;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    const slot = slotOfUpper[code >>> shift]!;
    if (slot >= 0) counts[(slot << shift) | (code & mask)]!++;
  }
}

/** Widens an extent by those codes that are within bounds. */
function widen(extent: Extent, codes: Int32Array, { from, to }: Bounds): void {
  let { least, most } = extent;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code < from || code > to) continue;
    if (code < least) least = code;
    if (code > most) most = code;
  }
  extent.least = least;
  extent.most = most;
}

/** Where the counts, added up from `from` on, come to more than a rank, and what is left of the rank there. */
function placeOfRank(
  counts: Int32Array,
  from: number,
  rank: number,
): { readonly at: number; readonly rest: number } {
  let [at, rest] = [from, rank];
  while (counts[at]! <= rest) rest -= counts[at++]!;
  return { at, rest };
}

function firstNotBelow(values: Float64Array, bound: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (values[middle]! < bound) from = middle + 1;
    else to = middle;
  }
  return from;
}

function lastNotAbove(values: Float64Array, bound: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (values[middle]! <= bound) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

/** Sums are of whole numbers of 10⁻¹⁵, which come to the same in any order; from 10¹⁵ on there is no room for them. */
const SCALE = 1e15;
const MOST_SCALED = 1e15;
/** Numbers of 40 bits of which so many add up without loss. */
const LIMB_ROWS = 2 ** 13;
const LIMB = 2 ** 40;
/** Below it doubles have places after the point. */
const WHOLE_FROM = 2 ** 52;

/** Values below it have two limbs, of which so many add up without loss; most doses have. */
const MOST_OF_TWO_LIMBS = 1e9;

function scaledSumOf(codes: Int32Array, values: Float64Array, greatest: number): bigint {
  const ofRows = greatest < MOST_OF_TWO_LIMBS ? sumOfTwoLimbs : sumOfThreeLimbs;
  let sum = 0n;
  for (let from = 0; from < codes.length; from += LIMB_ROWS)
    sum += ofRows(codes, values, from, Math.min(codes.length, from + LIMB_ROWS));
  return sum;
}

function sumOfTwoLimbs(codes: Int32Array, values: Float64Array, from: number, to: number): bigint {
  let [low, high] = [0, 0];
  for (let at = from; at < to; at++) {
    const whole = scaled(values[codes[at]!]!);
    const upper = Math.floor(whole / LIMB);
    low += whole - upper * LIMB;
    high += upper;
  }
  return (BigInt(high) << 40n) + BigInt(low);
}

function sumOfThreeLimbs(codes: Int32Array, values: Float64Array, from: number, to: number): bigint {
  let [low, middle, high] = [0, 0, 0];
  for (let at = from; at < to; at++) {
    const whole = scaled(values[codes[at]!]!);
    const upper = Math.floor(whole / LIMB);
    const top = Math.floor(upper / LIMB);
    low += whole - upper * LIMB;
    middle += upper - top * LIMB;
    high += top;
  }
  return (BigInt(high) << 80n) + (BigInt(middle) << 40n) + BigInt(low);
}

function scaled(value: number): number {
  const product = value * SCALE;
  return Math.abs(product) < WHOLE_FROM ? nearestWhole(product) : product;
}

/** Halves go to the even neighbour, as in DuckDB's CAST. */
function nearestWhole(number: number): number {
  return number < 0 ? number - WHOLE_FROM + WHOLE_FROM : number + WHOLE_FROM - WHOLE_FROM;
}

/** As DuckDB makes a double of a HUGEINT: its halves are rounded each, and then their sum. */
function doubleOf(whole: bigint): number {
  if (whole < 0n) return -doubleOf(-whole);
  return Number(whole >> 64n) * 2 ** 64 + Number(whole & (2n ** 64n - 1n));
}
