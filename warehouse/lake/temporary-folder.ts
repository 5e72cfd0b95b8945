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

/** Removes what queries of processes that are gone left behind. */
export async function removeAbandonedTemporaryFolders(directory: string): Promise<void> {
  for (const folder of Object.values(FOLDERS)) {
    const names = await readdir(join(directory, folder)).catch(() => []);
    for (const name of names.filter((found) => !isOfLivingProcess(found)))
      await rm(join(directory, folder, name), { recursive: true, force: true });
  }
}

/** What is named otherwise was left by an earlier version. */
function isOfLivingProcess(name: string): boolean {
  return /^\d+$/.test(name) && isRunning(Number(name));
}
