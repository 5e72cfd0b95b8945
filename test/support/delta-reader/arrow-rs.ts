import { DataType, tableFromIPC, type MapRow, type StructRow, type Vector } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';

type Values = Readonly<Record<string, unknown>>;

/**
 * Whatever arrow-rs, with which delta-rs, Delta Kernel and so DuckDB's delta extension read, makes of a Parquet file
 * other than another reader's rows, in whose forms dates and instants are texts.
 */
export function arrowRsViolations(bytes: Uint8Array, rows: readonly Values[], at: string): string[] {
  let columns: ReadonlyMap<string, readonly unknown[]>;
  try {
    columns = columnsOf(bytes);
  } catch (error) {
    return [`${at}: arrow-rs cannot read it: ${String(error)}`];
  }
  const names = new Set([...columns.keys(), ...Object.keys(rows[0] ?? {})]);
  return [...names].flatMap((name) => {
    const found = columns.get(name) ?? [];
    const row = rows.findIndex((values, index) => comparable(values[name]) !== comparable(found[index]));
    const isAsLong = !columns.has(name) || found.length === rows.length;
    if (row < 0 && isAsLong) return [];
    return [`${at}: arrow-rs reads something else in ${name}, row ${row}`];
  });
}

function columnsOf(bytes: Uint8Array): Map<string, readonly unknown[]> {
  const table = tableFromIPC(readParquet(bytes).intoIPCStream());
  return new Map(
    table.schema.fields.map(({ name, type }, index) => [
      name,
      valuesOf(type, table.getChildAt(index) as Iterable<unknown>),
    ]),
  );
}

function valuesOf(type: DataType, values: Iterable<unknown>): unknown[] {
  return Array.from(values, (value) => valueOf(type, value));
}

function valueOf(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (DataType.isTimestamp(type)) return instantOf(Math.round(Number(value) * 1000));
  if (DataType.isDate(type)) return new Date(Number(value)).toISOString().slice(0, 10);
  if (DataType.isList(type)) return valuesOf(type.valueType as DataType, value as Vector);
  if (DataType.isMap(type)) return Object.fromEntries(value as MapRow<never, never>);
  if (!DataType.isStruct(type)) return value;
  const fields = new Map(value as StructRow);
  return Object.fromEntries(
    type.children.map((field) => [field.name, valueOf(field.type, fields.get(field.name))]),
  );
}

function instantOf(micros: number): string {
  const fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  const whole = new Date((micros - fraction) / 1000).toISOString().slice(0, 19);
  return `${whole}.${String(fraction).padStart(6, '0')}`;
}

/** A value as text that is the same for the same value of either reader. */
function comparable(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return String(inner);
    if (inner instanceof Uint8Array) return Buffer.from(inner).toString('base64');
    return inner === undefined ? null : inner;
  });
}
