import { createHash } from 'node:crypto';

export type Seed = string | number;

/** A deterministic stream of pseudo-random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** Whole number, both ends included. */
  integer(low: number, high: number): number;
  pick<T>(choices: readonly T[]): T;
  /** One choice, by the weight that the function gives it. */
  weighted<T>(choices: readonly T[], weight: (choice: T) => number): T;
  chance(probability: number): boolean;
  normal(mean: number, deviation: number): number;
  /** Log-normal: `median` times e to the power of a normal of deviation `sigma`. */
  logNormal(median: number, sigma: number): number;
}

/** A stream that depends on the seed alone: sfc32, its state taken from a SHA-256 of the seed. */
export function random(seed: Seed): Random {
  const next = sfc32(digest(`random/${seed}`));
  const between = (low: number, high: number): number => low + (high - low) * next();
  const normal = (mean: number, deviation: number): number =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const weighted = <T>(choices: readonly T[], weight: (choice: T) => number): T => {
    let left = next() * choices.reduce((sum, choice) => sum + weight(choice), 0);
    const found = choices.find((choice) => (left -= weight(choice)) < 0);
    return found ?? choices[choices.length - 1]!;
  };
  return {
    next,
    between,
    integer: (low, high) => Math.floor(between(low, high + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
    weighted,
    chance: (probability) => next() < probability,
    normal,
    logNormal: (median, sigma) => median * Math.exp(normal(0, sigma)),
  };
}

/** A UID under 2.25 (a UUID of version 8 as a decimal number, PS3.5 B.2), the same for the same seed and name. */
export function uid(seed: Seed, name: string): string {
  const bytes = digest(`uid/${seed}/${name}`).subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

/** `value` with so many decimals, as a number. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function sfc32(state: Buffer): () => number {
  let a = state.readUInt32LE(0);
  let b = state.readUInt32LE(4);
  let c = state.readUInt32LE(8);
  let counter = state.readUInt32LE(12);
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
}
