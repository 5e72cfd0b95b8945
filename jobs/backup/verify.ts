import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileDigest } from '../../warehouse/index.js';
import { BackupError, readManifest, type BackupManifest } from './manifest.js';

/**
 * Reads a backup whole and compares the digest of every file.
 * @throws BackupError when there is no backup, naming the first damaged or missing files.
 */
export async function verifyBackup(
  folder: string,
  onFile?: (done: number, of: number) => void,
): Promise<BackupManifest> {
  const manifest = readManifest(folder);
  if (!manifest) throw new BackupError(`There is no backup in ${folder}`);
  const wrong: string[] = [];
  for (const [index, { path, file: name, byteCount, sha256 }] of manifest.files.entries()) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => null);
    if (!found) wrong.push(`${path} is missing`);
    else if (found.size !== byteCount || (await fileDigest(file)) !== sha256)
      wrong.push(`${path} is damaged`);
    onFile?.(index + 1, manifest.files.length);
  }
  if (wrong.length > 0) {
    const others = wrong.length > MOST_NAMED ? `, and ${wrong.length - MOST_NAMED} more` : '';
    throw new BackupError(
      `The backup in ${folder} is not whole: ${wrong.slice(0, MOST_NAMED).join(', ')}${others}`,
    );
  }
  return manifest;
}

const MOST_NAMED = 10;
