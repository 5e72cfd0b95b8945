const LARGEST_FAST_EXPONENT = 9;
const LARGEST_EXACT = Number.MAX_SAFE_INTEGER;
/** Up to here a double times a power of ten, each off by half its last place at most, rounds to the whole meant. */
const LARGEST_SCALED = 2 ** 51;

/**
 * Sum of numbers as the decimals that they were written as: 0.1 + 0.2 is 0.3, and no order of the summands changes
 * the last digit. The result is the double nearest to the exact decimal sum. An empty list gives 0.
 */
export function decimalSum(values: readonly number[]): number {
  if (values.length === 1) return values[0]!;
  return fastSum(values) ?? exactSum(values);
}

/** Sum of the values that are there; null where none is (an absent dose is never 0). */
export function sumOfStated(values: Iterable<number | null>): number | null {
  const stated: number[] = [];
  for (const value of values) if (value !== null) stated.push(value);
  return stated.length === 0 ? null : decimalSum(stated);
}

/** Sum in whole numbers of the smallest decimal place; null where that leaves the exact range of doubles. */
function fastSum(values: readonly number[]): number | null {
  let scale = 1;
  for (const value of values) {
    const needed = scaleOf(value, scale);
    if (needed === null) return null;
    scale = needed;
  }
  let sum = 0;
  for (const value of values) {
    const whole = Math.round(value * scale);
    sum += whole;
    if (Math.abs(whole) > LARGEST_SCALED || Math.abs(sum) > LARGEST_EXACT) return null;
  }
  return sum / scale;
}

/** The least power of ten, from `scale` on, that makes the value whole; a division by it gives the value back. */
function scaleOf(value: number, scale: number): number | null {
  for (let power = scale; power <= 10 ** LARGEST_FAST_EXPONENT; power *= 10) {
    const whole = Math.round(value * power);
    if (Math.abs(whole) > LARGEST_SCALED) return null;
    if (whole / power === value) return power;
  }
  return null;
}

function exactSum(values: readonly number[]): number {
  if (!values.every(Number.isFinite)) return values.reduce((sum, value) => sum + value, 0);
  const decimals = values.map(decimalOf);
  const least = Math.min(...decimals.map((decimal) => decimal.exponent));
  let sum = 0n;
  for (const { digits, exponent } of decimals) sum += digits * 10n ** BigInt(exponent - least);
  return Number(`${sum}e${least}`);
}

function decimalOf(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(`${whole}${fraction}`), exponent: Number(exponent) - fraction.length };
}

/** Half of the last decimal place that a number is written with: what rounding may have taken from it. */
export function roundingOf(value: number): number {
  return 10 ** Math.min(0, decimalOf(value).exponent) / 2;
}
