import { readFileSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname, join, normalize, isAbsolute } from 'node:path';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

const MANIFEST_FILE = 'backup.json';
const FORMAT = 'doselake-backup-1';

const Entry = Type.Object({
  /** Where it belongs, relative to the data directory. */
  path: Type.String({ maxLength: 300 }),
  /** Where its copy is, relative to the backup. */
  file: Type.String({ maxLength: 300 }),
  byteCount: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
const Manifest = Type.Object({
  format: Type.Literal(FORMAT),
  storeId: Type.String(),
  snapshotId: Type.Integer({ minimum: 0 }),
  /** UTC, ISO 8601. */
  takenAt: Type.String(),
  files: Type.Array(Entry),
});

/** One file of a backup. */
export type BackupEntry = Static<typeof Entry>;
/** What a backup holds, with the digest of every file. */
export type BackupManifest = Static<typeof Manifest>;

/** What stands in a folder is no backup, or not a whole one. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** The manifest of a backup; null where the folder holds none. Throws BackupError when it cannot be understood. */
export function readManifest(folder: string): BackupManifest | null {
  const file = join(folder, MANIFEST_FILE);
  const text = textOf(file);
  if (text === null) return null;
  const manifest = parsed(file, text);
  const outside = manifest.files.some(({ path, file }) => isOutside(path) || isOutside(file));
  if (outside) throw new BackupError(`${file} names a file outside the backup`);
  return manifest;
}

function isOutside(path: string): boolean {
  return isAbsolute(path) || normalize(path).startsWith('..');
}

/** Null where there is no such file; a folder that may not be looked into is not one without it. */
function textOf(file: string): string | null {
  const isInFolder = statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isInFolder && statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : null;
}

function parsed(file: string, text: string): BackupManifest {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new BackupError(`${file} is damaged: it is not JSON`);
  }
  if (!Value.Check(Manifest, content)) throw new BackupError(`${file} is damaged or of a newer version`);
  return content;
}

/** Writes the manifest durably; a backup counts from then on. */
export async function writeManifest(folder: string, manifest: Omit<BackupManifest, 'format'>): Promise<void> {
  const draft = join(folder, `.${MANIFEST_FILE}.draft`);
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ format: FORMAT, ...manifest }, null, 1)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, join(folder, MANIFEST_FILE));
}
