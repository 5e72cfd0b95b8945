import { stringify } from 'csv-stringify/sync';

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Records as RFC 4180 has them; text that a spreadsheet would take for a formula is escaped, negative numbers are not. */
export function csvText(records: readonly (readonly string[])[]): string {
  return stringify([...records], {
    record_delimiter: '\r\n',
    escape_formulas: true,
    cast: { string: (text) => (NUMBER.test(text) ? { value: text, escape_formulas: false } : text) },
  });
}
