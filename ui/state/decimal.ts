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

const SPACE_BEFORE_GROUP = /(?<=\d)[\s’'](?=\d{3}(?!\d))/g;
const COMMA_GROUPS = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
const POINT_GROUPS = /^-?\d{1,3}(\.\d{3})+,\d+$/;

/**
 * A typed or copied number in the signs of the filter language. One comma before three digits groups them where the
 * locale, and so every number on the pages, has it so; elsewhere it is a decimal comma.
 */
export function typedNumber(text: string, locale: string): string {
  const dense = text.trim().replace(SPACE_BEFORE_GROUP, '');
  if (POINT_GROUPS.test(dense)) return dense.replaceAll('.', '').replace(',', '.');
  if (COMMA_GROUPS.test(dense) && (/\.|,.*,/.test(dense) || groupSign(locale) === ','))
    return dense.replaceAll(',', '');
  return dense.replace(/^(-?\d+),(\d+)$/, '$1.$2');
}

const groupSign = (locale: string): string | undefined =>
  new Intl.NumberFormat(locale).formatToParts(1_234_567).find(({ type }) => type === 'group')?.value;
