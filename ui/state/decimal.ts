const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * A decimal number as text with its point moved to the right by `digits` (to the left where negative): every digit
 * stays as it is. Text that is no number comes back unchanged.
 */
export function movePoint(text: string, digits: number): string {
  const [, sign = '', whole = '', part = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (digits === 0 || whole + part === '') return text;
  const all = whole + part;
  const at = whole.length + digits + Number(exponent);
  const padded = at > 0 ? all.padEnd(at, '0') : all.padStart(all.length - at + 1, '0');
  const point = Math.max(at, 1);
  const before = padded.slice(0, point).replace(/^0+(?=\d)/, '');
  const after = padded.slice(point).replace(/0+$/, '');
  return `${sign}${before}${after === '' ? '' : `.${after}`}`;
}

/** A number with its decimal point moved: the double nearest to the exact result, without noise of a division. */
export const shifted = (value: number, digits: number): number =>
  digits === 0 ? value : Number(movePoint(String(value), digits));
