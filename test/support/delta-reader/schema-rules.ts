import type { PhysicalColumn } from './parquet-file.js';

/** A schema of the log as parsed JSON. */
export interface DeltaField {
  readonly name: string;
  readonly type: DeltaType;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type DeltaType =
  | string
  | { readonly type: 'struct'; readonly fields: readonly DeltaField[] }
  | { readonly type: 'array'; readonly elementType: DeltaType; readonly containsNull: boolean };

/** How each primitive type is to be stored (protocol, "Delta Data Type to Parquet Type Mappings"). */
const STORED_AS: Readonly<Record<string, readonly string[]>> = {
  string: ['BYTE_ARRAY UTF8'],
  binary: ['BYTE_ARRAY null'],
  long: ['INT64 null', 'INT64 INT_64'],
  double: ['DOUBLE null'],
  boolean: ['BOOLEAN null'],
  date: ['INT32 DATE'],
  timestamp_ntz: ['INT64 TIMESTAMP_NTZ_MICROS'],
};

/** Whatever is wrong with a schema in itself. */
export function schemaViolations(fields: readonly DeltaField[], at = 'schema'): string[] {
  const names = fields.map(({ name }) => name.toLowerCase());
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...twice.map((name) => `${at}: ${name} stands twice`),
    ...fields.flatMap((field) => typeViolations(field.type, `${at}.${field.name}`)),
    ...fields.flatMap(({ name, nullable, metadata }) =>
      typeof nullable === 'boolean' && typeof metadata === 'object' ? [] : [`${at}.${name}: not a field`],
    ),
  ];
}

function typeViolations(type: DeltaType, at: string): string[] {
  if (typeof type === 'string') return STORED_AS[type] ? [] : [`${at}: ${type} is no type of Delta`];
  if (type.type === 'struct') return schemaViolations(type.fields, at);
  return typeof type.containsNull === 'boolean' ? typeViolations(type.elementType, at) : [`${at}: no array`];
}

/** Whether some column, at whatever depth, is of a type. */
export function hasType(fields: readonly DeltaField[], wanted: string): boolean {
  const isOf = (type: DeltaType): boolean => {
    if (typeof type === 'string') return type === wanted;
    return type.type === 'struct' ? hasType(type.fields, wanted) : isOf(type.elementType);
  };
  return fields.some(({ type }) => isOf(type));
}

/** Columns of a data file that the schema does not have, or has of another type. A file may lack columns. */
export function storageViolations(
  fields: readonly DeltaField[],
  columns: readonly PhysicalColumn[],
  at: string,
): string[] {
  const declared = new Map(fields.map((field) => [field.name, field]));
  return columns.flatMap((column) => {
    const field = declared.get(column.name);
    if (!field) return [`${at}: column ${column.name} is not in the schema`];
    const isNullHidden = column.isOptional && !field.nullable;
    const nullability = isNullHidden ? [`${at}: ${column.name} may be null, its schema says not`] : [];
    return [...nullability, ...columnViolations(field.type, column, `${at}.${column.name}`)];
  });
}

function columnViolations(type: DeltaType, column: PhysicalColumn, at: string): string[] {
  if (typeof type === 'string') {
    const stored = `${column.physicalType} ${column.logicalType}`;
    return STORED_AS[type]?.includes(stored) ? [] : [`${at}: ${type} is stored as ${stored}`];
  }
  if (type.type === 'struct') return storageViolations(type.fields, column.children, at);
  const element = column.children[0]?.children[0];
  if (column.logicalType !== 'LIST' || !element) return [`${at}: not stored as a list`];
  return columnViolations(type.elementType, element, at);
}
