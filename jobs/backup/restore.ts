import { existsSync, realpathSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CATALOG_FILE, isInUse } from '../../warehouse/index.js';
import { makeFolder } from '../make-folder.js';
import { copyDurably } from './copy-file.js';
import { asideOf, AT_WORK, DRAFT, NO_STORE, WHOLE_INSIDE } from './interrupted-restore.js';
import { BackupError, type BackupManifest } from './manifest.js';
import { oneAtATime } from './one-at-a-time.js';
import { verifyBackup } from './verify.js';

export interface RestoreReport {
  readonly manifest: BackupManifest;
  /** Where the store that stood there is now; null where none did. */
  readonly movedAside: string | null;
}

/**
 * Puts a verified backup in the place of a data directory. A store that stands there is moved aside, never removed,
 * and only where `replaces` says so. Until the copy is whole, nothing changes. An empty folder is filled, since it may
 * be a volume of its own; a link to a folder stays one. Interrupted at any point, it can be done again.
 * @throws BackupError when the backup is not whole, or the place is taken, in use or a volume that holds a store.
 */
export async function restoreStore(
  folder: string,
  dataDirectory: string,
  options: { readonly replaces: boolean; readonly onFile?: (done: number, of: number) => void },
): Promise<RestoreReport> {
  const manifest = await verifyBackup(folder, options.onFile);
  const place = existsSync(dataDirectory) ? realpathSync(dataDirectory) : dataDirectory;
  const isFilled = existsSync(place) && (wasMovedUpHalf(place) || !(await holdsSomething(place)));
  const isTaken = existsSync(place) && !isFilled;
  if (isTaken && !options.replaces)
    throw new BackupError(`${place} holds a store already; --force moves it aside first`);
  if (isTaken && isInUse(place))
    throw new BackupError(`${place} is in use; stop the server and every ingest first`);
  const draft = isFilled ? join(place, DRAFT) : `${place}${DRAFT}`;
  makeFolder(dirname(draft));
  return oneAtATime(`${draft}${AT_WORK}`, `Another restore into ${place}`, async () => {
    if (isFilled) await takeBackWhatWasMovedUp(place, manifest);
    await copyInto(draft, folder, manifest).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      throw error;
    });
    const movedAside = isFilled ? null : await putInPlace(draft, place, isTaken);
    if (isFilled) await moveUp(draft, place);
    return { manifest, movedAside };
  });
}

/** @returns where the store is now that stood there; null where none did. */
async function putInPlace(draft: string, place: string, isTaken: boolean): Promise<string | null> {
  const movedAside = isTaken ? await moveAside(place, draft) : null;
  try {
    await rename(draft, place);
    return movedAside;
  } catch (error) {
    if (movedAside !== null) await rename(movedAside, place);
    throw error;
  }
}

/** Whether a restore was interrupted while it moved its copy up: what stands there is no store, for want of a catalog. */
function wasMovedUpHalf(place: string): boolean {
  return existsSync(join(place, WHOLE_INSIDE)) && !existsSync(join(place, CATALOG_FILE));
}

async function takeBackWhatWasMovedUp(place: string, { files }: BackupManifest): Promise<void> {
  if (wasMovedUpHalf(place)) {
    const names = new Set(files.map(({ path }) => path.split('/')[0]!));
    for (const name of names) await rm(join(place, name), { recursive: true, force: true });
  }
  await rm(join(place, WHOLE_INSIDE), { recursive: true, force: true });
}

async function holdsSomething(place: string): Promise<boolean> {
  return (await readdir(place)).some((name) => !NO_STORE.has(name));
}

async function copyInto(draft: string, folder: string, { files }: BackupManifest): Promise<void> {
  await rm(draft, { recursive: true, force: true });
  makeFolder(draft);
  for (const { path, file, sha256 } of files) {
    const copied = await copyDurably(join(folder, file), join(draft, path));
    if (copied.sha256 !== sha256) throw new BackupError(`${path} changed while it was copied`);
  }
}

/** Moves what the copy holds into the folder around it, the catalog last: without it there is no store yet. */
async function moveUp(draft: string, place: string): Promise<void> {
  const whole = join(place, WHOLE_INSIDE);
  await rename(draft, whole);
  const names = (await readdir(whole)).filter((name) => name !== CATALOG_FILE);
  for (const name of [...names, CATALOG_FILE]) await rename(join(whole, name), join(place, name));
  await rm(whole, { recursive: true });
}

async function moveAside(place: string, draft: string): Promise<string> {
  const aside = asideOf(place);
  try {
    await rename(place, aside);
    return aside;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!isOfVolume(error)) throw error;
    throw new BackupError(
      `${place} is a volume of its own, which cannot be moved aside: move what it holds elsewhere, then restore again`,
    );
  }
}

/** What a system says where a folder that it has mounted is to be renamed. */
function isOfVolume(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EBUSY' || error.code === 'EXDEV');
}
