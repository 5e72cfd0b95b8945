import { resolve } from 'node:path';
import { backupStore, type BackupReport } from '../backup/backup.js';
import { BackupError } from '../backup/manifest.js';
import { restoreStore } from '../backup/restore.js';
import { verifyBackup } from '../backup/verify.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import { inBytes } from '../cli/quantities.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { requireNothingLost } from '../config/lost-files.js';
import { openSiteState, storePaths, type StorePaths } from '../config/store.js';
import { openExistingLake } from './existing-store.js';

/** `dose backup DIR`: copies the store, in use or not. */
export async function backupCommand(
  settings: Settings,
  folder: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const paths = storePaths(settings.dataDirectory);
  // A backup of what is left would take the place of one that holds what was lost.
  requireNothingLost(paths);
  const lake = await openExistingLake(settings);
  const signal = interruption(() => terminal.tell('Stopping; the former backup stands…'));
  try {
    const onFile = (done: number, of: number) => terminal.progress(`${done} of ${of} parts`);
    const report = await refusing(() => backupStore(lake, paths, resolve(folder), { onFile, signal }));
    recordBackup(paths, resolve(folder), report);
    const { snapshotId, fileCount, byteCount, copiedFileCount, copiedByteCount } = report;
    terminal.tell(
      `Snapshot ${snapshotId} is backed up: ${fileCount} files, ${inBytes(byteCount)}; ` +
        `${copiedFileCount} files, ${inBytes(copiedByteCount)}, were copied now.`,
    );
    terminal.tell('It holds the site key: keep it as safe as the store itself.');
    return EXIT.done;
  } catch (error) {
    if (signal.aborted) throw new CommandError(EXIT.unavailable, 'Stopped; the former backup stands.');
    throw error;
  } finally {
    await lake.close();
  }
}

/** So that an erasure can name the backups that still hold a study. */
function recordBackup(paths: StorePaths, folder: string, { snapshotId, takenAt }: BackupReport): void {
  const state = openSiteState(paths);
  try {
    state.backups.record({ folder, snapshotId, takenAt });
  } finally {
    state.close();
  }
}

/** `dose backup DIR --verify`: reads a backup whole. */
export async function verifyCommand(folder: string, terminal: Terminal): Promise<ExitCode> {
  const onFile = (done: number, of: number) => terminal.progress(`${done} of ${of} files`);
  const { files, snapshotId, takenAt } = await refusing(() => verifyBackup(resolve(folder), onFile));
  terminal.tell(`The backup of snapshot ${snapshotId}, taken ${takenAt}, is whole: ${files.length} files.`);
  return EXIT.done;
}

/** `dose restore DIR`: puts a backup in the place of the data directory. */
export async function restoreCommand(
  settings: Settings,
  request: { readonly folder: string; readonly isForced: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { manifest, movedAside } = await refusing(() =>
    restoreStore(resolve(request.folder), settings.dataDirectory, {
      replaces: request.isForced,
      onFile: (done, of) => terminal.progress(`${done} of ${of} files verified`),
    }),
  );
  terminal.tell(`Snapshot ${manifest.snapshotId}, backed up ${manifest.takenAt}, stands again.`);
  if (movedAside) terminal.tell(`The store that was there is at ${movedAside}; remove it once sure.`);
  return EXIT.done;
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BackupError) throw new CommandError(EXIT.unavailable, `${error.message}.`);
    throw error;
  }
}
