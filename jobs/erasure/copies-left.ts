import { existsSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { ErasureTraces } from '../../warehouse/index.js';
import type { RecordedBackup } from '../../warehouse/state/backups.js';
import type { State } from '../../warehouse/state/state.js';
import { ASIDE, DRAFT } from '../backup/interrupted-restore.js';
import type { DropFolderSetting } from '../config/drop-folders-setting.js';
import type { StorePaths } from '../config/store.js';

/** Where erased studies still are, outside of the store: nothing there is touched. */
export interface CopiesLeft {
  readonly backups: readonly RecordedBackup[];
  /** Stores that a restore moved aside, and what one left that was interrupted. */
  readonly movedAside: readonly string[];
  /** How many of the original files are still in drop folders. */
  readonly originalFileCount: number;
}

export async function copiesLeft(
  {
    state,
    paths,
    dropFolders,
  }: {
    readonly state: Pick<State, 'backups'>;
    readonly paths: StorePaths;
    readonly dropFolders: readonly DropFolderSetting[];
  },
  traces: ErasureTraces,
): Promise<CopiesLeft> {
  return {
    backups: state.backups.list().filter((backup) => mayHold(backup, traces)),
    movedAside: await storesAside(paths.directory),
    originalFileCount: traces.places.filter((place) => isThere(place, dropFolders)).length,
  };
}

/** A backup taken before the first object came cannot hold the study. */
function mayHold({ takenAt }: RecordedBackup, { firstHandledAt }: ErasureTraces): boolean {
  return firstHandledAt === null || Date.parse(takenAt) >= Date.parse(`${firstHandledAt}Z`);
}

async function storesAside(stated: string): Promise<string[]> {
  const directory = realpathSync(stated);
  const parent = dirname(directory);
  const prefix = `${basename(directory)}${ASIDE}`;
  const draft = `${basename(directory)}${DRAFT}`;
  const names = (await readdir(parent)).filter((name) => name.startsWith(prefix) || name === draft);
  return names.sort().map((name) => join(parent, name));
}

/** Files given on the command line are recorded under the path of their folder. */
function isThere(
  { dropFolder, path }: ErasureTraces['places'][number],
  dropFolders: readonly DropFolderSetting[],
): boolean {
  const folder = dropFolders.find(({ name }) => name === dropFolder)?.path ?? dropFolder;
  return isAbsolute(folder) && existsSync(join(folder, ...path.split('/')));
}
