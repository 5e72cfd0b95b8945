import type { DeltaField } from './schema-rules.js';

type Values = Readonly<Record<string, unknown>>;
interface Statistics {
  readonly numRecords: number;
  readonly minValues: Values;
  readonly maxValues: Values;
  readonly nullCount: Values;
}

/** Order of UTF-8 bytes, numbers as numbers. */
function compare(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  const [one, other] = [Number(left), Number(right)];
  return one < other ? -1 : one > other ? 1 : 0;
}

const PREFIX_LENGTH = 32;

/** The leaves of statistics, with the path to each. */
function leavesOf(values: Values, path: readonly string[] = []): [readonly string[], unknown][] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? leavesOf(value as Values, [...path, name])
      : [[[...path, name], value] as [readonly string[], unknown]],
  );
}

function valueAt(row: Values, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Values | null | undefined)?.[name] ?? null, row);
}

function typeAt(fields: readonly DeltaField[], path: readonly string[]): DeltaField['type'] | null {
  const [name, ...rest] = path;
  const type = fields.find((field) => field.name === name)?.type;
  if (type === undefined) return null;
  if (rest.length === 0) return type;
  return typeof type === 'object' && type.type === 'struct' ? typeAt(type.fields, rest) : null;
}

/** Whatever in the statistics of a file is not what its rows say (protocol, "Per-file Statistics"). */
export function statisticsViolations(
  text: string,
  fields: readonly DeltaField[],
  rows: readonly Values[],
  at: string,
): string[] {
  const { numRecords, minValues, maxValues, nullCount } = JSON.parse(text) as Statistics;
  const count = numRecords === rows.length ? [] : [`${at}: ${numRecords} rows stated, ${rows.length} there`];
  const nulls = leavesOf(nullCount).flatMap(([path, stated]) => {
    if (typeAt(fields, path) === null) return [`${at}: nulls of ${path.join('.')}, which the schema has not`];
    const found = rows.filter((row) => valueAt(row, path) === null).length;
    return found === stated
      ? []
      : [`${at}: ${String(stated)} nulls of ${path.join('.')} stated, ${found} there`];
  });
  return [
    ...count,
    ...nulls,
    ...leavesOf(minValues).flatMap(([path, bound]) => boundViolations('min', path, bound, fields, rows, at)),
    ...leavesOf(maxValues).flatMap(([path, bound]) => boundViolations('max', path, bound, fields, rows, at)),
  ];
}

function boundViolations(
  side: 'min' | 'max',
  path: readonly string[],
  bound: unknown,
  fields: readonly DeltaField[],
  rows: readonly Values[],
  at: string,
): string[] {
  const type = typeAt(fields, path);
  const name = `${at}: ${side} of ${path.join('.')}`;
  if (typeof type !== 'string' || ['binary', 'boolean'].includes(type))
    return [`${name}: no bounds of such a column`];
  const values = rows.map((row) => valueAt(row, path)).filter((value) => value !== null);
  if (values.length === 0) return [`${name}: there is no value`];
  const toward = side === 'min' ? 1 : -1;
  const extreme = values.reduce((best, value) => (compare(value, best) * toward < 0 ? value : best));
  if (compare(bound, shown(type, extreme)) * toward > 0) return [`${name} is beyond the ${side} of the rows`];
  return isTight(type, bound, extreme) ? [] : [`${name} is ${String(bound)}, not ${String(extreme)}`];
}

/** An instant in the log is told to the millisecond. */
function shown(type: string, value: unknown): unknown {
  return type === 'timestamp_ntz' && String(value).endsWith('000') ? String(value).slice(0, -3) : value;
}

/** Exactly the extreme value, but for texts cut at a fixed length and instants cut to the millisecond. */
function isTight(type: string, bound: unknown, extreme: unknown): boolean {
  if (type === 'timestamp_ntz') return bound === String(extreme).slice(0, 23);
  if (type !== 'string') return compare(bound, extreme) === 0;
  const cut = [...String(extreme)].slice(0, PREFIX_LENGTH).join('');
  return cut === extreme
    ? bound === extreme
    : String(bound).startsWith(cut) && [...String(bound)].length <= PREFIX_LENGTH + 1;
}
