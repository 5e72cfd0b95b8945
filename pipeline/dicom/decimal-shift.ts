/**
 * A number times a power of ten, as the double nearest to the decimal result: 0.000016 shifted by 4 is 0.16,
 * which no multiplication by 10000 promises.
 */
export function shiftDecimal(value: number, powerOfTen: number): number {
  if (powerOfTen === 0 || value === 0 || !Number.isFinite(value)) return value;
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Number(`${mantissa}e${Number(exponent) + powerOfTen}`);
}

/** A number times a whole number, as the double nearest to the product of its shortest decimal form. */
export function decimalProduct(value: number, times: number): number {
  if (times === 1 || !Number.isFinite(value)) return value;
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const product = BigInt(`${whole}${fraction}`) * BigInt(times);
  return Number(`${product}e${Number(exponent) - fraction.length}`);
}
