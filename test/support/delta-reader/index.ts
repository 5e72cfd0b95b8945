import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { arrowRsViolations } from './arrow-rs.js';
import { differences, readCheckpoint } from './checkpoint-rules.js';
import { deltaKernelViolations } from './delta-kernel.js';
import {
  commitViolations,
  nothing,
  ofKind,
  reconcile,
  type Fields,
  type LogAction,
  type Reconciled,
} from './log-rules.js';
import { readParquet } from './parquet-file.js';
import { hasType, schemaViolations, storageViolations, type DeltaField } from './schema-rules.js';
import { statisticsViolations } from './statistics-rules.js';

/** A Delta table as a reader that knows nothing of this program finds it. */
export interface DeltaTable {
  readonly version: number;
  /** Versions of which there are commits, and checkpoints. */
  readonly commits: readonly number[];
  readonly checkpoints: readonly number[];
  readonly actionsByVersion: ReadonlyMap<number, readonly LogAction[]>;
  readonly state: Reconciled;
  readonly schema: readonly DeltaField[];
  readonly rows: readonly Record<string, unknown>[];
  /** Whatever is not as the protocol has it. */
  readonly violations: readonly string[];
}

const WEEK_MS = 7 * 86_400_000;

/** Reads a table's newest version and holds everything that lies there against the protocol. */
export async function readDeltaTable(folder: string): Promise<DeltaTable> {
  const log = join(folder, '_delta_log');
  const names = readdirSync(log);
  const versions = (pattern: RegExp): number[] =>
    names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  const commits = versions(/^(\d{20})\.json$/);
  const checkpoints = versions(/^(\d{20})\.checkpoint\.parquet$/);
  const actionsByVersion = new Map(commits.map((version) => [version, commitAt(log, version)] as const));
  const violations = [
    ...namingViolations(names),
    ...contiguityViolations(commits, checkpoints),
    ...timeViolations(actionsByVersion),
  ];
  const { state, addsByVersion, found } = await replay(log, commits, checkpoints, actionsByVersion);
  violations.push(...found, ...(await lastCheckpointViolations(log, checkpoints)));
  const schema = schemaOf(state.metaData);
  violations.push(...schemaViolations(schema), ...featureViolations(state, schema));
  const rows: Record<string, unknown>[] = [];
  for (const add of state.add.values()) {
    const file = await dataFile(folder, add, schema);
    violations.push(...file.violations);
    rows.push(...file.rows);
  }
  violations.push(...(await rearrangementViolations(folder, actionsByVersion)));
  violations.push(...deltaKernelViolations(folder, schema, rows, countByVersion(folder, addsByVersion)));
  return {
    version: commits.at(-1) ?? -1,
    commits,
    checkpoints,
    actionsByVersion,
    state,
    schema,
    rows,
    violations,
  };
}

function padded(version: number): string {
  return String(version).padStart(20, '0');
}

function commitAt(log: string, version: number): LogAction[] {
  const text = readFileSync(join(log, `${padded(version)}.json`), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogAction);
}

function namingViolations(names: readonly string[]): string[] {
  const known = /^(\d{20}\.json|\d{20}\.checkpoint\.parquet|_last_checkpoint)$/;
  return names.filter((name) => !known.test(name)).map((name) => `${name} has no place in a log`);
}

function contiguityViolations(commits: readonly number[], checkpoints: readonly number[]): string[] {
  const first = commits[0] ?? 0;
  const gaps = commits.filter((version, index) => version !== first + index);
  const isCovered = first === 0 || checkpoints.includes(first);
  return [
    ...gaps.map((version) => `version ${version - 1} is missing`),
    ...(isCovered ? [] : [`the log begins with ${first}, of which there is no checkpoint`]),
    ...checkpoints
      .filter((version) => !commits.includes(version))
      .map((v) => `checkpoint ${v} without its commit`),
  ];
}

/** Versions that do not say when they were made, which a history of the table shows. */
function timeViolations(actionsByVersion: ReadonlyMap<number, readonly LogAction[]>): string[] {
  return [...actionsByVersion]
    .filter(([, actions]) => !Number.isSafeInteger(ofKind(actions, 'commitInfo')[0]?.['timestamp']))
    .map(([version]) => `version ${version} is of no time`);
}

/** Replays every commit there is, and holds each checkpoint against the replay at its version. */
async function replay(
  log: string,
  commits: readonly number[],
  checkpoints: readonly number[],
  actionsByVersion: ReadonlyMap<number, readonly LogAction[]>,
): Promise<{ state: Reconciled; addsByVersion: ReadonlyMap<number, readonly Fields[]>; found: string[] }> {
  const state = nothing();
  const addsByVersion = new Map<number, readonly Fields[]>();
  const found: string[] = [];
  for (const version of commits) {
    const actions = actionsByVersion.get(version)!;
    const isStart = version === commits[0] && version > 0;
    if (!isStart) {
      found.push(...commitViolations(version, actions, state));
      reconcile(state, actions);
    }
    if (!isStart) addsByVersion.set(version, [...state.add.values()]);
    if (!checkpoints.includes(version)) continue;
    const path = join(log, `${padded(version)}.checkpoint.parquet`);
    const checkpoint = await readCheckpoint(path);
    found.push(...checkpoint.violations);
    if (isStart) {
      reconcile(state, checkpoint.actions);
      addsByVersion.set(version, [...state.add.values()]);
    }
    const own = nothing();
    reconcile(own, checkpoint.actions);
    found.push(...differences(own, state, statSync(path).mtimeMs - WEEK_MS));
  }
  return { state, addsByVersion, found };
}

