import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInUse } from '../../warehouse/index.js';
import { copyDurably } from './copy-file.js';
import { BackupError, type BackupManifest } from './manifest.js';
import { verifyBackup } from './verify.js';

export interface RestoreReport {
  readonly manifest: BackupManifest;
  /** Where the store that stood there is now; null where none did. */
  readonly movedAside: string | null;
}

/**
 * Puts a verified backup in the place of a data directory. A store that stands there is moved aside, never removed,
 * and only where `replaces` says so. Until the copy is whole, nothing changes.
 * @throws BackupError when the backup is not whole, or the place is taken or in use.
 */
export async function restoreStore(
  folder: string,
  dataDirectory: string,
  options: { readonly replaces: boolean; readonly onFile?: (done: number, of: number) => void },
): Promise<RestoreReport> {
  const manifest = await verifyBackup(folder, options.onFile);
  const isTaken = existsSync(dataDirectory) && (await readdir(dataDirectory)).length > 0;
  if (isTaken && !options.replaces)
    throw new BackupError(`${dataDirectory} holds a store already; --force moves it aside first`);
  if (isTaken && isInUse(dataDirectory))
    throw new BackupError(`${dataDirectory} is in use; stop the server and every ingest first`);
  const draft = `${dataDirectory}.restoring`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for (const { path, file, sha256 } of manifest.files) {
    const copied = await copyDurably(join(folder, file), join(draft, path));
    if (copied.sha256 !== sha256) throw new BackupError(`${path} changed while it was copied`);
  }
  const movedAside = isTaken ? `${dataDirectory}.before-restore-${stamp()}` : null;
  if (movedAside) await rename(dataDirectory, movedAside);
  else await rm(dataDirectory, { recursive: true, force: true });
  await mkdir(dirname(dataDirectory), { recursive: true });
  await rename(draft, dataDirectory);
  return { manifest, movedAside };
}

function stamp(): string {
  return new Date().toISOString().replaceAll(':', '-').slice(0, 19);
}
