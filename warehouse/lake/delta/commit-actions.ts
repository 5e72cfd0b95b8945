import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { TABLES } from '../../tables/index.js';
import { allSnapshots, type KnownSnapshot } from '../catalog/snapshots.js';
import type { LakeContext } from '../context.js';
import { fileOf, type Action, type Add, type CommitInfo, type MetaData, type Remove } from './actions.js';
import type { LogState } from './log-state.js';
import { CONFIGURATION } from './policy.js';
import { describeFile, keyOfFile, type PublishedFile } from './published-files.js';
import { metaDataOf, protocolOf } from './schema.js';
import { rowCountOf } from './statistics.js';
import { applicationOf, publishedSnapshot, type TableLog } from './table-logs.js';

/** What all of one publication works with. */
export interface Run {
  readonly nowMs: number;
  /** Called before a file is looked at; throws to stop. */
  readonly beforeFile: () => void;
}

/** The actions that take a log to a snapshot; null when it is there. */
export async function actionsTo(
  context: LakeContext,
  log: TableLog,
  state: LogState,
  snapshotId: number,
  files: readonly PublishedFile[],
  { nowMs, beforeFile }: Run,
): Promise<Action[] | null> {
  const published = publishedSnapshot(context, state);
  const present = new Map([...state.adds.values()].map((add) => [keyOfFile(fileOf(add.path)), add]));
  const wanted = new Set(files.map(({ key }) => key));
  const gone = [...present].filter(([key]) => !wanted.has(key)).map(([, add]) => add);
  const added = files.filter(({ key }) => !present.has(key));
  const changes = headerActions(log, state, nowMs);
  if (published === snapshotId && changes.length + gone.length + added.length === 0) return null;

  const adds: Add[] = [];
  for (const file of added) {
    beforeFile();
    adds.push(await describeFile(context, file, true));
  }
  const dataChange = !(isCompaction(context, published, snapshotId) && rowsOf(adds) === rowsOf(gone));
  const removes = gone.map((add) => removeOf(add, dataChange, nowMs));
  return [
    { commitInfo: commitInfo(context, snapshotId, state.version < 0, dataChange, nowMs) },
    ...changes,
    { txn: { appId: applicationOf(context), version: snapshotId, lastUpdated: nowMs } },
    ...removes.map((remove) => ({ remove })),
    ...adds.map((add) => ({ add: { ...add, dataChange } })),
  ];
}

/** Protocol and metadata, so far as the log does not state them as they are now. */
function headerActions({ table }: TableLog, state: LogState, nowMs: number): Action[] {
  const protocol = protocolOf(TABLES[table]);
  const wanted = metaDataOf(TABLES[table], CONFIGURATION);
  const { id = randomUUID(), createdTime = nowMs } = state.metaData ?? {};
  const metaData: MetaData = { id, createdTime, ...wanted };
  return [
    ...(isDeepStrictEqual(state.protocol, protocol) ? [] : [{ protocol }]),
    ...(isDeepStrictEqual(state.metaData, metaData) ? [] : [{ metaData }]),
  ];
}

/** Whether all that happened from one snapshot to another was that parts were merged. */
function isCompaction(context: LakeContext, from: number | null, to: number): boolean {
  if (from === null || from >= to) return false;
  const between = allSnapshots(context.sqlite).filter(({ id }: KnownSnapshot) => from < id && id <= to);
  return between.length === to - from && between.every(({ kind }) => kind === 'compaction');
}

function rowsOf(adds: readonly Add[]): number {
  return adds.reduce((sum, { stats }) => sum + rowCountOf(stats), 0);
}

function removeOf({ path, size }: Add, dataChange: boolean, nowMs: number): Remove {
  const metadata = { extendedFileMetadata: true, partitionValues: {}, size, tags: {} } as const;
  return { path, deletionTimestamp: nowMs, dataChange, ...metadata };
}

function commitInfo(
  context: LakeContext,
  snapshotId: number,
  isFirst: boolean,
  dataChange: boolean,
  nowMs: number,
): CommitInfo {
  const operation = isFirst ? 'CREATE TABLE AS SELECT' : dataChange ? 'WRITE' : 'OPTIMIZE';
  const operationParameters = { snapshot: String(snapshotId), store: context.storeId };
  return { timestamp: nowMs, operation, operationParameters, engineInfo: 'DoseLake' };
}
