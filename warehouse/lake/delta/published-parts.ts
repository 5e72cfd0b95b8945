import { TABLES } from '../../tables/index.js';
import type { LakeContext } from '../context.js';
import { fileOf } from './actions.js';
import { DeltaLogError, logFolderOf, readLog } from './log-state.js';
import { partBehind } from './published-files.js';

/**
 * Tells of a part (relative to the lake folder) whether the newest published version needs its file, or did until so
 * short a time ago that a reader may still be at it. Of a table whose log is damaged, all parts are needed.
 */
export async function publishedParts(
  context: LakeContext,
  graceMs: number,
  nowMs: number,
): Promise<(file: string) => boolean> {
  const files = new Set<string>();
  const unknown = new Set<string>();
  for (const table of Object.keys(TABLES)) {
    try {
      const state = await readLog(context.engine, logFolderOf(context.lakeFolder, table));
      if (!state) continue;
      const leaving = [...state.removes.values()].filter(
        ({ deletionTimestamp }) => nowMs - deletionTimestamp < graceMs,
      );
      for (const { path } of [...state.adds.values(), ...leaving]) files.add(partBehind(table, fileOf(path)));
    } catch (error) {
      if (!(error instanceof DeltaLogError)) throw error;
      unknown.add(table);
    }
  }
  return (file) => files.has(file) || unknown.has(file.split('/')[0]!);
}
