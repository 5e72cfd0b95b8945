import { rm, stat, writeFile } from 'node:fs/promises';
import { textLiteral } from '../../engine/column-types.js';
import type { Engine } from '../../engine/engine.js';
import { failpoint } from '../failpoint.js';
import type { Action, Remove } from './actions.js';
import { checkpointFile, draftFile, lastCheckpointFile, replaceText, replaceWith } from './log-files.js';
import type { LogState } from './log-state.js';

const TEXT_MAP = 'MAP(VARCHAR, VARCHAR)';

/** Columns of a checkpoint (protocol, "Checkpoint Schema"); a removed file's `stats` and `tags` have no place there. */
const COLUMNS = {
  txn: 'STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)',
  add: `STRUCT(path VARCHAR, partitionValues ${TEXT_MAP}, size BIGINT, modificationTime BIGINT, dataChange BOOLEAN,
    stats VARCHAR, tags ${TEXT_MAP})`,
  remove: `STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN,
    partitionValues ${TEXT_MAP}, size BIGINT)`,
  metaData: `STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options ${TEXT_MAP}),
    schemaString VARCHAR, partitionColumns VARCHAR[], createdTime BIGINT, configuration ${TEXT_MAP})`,
  protocol: `STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[],
    writerFeatures VARCHAR[])`,
};

function columnsSql(): string {
  return `{${Object.entries(COLUMNS)
    .map(([name, type]) => `${name}: ${textLiteral(type)}`)
    .join(', ')}}`;
}

/** The actions that make a state, a row each. */
function actionsOf(state: LogState, keepsTombstone: (remove: Remove) => boolean): Action[] {
  return [
    { protocol: state.protocol },
    { metaData: state.metaData },
    ...[...state.transactions.values()].map((txn) => ({ txn })),
    ...[...state.adds.values()].map((add) => ({ add })),
    ...[...state.removes.values()].filter(keepsTombstone).map((remove) => ({ remove })),
  ];
}

/**
 * Writes the checkpoint of a state, and the pointer to it. Several writers of the same version may do so at once: they
 * write the same. Returns the state with its checkpoint.
 */
export async function writeCheckpoint(
  engine: Engine,
  logFolder: string,
  state: LogState,
  keepsTombstone: (remove: Remove) => boolean,
): Promise<LogState> {
  const actions = actionsOf(state, keepsTombstone);
  const file = checkpointFile(logFolder, state.version);
  const [lines, draft] = [draftFile(logFolder), draftFile(logFolder)];
  try {
    await writeFile(lines, actions.map((action) => `${JSON.stringify(action)}\n`).join(''), { flag: 'wx' });
    const rows = `read_json(${textLiteral(lines)}, format = 'newline_delimited', columns = ${columnsSql()},
      maximum_object_size = ${MAXIMUM_ACTION_BYTES})`;
    await engine.query(
      `COPY (SELECT * FROM ${rows}) TO ${textLiteral(draft)} (FORMAT parquet, COMPRESSION snappy)`,
    );
    await replaceWith(draft, file, logFolder);
  } finally {
    await rm(lines, { force: true });
    await rm(draft, { force: true });
  }
  failpoint('delta_checkpoint_written');
  const pointer = {
    version: state.version,
    size: actions.length,
    sizeInBytes: (await stat(file)).size,
    numOfAddFiles: state.adds.size,
  };
  await replaceText(logFolder, lastCheckpointFile(logFolder), `${JSON.stringify(pointer)}\n`);
  return { ...state, checkpointVersion: state.version };
}

/** Longest JSON of one action: metadata with the schema of the widest table takes some 60 KB. */
const MAXIMUM_ACTION_BYTES = 64 * 1024 * 1024;
