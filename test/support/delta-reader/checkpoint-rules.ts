import { basename } from 'node:path';
import { arrowRsViolations } from './arrow-rs.js';
import type { Fields, LogAction, Reconciled } from './log-rules.js';
import { readParquet, type PhysicalColumn } from './parquet-file.js';

type Shape = { readonly [name: string]: Shape | string };

const TEXT_MAP = 'map';
/** Columns that a checkpoint may have (protocol, "Checkpoint Schema"), of tables without partitions. */
const SHAPE: Shape = {
  metaData: {
    id: 'string',
    name: 'string',
    description: 'string',
    format: { provider: 'string', options: TEXT_MAP },
    schemaString: 'string',
    partitionColumns: 'array',
    createdTime: 'long',
    configuration: TEXT_MAP,
  },
  protocol: {
    minReaderVersion: 'int',
    minWriterVersion: 'int',
    readerFeatures: 'array',
    writerFeatures: 'array',
  },
  txn: { appId: 'string', version: 'long', lastUpdated: 'long' },
  add: {
    path: 'string',
    partitionValues: TEXT_MAP,
    size: 'long',
    modificationTime: 'long',
    dataChange: 'boolean',
    stats: 'string',
    tags: TEXT_MAP,
  },
  remove: {
    path: 'string',
    deletionTimestamp: 'long',
    dataChange: 'boolean',
    extendedFileMetadata: 'boolean',
    partitionValues: TEXT_MAP,
    size: 'long',
  },
};

const STORED: Readonly<Record<string, string>> = {
  'BYTE_ARRAY UTF8': 'string',
  'INT64 INT_64': 'long',
  'INT64 null': 'long',
  'INT32 INT_32': 'int',
  'INT32 null': 'int',
  'BOOLEAN null': 'boolean',
  'null MAP': 'map',
  'null LIST': 'array',
};

function shapeViolations(columns: readonly PhysicalColumn[], shape: Shape, at: string): string[] {
  return columns.flatMap((column) => {
    const expected = shape[column.name];
    const name = `${at}.${column.name}`;
    if (expected === undefined) return [`${name} has no place in a checkpoint`];
    if (typeof expected === 'object') return shapeViolations(column.children, expected, name);
    const stored = STORED[`${column.physicalType} ${column.logicalType}`];
    return stored === expected ? [] : [`${name} is ${stored ?? 'of another type'}, not ${expected}`];
  });
}

/** A checkpoint's rows as the actions that a log would state. */
export async function readCheckpoint(
  path: string,
): Promise<{ actions: readonly LogAction[]; violations: readonly string[] }> {
  const { bytes, columns, rows } = await readParquet(path);
  const actions = rows.map((row) => plain(row) as LogAction);
  const severalKinds = actions.filter((action) => Object.keys(action).length !== 1);
  return {
    actions,
    violations: [
      ...shapeViolations(columns, SHAPE, 'checkpoint'),
      ...arrowRsViolations(bytes, rows, basename(path)),
      ...severalKinds.map(() => 'checkpoint: a row is not of exactly one action'),
    ],
  };
}

/** Absent fields left out, 64-bit integers as numbers. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const stated = Object.entries(value as Fields).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(stated.map(([name, field]) => [name, plain(field)]));
}

/** Where a checkpoint says something else than the log up to its version. */
export function differences(checkpoint: Reconciled, log: Reconciled, expiredBeforeMs: number): string[] {
  const text = (value: unknown): string => JSON.stringify(sorted(value));
  const bySide = (kind: 'add' | 'txn'): string[] => {
    const keys = new Set([...checkpoint[kind].keys(), ...log[kind].keys()]);
    return [...keys].filter((key) => text(checkpoint[kind].get(key)) !== text(log[kind].get(key)));
  };
  const tombstones = [...log.remove.values()].filter(
    (remove) => Number(remove['deletionTimestamp']) >= expiredBeforeMs,
  );
  const lost = tombstones.filter(({ path }) => !checkpoint.remove.has(String(path)));
  const invented = [...checkpoint.remove.keys()].filter((path) => !log.remove.has(path));
  return [
    ...(text(checkpoint.protocol) === text(log.protocol) ? [] : ['checkpoint: another protocol']),
    ...(text(checkpoint.metaData) === text(log.metaData) ? [] : ['checkpoint: other metadata']),
    ...bySide('txn').map((id) => `checkpoint: another transaction of ${id}`),
    ...bySide('add').map((path) => `checkpoint: differs on ${path}`),
    ...lost.map(({ path }) => `checkpoint: lacks the tombstone of ${String(path)}`),
    ...invented.map((path) => `checkpoint: a tombstone of ${path} that the log has not`),
  ];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  );
}
