import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { wipeFreeSpace } from '../../sqlite/wipe-free-space.js';
import { livingPins } from '../catalog/pins.js';
import { withdrawnParts } from '../catalog/snapshots.js';
import type { LakeContext } from '../context.js';
import { forgetPublished } from '../delta/withdraw.js';
import { failpoint } from '../failpoint.js';
import { CATALOG_FILE, LEFT_OUT_PREFIX } from '../catalog/file-name.js';
import { removeFiles, sync } from '../parts/durable.js';
import { removeAbandonedTemporaryFolders } from '../temporary-folder.js';

export interface RemovalOptions {
  /** How long readers of former parts are waited for; then their queries fail. Default 60 s. */
  readonly readerGraceMs?: number;
  /** Called when readers are waited for. */
  readonly onWaiting?: (readers: number) => void;
}

/** What was removed for good. */
export interface Removal {
  readonly removedParts: number;
  /** False where another process read the catalog for so long that its log could not be emptied. */
  readonly catalogIsClean: boolean;
}

const READER_GRACE_MS = 60_000;
const LOOK_EVERY_MS = 250;

/**
 * Removes the files of parts that no snapshot has any more, what was published of them, catalogs and parts that a rebuild
 * moved aside, spilled queries of dead processes, and the free space of the catalog. Readers that began before are honoured for a
 * bounded time, so that an erasure never waits for ever. Can be stopped at any point and repeated.
 */
export async function removeErased(context: LakeContext, options: RemovalOptions = {}): Promise<Removal> {
  const { sqlite, lakeFolder, directory } = context;
  const parts = withdrawnParts(sqlite);
  if (parts.length > 0) await waitForReaders(context, options);
  await forgetPublished(
    context,
    parts.map(({ file }) => file),
  );
  await removeFiles(parts.map(({ file }) => join(lakeFolder, file)));
  for (const folder of new Set(parts.map(({ table }) => table))) await sync(join(lakeFolder, folder));
  failpoint('erasure_removed');
  sqlite.transaction(() => parts.forEach(({ file }) => sqlite.run('DELETE FROM parts WHERE file = ?', file)));
  await removeMovedAside(directory);
  await removeAbandonedTemporaryFolders(directory);
  const catalogIsClean = await wipeFreeSpace(join(directory, CATALOG_FILE));
  return { removedParts: parts.length, catalogIsClean };
}

async function waitForReaders(
  { sqlite }: LakeContext,
  { readerGraceMs = READER_GRACE_MS, onWaiting }: RemovalOptions,
): Promise<void> {
  const living = (): string[] => sqlite.transaction(() => livingPins(sqlite));
  let readers = living();
  if (readers.length > 0) onWaiting?.(readers.length);
  for (const until = Date.now() + readerGraceMs; readers.length > 0 && Date.now() < until;) {
    await sleep(LOOK_EVERY_MS);
    const now = new Set(living());
    readers = readers.filter((id) => now.has(id));
  }
}

/** Damaged or superseded catalogs name paths of files, parts without a catalog hold studies, and neither can be cleaned. */
async function removeMovedAside(directory: string): Promise<void> {
  const prefixes = [`${CATALOG_FILE}.damaged-`, `${CATALOG_FILE}.rebuilding`, LEFT_OUT_PREFIX];
  const names = await readdir(directory);
  for (const name of names.filter((one) => prefixes.some((prefix) => one.startsWith(prefix))))
    await rm(join(directory, name), { recursive: true, force: true });
}
