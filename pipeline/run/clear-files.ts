import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { fileDigest } from './file-digest.js';
import { afterImportAction, type AfterImport, type AfterImportPolicy } from './after-import.js';
import type { FileOutcome } from './batch-rows.js';
import type { Sighting } from './scan.js';

/**
 * Does with the files of a committed batch what the policy asks. A file that changed since it was read, or that is
 * reached through a link, stays; so does one that cannot be moved whole. To be called when the commit is durable.
 */
export function clearFiles(outcomes: readonly FileOutcome[], policy: AfterImportPolicy): AfterImport[] {
  return outcomes.flatMap((handled) => {
    const action = afterImportAction(handled, policy);
    if (action === 'leave') return [];
    const { sighting } = handled.file;
    try {
      const obstacle = obstacleTo(sighting);
      if (obstacle !== null) return [{ sighting, result: 'not_cleared' as const, reason: obstacle }];
      if (action === 'delete') {
        unlinkSync(sighting.absolutePath);
        return [{ sighting, result: 'removed_after_import' as const, reason: null }];
      }
      return [moved(sighting, action.move)];
    } catch (error) {
      return [{ sighting, result: 'not_cleared' as const, reason: reasonOf(error) }];
    }
  });
}

/** Whether the policy asks for a file to go, and nothing speaks against it that another run would find too. */
export function isToGo(handled: FileOutcome, policy: AfterImportPolicy): boolean {
  if (afterImportAction(handled, policy) === 'leave') return false;
  try {
    return obstacleTo(handled.file.sighting) === null;
  } catch {
    return true;
  }
}

/** Why a file is not to be touched; null where it is the very file that was read, at its own place. */
function obstacleTo({ absolutePath, path, byteCount, modifiedAtMs }: Sighting): string | null {
  const stats = lstatSync(absolutePath, { throwIfNoEntry: false });
  if (!stats) return 'gone';
  if (!stats.isFile()) return 'is_a_link';
  if (stats.size !== byteCount || stats.mtimeMs !== modifiedAtMs) return 'changed_since_read';
  const inFolder = path.split('/').join(sep);
  const folder = absolutePath.slice(0, -inFolder.length);
  const isDirect = realpathSync(absolutePath) === join(realpathSync(folder), inFolder);
  return isDirect ? null : 'is_behind_a_link';
}

/** Moves a file into the archive under its own path; nothing there is ever overwritten. */
function moved(sighting: Sighting, archive: string): AfterImport {
  const source = sighting.absolutePath;
  const target = freeTarget(join(archive, ...sighting.path.split('/')), source);
  if (target !== null) {
    mkdirSync(dirname(target), { recursive: true });
    placeDurably(source, target);
  }
  const obstacle = obstacleTo(sighting);
  if (obstacle !== null) return { sighting, result: 'not_cleared', reason: obstacle };
  unlinkSync(source);
  return { sighting, result: 'archived_after_import', reason: null };
}

/**
 * Where the file can go: its own name, else with its digest; null where the very same file lies there already.
 * The digest is of the whole file: that of the object leaves pixel data out.
 */
function freeTarget(wanted: string, source: string): string | null {
  if (!existsSync(wanted)) return wanted;
  const sha256 = fileDigest(source);
  const suffix = extname(wanted);
  const stem = suffix === '' ? wanted : wanted.slice(0, -suffix.length);
  for (const target of [wanted, `${stem}.${sha256.slice(0, 16)}${suffix}`]) {
    if (!existsSync(target)) return target;
    if (lstatSync(target).isFile() && fileDigest(target) === sha256) return null;
  }
  throw new Error('archive_name_taken');
}

/** By a hard link where the archive is on the same disk, else by a copy that is checked and on disk before it counts. */
function placeDurably(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error))) throw error;
    copyDurably(source, target);
  }
  syncFile(dirname(target));
}

/** Copies a file whole or not at all. Exported for file systems that tests cannot have. */
export function copyDurably(source: string, target: string): void {
  const draft = join(dirname(target), `.${randomUUID()}.part`);
  try {
    copyFileSync(source, draft, constants.COPYFILE_EXCL);
    syncFile(draft);
    if (fileDigest(draft) !== fileDigest(source)) throw new Error('changed_since_read');
    copyInPlace(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A link fails where the name was taken meanwhile; file systems without links get an exclusive copy. */
function copyInPlace(draft: string, target: string): void {
  try {
    linkSync(draft, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    copyFileSync(draft, target, constants.COPYFILE_EXCL);
    syncFile(target);
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === '') return error instanceof Error ? error.message : 'unknown';
  return (
    { EACCES: 'no_permission', EPERM: 'no_permission', EROFS: 'no_permission', ENOSPC: 'disk_full' }[code] ??
    `file_system_${code}`
  );
}
