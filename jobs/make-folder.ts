import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it, where they are missing; for their owner only, unless said otherwise. One at a time,
 * since a recursive `mkdir` never returns where a folder that is there takes no other, as in /proc.
 * @throws CannotMakeFolderError
 */
export function makeFolder(path: string, mode = 0o700): void {
  try {
    makeWithThoseAbove(path, mode);
  } catch (error) {
    throw new CannotMakeFolderError(path, error);
  }
}

/** A folder cannot be made where it was asked for; the message holds what the system says. */
export class CannotMakeFolderError extends Error {
  override readonly name = 'CannotMakeFolderError';

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function makeWithThoseAbove(path: string, mode: number): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeWithThoseAbove(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have been quicker.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
