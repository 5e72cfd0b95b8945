import { readFile } from 'node:fs/promises';
import { parquetMetadata, parquetReadObjects, parquetSchema, type SchemaTree } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const PARSERS = {
  timestampFromMicroseconds: (micros: bigint): string => {
    const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const whole = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19);
    return `${whole}.${String(fraction).padStart(6, '0')}`;
  },
  dateFromDays: (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/** One column, or a field below one, as a Parquet file declares it. */
export interface PhysicalColumn {
  readonly name: string;
  readonly physicalType: string | null;
  readonly logicalType: string | null;
  readonly isOptional: boolean;
  readonly children: readonly PhysicalColumn[];
}

function physical({ element, children }: SchemaTree): PhysicalColumn {
  const { type = null, converted_type: converted = null, logical_type: logical } = element;
  const isWallClock = logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC && logical.unit === 'MICROS';
  return {
    name: element.name,
    physicalType: type,
    logicalType: isWallClock ? 'TIMESTAMP_NTZ_MICROS' : converted,
    isOptional: element.repetition_type === 'OPTIONAL',
    children: children.map(physical),
  };
}

/** The bytes of a Parquet file as another reader understands them: dates and instants as text, integers as bigint. */
export async function readParquet(path: string): Promise<{
  bytes: Uint8Array;
  columns: readonly PhysicalColumn[];
  rows: readonly Record<string, unknown>[];
}> {
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const metadata = parquetMetadata(file);
  const columns = parquetSchema(metadata).children.map(physical);
  const rows = await parquetReadObjects({ file, metadata, compressors, parsers: PARSERS, utf8: false });
  return { bytes, columns, rows };
}
