import { unitOf, type Column, type ColumnType, type StructType, type Table } from '../../tables/index.js';
import type { MetaData, Protocol } from './actions.js';

/** A field of a Delta schema (protocol, "Schema Serialization Format"). Every column of ours can be null. */
interface StructField {
  readonly name: string;
  readonly type: DeltaType;
  readonly nullable: true;
  readonly metadata: Readonly<Record<string, string>>;
}

type DeltaType =
  | string
  | { readonly type: 'struct'; readonly fields: readonly StructField[] }
  | { readonly type: 'array'; readonly elementType: DeltaType; readonly containsNull: true };

const FIELD_TYPES = { text: 'string', number: 'double', boolean: 'boolean' } as const;

/** Delta's type of a column as the parts hold it. Delta has no time of day, which the parts hold as text. */
const SCALAR_TYPES = {
  ...FIELD_TYPES,
  time: 'string',
  integer: 'long',
  date: 'date',
  timestamp: 'timestamp_ntz',
  blob: 'binary',
} as const;

function structType({ struct }: StructType): DeltaType {
  const fields = Object.entries(struct).map(([name, type]): StructField => ({
    name,
    type: FIELD_TYPES[type],
    nullable: true,
    metadata: {},
  }));
  return { type: 'struct', fields };
}

function arrayOf(elementType: DeltaType): DeltaType {
  return { type: 'array', elementType, containsNull: true };
}

function deltaType(type: ColumnType): DeltaType {
  if (type === 'text[]') return arrayOf('string');
  if (type === 'number[]') return arrayOf('double');
  if (typeof type === 'string') return SCALAR_TYPES[type];
  return 'list' in type ? arrayOf(structType(type.list)) : structType(type);
}

function fieldOf(name: string, column: Column): StructField {
  const unit = unitOf(name);
  const metadata = { comment: column.definition, ...(unit === null ? {} : { unit }) };
  return { name, type: deltaType(column.type), nullable: true, metadata };
}

/** The schema of a table as Delta's `schemaString`, with the definition and unit of each column. */
export function schemaString(table: Table): string {
  const fields = table.columnNames.map((name) => fieldOf(name, table.columns[name]!));
  return JSON.stringify({ type: 'struct', fields });
}

/** What a client must understand to read the table: wall-clock instants are a table feature of their own. */
export function protocolOf(table: Table): Protocol {
  const hasInstants = table.columnNames.some((name) => table.columns[name]!.type === 'timestamp');
  if (!hasInstants) return { minReaderVersion: 1, minWriterVersion: 2 };
  const features = ['timestampNtz'];
  return { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: features, writerFeatures: features };
}

/** The metadata of a table, but for its id and the time at which these were made. */
export function metaDataOf(
  table: Table,
  configuration: Readonly<Record<string, string>>,
): Omit<MetaData, 'id' | 'createdTime'> {
  return {
    name: table.name,
    description: table.grain,
    format: { provider: 'parquet', options: {} },
    schemaString: schemaString(table),
    partitionColumns: [],
    configuration,
  };
}

/**
 * Why a table may not be published; null when it may. Every column of a data file must stand in the schema (protocol,
 * "Consistency Between Table Metadata and Data Files"), and who may read the log may read the bytes beside it: a table
 * with a column that names a person is therefore left out as a whole.
 */
export function reasonNotToPublish(table: Table): string | null {
  const identifying = table.columnNames.filter((name) => table.columns[name]!.identity === 'identifying');
  if (identifying.length === 0) return null;
  return `${table.name} is not published: ${identifying.join(', ')} can name a person`;
}
