import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const PREFIX = 'doselake-tests-';
/** The type that Linux gives file systems in memory (linux/magic.h). */
const TMPFS = 0x01021994;
/** Many times what two workers and their browsers hold at once. */
const LEAST_FREE_BYTES = 1024 ** 3;

/**
 * Where the stores of this run stand: in memory, where there is room. Nothing here outlives the machine, and a store
 * waits for its disk at each commit, half of the time of tests that make many. Null where there is no such place.
 */
export const FOLDER_IN_MEMORY = hasRoom() ? join(MEMORY, `${PREFIX}${process.pid}`) : null;

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY);
    return type === TMPFS && bavail * bsize >= LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}

/** Makes the folder before the first test, and removes it after the last. */
export default function prepareFolder(): (() => void) | undefined {
  const folder = FOLDER_IN_MEMORY;
  if (folder === null) return undefined;
  removeLeftovers();
  mkdirSync(folder, { recursive: true });
  return () => rmSync(folder, { recursive: true, force: true });
}

/** What runs left that were killed. */
function removeLeftovers(): void {
  const folders = readdirSync(MEMORY).filter((name) => name.startsWith(PREFIX));
  for (const name of folders.filter((one) => !isRunning(Number(one.slice(PREFIX.length)))))
    rmSync(join(MEMORY, name), { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