/** The numbers of rows of the versions of which all files are there. */
function countByVersion(
  folder: string,
  addsByVersion: ReadonlyMap<number, readonly Fields[]>,
): ReadonlyMap<number, number> {
  const isThere = ({ path }: Fields): boolean => existsSync(join(folder, decodeURIComponent(String(path))));
  const rowsOf = ({ stats }: Fields): number =>
    (JSON.parse(String(stats)) as { numRecords: number }).numRecords;
  return new Map(
    [...addsByVersion]
      .filter(([, adds]) => adds.every(isThere))
      .map(([version, adds]) => [version, adds.reduce((sum, add) => sum + rowsOf(add), 0)]),
  );
}

async function lastCheckpointViolations(log: string, checkpoints: readonly number[]): Promise<string[]> {
  const path = join(log, '_last_checkpoint');
  if (!existsSync(path)) return checkpoints.length > 0 ? ['_last_checkpoint is missing'] : [];
  const { version, size, numOfAddFiles, sizeInBytes } = JSON.parse(readFileSync(path, 'utf8')) as Record<
    string,
    number
  >;
  if (version === undefined || !checkpoints.includes(version))
    return ['_last_checkpoint names none that is there'];
  const file = join(log, `${padded(version)}.checkpoint.parquet`);
  const { actions } = await readCheckpoint(file);
  const adds = actions.filter(({ add }) => add !== undefined).length;
  const isRight = size === actions.length && numOfAddFiles === adds && sizeInBytes === statSync(file).size;
  return isRight ? [] : ['_last_checkpoint states other sizes than its checkpoint has'];
}

function schemaOf(metaData: Fields | null): readonly DeltaField[] {
  if (!metaData) return [];
  return (JSON.parse(String(metaData['schemaString'])) as { fields: DeltaField[] }).fields;
}

function featureViolations({ protocol, metaData }: Reconciled, schema: readonly DeltaField[]): string[] {
  if (!protocol || !metaData) return ['neither protocol nor metadata'];
  const format = metaData['format'] as { provider?: string };
  const partitions = metaData['partitionColumns'] as unknown[];
  const needsFeature = hasType(schema, 'timestamp_ntz');
  const hasFeature = ((protocol['readerFeatures'] ?? []) as string[]).includes('timestampNtz');
  return [
    ...(format.provider === 'parquet' && partitions.length === 0 ? [] : ['not of plain Parquet']),
    ...(needsFeature && !hasFeature ? ['timestamp_ntz without its table feature'] : []),
  ];
}

async function dataFile(
  folder: string,
  add: Fields,
  schema: readonly DeltaField[],
): Promise<{ rows: readonly Record<string, unknown>[]; violations: readonly string[] }> {
  const name = decodeURIComponent(String(add['path']));
  const path = join(folder, name);
  if (/^([/_.]|.*:)/.test(name)) return { rows: [], violations: [`${name} is not a file of the table`] };
  if (!existsSync(path)) return { rows: [], violations: [`${name} is not there`] };
  const { size, mtimeMs } = statSync(path);
  const { bytes, columns, rows } = await readParquet(path);
  const violations = [
    ...(size === add['size'] ? [] : [`${name} has ${size} bytes, not ${String(add['size'])}`]),
    ...(Math.floor(mtimeMs) === add['modificationTime'] ? [] : [`${name}: another time of change`]),
    ...(rows.length > 0 ? [] : [`${name} has no rows`]),
    ...arrowRsViolations(bytes, rows, name),
    ...storageViolations(schema, columns, name),
    ...statisticsViolations(String(add['stats']), schema, rows, name),
  ];
  const blank = Object.fromEntries(schema.map((field) => [field.name, null]));
  return { rows: rows.map((row) => ({ ...blank, ...row })), violations };
}

/** Versions that say they change no data but do, so far as their files are still there. */
async function rearrangementViolations(
  folder: string,
  actionsByVersion: ReadonlyMap<number, readonly LogAction[]>,
): Promise<string[]> {
  const found: string[] = [];
  for (const [version, actions] of actionsByVersion) {
    const filesOf = (kind: 'add' | 'remove'): string[] =>
      ofKind(actions, kind)
        .filter(({ dataChange }) => dataChange === false)
        .map(({ path }) => join(folder, decodeURIComponent(String(path))));
    const [added, removed] = [filesOf('add'), filesOf('remove')];
    if (![...added, ...removed].every((path) => existsSync(path))) continue;
    if ((await contentOf(added)) !== (await contentOf(removed)))
      found.push(`version ${version}: says that no data changes`);
  }
  return found;
}

async function contentOf(paths: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const path of paths) {
    const { rows } = await readParquet(path);
    lines.push(...rows.map((row) => JSON.stringify(stated(row), jsonOf)));
  }
  return lines.sort().join('\n');
}

/** A file that lacks a column says the same as one in which it is null. */
function stated(row: Record<string, unknown>): [string, unknown][] {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== undefined)
    .sort();
}

function jsonOf(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value === null ? undefined : value;
}
