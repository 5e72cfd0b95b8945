import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  openLake,
  SnapshotUnavailableError,
  type DoseLake,
  type LakeOptions,
} from '../../warehouse/index.js';
import { CommandError, EXIT } from '../cli/exit-codes.js';
import type { Settings } from '../config/settings.js';
import { storePaths } from '../config/store.js';

/**
 * Opens the lake of a data directory that has one already: reading commands make no store.
 * @throws CommandError where there is none.
 */
export async function openExistingLake(settings: Settings, options: LakeOptions = {}): Promise<DoseLake> {
  const { directory, lake } = storePaths(settings.dataDirectory);
  if (!existsSync(join(directory, 'catalog.sqlite')) && !existsSync(lake)) {
    throw new CommandError(EXIT.unavailable, `There is no store at ${directory}; ingest something first.`);
  }
  return openLake(directory, options);
}

/**
 * The snapshot that a user names: by number, or by a date or time (UTC), which stands for the last one committed by
 * then (by the end of that day).
 * @throws CommandError when the text is neither; SnapshotUnavailableError when all snapshots are later.
 */
export function namedSnapshot(lake: DoseLake, name: string): number {
  if (/^\d{1,9}$/.test(name)) return Number(name);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(name);
  const moment = Date.parse(isDay ? `${name}T23:59:59.999Z` : /Z$/i.test(name) ? name : `${name}Z`);
  if (!/^\d{4}-\d{2}-\d{2}/.test(name) || Number.isNaN(moment)) {
    throw new CommandError(
      EXIT.usage,
      `"${name}" names no snapshot: give its number, or a date or time (UTC) such as 2026-01-31.`,
    );
  }
  const snapshots = lake.snapshots();
  const found = snapshots.findLast(({ committedAt }) => Date.parse(committedAt) <= moment);
  if (found) return found.id;
  const first = snapshots.find(({ isExpired }) => !isExpired);
  throw new SnapshotUnavailableError(
    'unknown',
    first ? { id: first.id, committedAt: first.committedAt } : null,
  );
}
