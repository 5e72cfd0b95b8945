import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  CATALOG_FILE,
  openLake,
  snapshotNamed,
  type DoseLake,
  type LakeOptions,
} from '../../warehouse/index.js';
import { requireNoInterruptedRestore } from '../backup/interrupted-restore.js';
import { CommandError, EXIT } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { ensureStore, storePaths, type StorePaths } from '../config/store.js';

/**
 * Opens the lake of a data directory that has one already: reading commands make no store.
 * @throws CommandError where there is none.
 */
export async function openExistingLake(settings: Settings, options: LakeOptions = {}): Promise<DoseLake> {
  const { directory, lake } = storePaths(settings.dataDirectory);
  requireNoInterruptedRestore(directory);
  requireAny(directory, [join(directory, CATALOG_FILE), lake]);
  return openLake(directory, options);
}

/**
 * Refuses to look for damage where a store never was, as under a misspelt name; what is left of one is a store.
 * @throws CommandError where there is none.
 */
export function requireTracesOfStore({ dataDirectory }: Settings): void {
  const paths = storePaths(dataDirectory);
  if (isClosed(paths.directory)) return;
  requireNoInterruptedRestore(paths.directory);
  requireAny(paths.directory, tracesOf(paths));
}

/** Makes a store where there is none, and says so: the name may be misspelt, or its volume not mounted. */
export function beginStoreWhereNone(paths: StorePaths, terminal: Terminal): void {
  const isNew = !tracesOf(paths).some((file) => existsSync(file));
  ensureStore(paths);
  if (isNew) terminal.tell(`There was no store at ${paths.directory}; a new one is begun.`);
}

function tracesOf({ directory, lake, state, siteKey }: StorePaths): readonly string[] {
  return [join(directory, CATALOG_FILE), lake, state, siteKey];
}

/** Whether there is a folder into which this user may not look. */
function isClosed(directory: string): boolean {
  if (!existsSync(directory)) return false;
  try {
    accessSync(directory, constants.R_OK | constants.X_OK);
    return false;
  } catch {
    return true;
  }
}

/** @throws Error of the system where this user may not look, else CommandError where none of the files is there. */
function requireAny(directory: string, files: readonly string[]): void {
  if (files.some((file) => existsSync(file))) return;
  if (statSync(directory, { throwIfNoEntry: false })) accessSync(directory, constants.R_OK | constants.X_OK);
  throw new CommandError(EXIT.unavailable, `There is no store at ${directory}; ingest something first.`);
}

/**
 * The snapshot that a user names: by number, or by a date or time (UTC), which stands for the last one committed by
 * then (by the end of that day).
 * @throws CommandError when the text is neither; SnapshotUnavailableError when all snapshots are later.
 */
export function namedSnapshot(lake: DoseLake, name: string): number {
  const id = snapshotNamed(lake.snapshots(), name);
  if (id !== null) return id;
  throw new CommandError(
    EXIT.usage,
    `"${name}" names no snapshot: give its number, or a date or time (UTC) such as 2026-01-31.`,
  );
}
