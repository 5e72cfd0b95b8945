import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isGone, newOwner } from '../../warehouse/index.js';
import { BackupError } from './manifest.js';

/**
 * Does work of which two would write over each other, while a file stands for it. A file that a killed process left is
 * taken over.
 * @throws BackupError while another process is at it.
 */
export async function oneAtATime<T>(file: string, doing: string, work: () => Promise<T>): Promise<T> {
  if (isLeft(file)) rmSync(file, { force: true });
  try {
    writeFileSync(file, newOwner(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new BackupError(`${doing} is under way already; if that cannot be, remove ${file}`);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function isLeft(file: string): boolean {
  try {
    return isGone(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}
