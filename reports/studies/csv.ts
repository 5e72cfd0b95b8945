import type { SqlRow, SqlValue } from '../snapshots.js';

/** Text that a spreadsheet would take for a formula, in full-width signs too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * One value as a CSV field. Numbers are written as they are; text that a spreadsheet would run as a formula gets an
 * apostrophe in front; lists are joined; absent is empty.
 */
export function csvField(value: SqlValue): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = textOf(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: Exclude<SqlValue, null>): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return '';
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join('; ');
  return JSON.stringify(value);
}

/** One line, ended as RFC 4180 asks. */
export function csvLine(values: readonly SqlValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

/** Rows as lines, in the order of the columns. */
export function csvLines(columns: readonly string[], rows: readonly SqlRow[]): string {
  return rows.map((row) => csvLine(columns.map((name) => row[name] ?? null))).join('');
}
