import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { isRunning } from './catalog/owner.js';

/** Where queries of all processes spill to: those of the program, and those that users wrote. */
const FOLDERS = { program: 'temp', users: 'tmp' } as const;

/** A folder of this process alone: two engines that spill to one folder would overwrite each other's files. */
export function temporaryFolder(directory: string, ofWhom: keyof typeof FOLDERS): string {
  return join(directory, FOLDERS[ofWhom], String(pid));
}

/** Removes what queries of processes that are gone left behind, and files in folders of other names, such as uploads. */
export async function removeAbandonedTemporaryFolders(directory: string): Promise<void> {
  for (const folder of Object.values(FOLDERS)) {
    const names = await readdir(join(directory, folder)).catch(() => []);
    for (const name of names.filter((found) => !isOfLivingProcess(found)))
      await clear(join(directory, folder, name), isProcessId(name));
  }
}

/** A folder that a server uses stays, empty. */
async function clear(path: string, isOfProcess: boolean): Promise<void> {
  const files = isOfProcess ? null : await readdir(path).catch(() => null);
  if (files === null) await rm(path, { recursive: true, force: true });
  for (const file of files ?? []) await rm(join(path, file), { recursive: true, force: true });
}

function isOfLivingProcess(name: string): boolean {
  return isProcessId(name) && isRunning(Number(name));
}

function isProcessId(name: string): boolean {
  return /^\d+$/.test(name);
}
