import type { SqlRow, SqlValue } from '../../warehouse/index.js';
import { csvText } from './csv-text.js';

/** An array of row objects; binary values in base64. */
export function asJson(rows: readonly SqlRow[]): string {
  return `${JSON.stringify(rows, (_key, value: unknown) => (value instanceof Uint8Array ? base64(value) : value))}\n`;
}

/** A header and a line for each row. */
export function asCsv(rows: readonly SqlRow[]): string {
  return csvText([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(asText))]);
}

const WIDEST = 40;

/** Columns aligned for reading, numbers to the right, long values cut. */
export function asTable(rows: readonly SqlRow[]): string {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return '(no rows)\n';
  const cells = rows.map((row) => names.map((name) => cut(asText(row[name] ?? null))));
  const widths = names.map((name, column) =>
    Math.max(cut(name).length, ...cells.map((row) => row[column]!.length)),
  );
  const isNumber = names.map((name) =>
    rows.every((row) => row[name] === null || typeof row[name] === 'number'),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (isNumber[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(names.map(cut)), rule, ...cells.map(line), `(${rows.length} rows)`, ''].join('\n');
}

function cut(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length > WIDEST ? `${oneLine.slice(0, WIDEST - 1)}…` : oneLine;
}

function asText(value: SqlValue): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return base64(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
