import { lstatSync, opendirSync, statSync, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A file or folder to look into, and the folder that paths are told relative to. */
export interface DropFolder {
  /** Name under which its files are recorded. */
  readonly name: string;
  readonly path: string;
}

/** A file found in a drop folder. */
export interface Sighting {
  readonly dropFolder: string;
  /** Relative to the drop folder, with `/` between folders. */
  readonly path: string;
  readonly absolutePath: string;
  readonly byteCount: number;
  readonly modifiedAtMs: number;
}

/** A file or folder that could not be looked at. */
export interface Unreadable {
  readonly dropFolder: string;
  readonly path: string;
  readonly reason: string;
}

export interface ScanOptions {
  /** Whether a file is known and unchanged, and need not be read. */
  readonly isKnown: (sighting: Sighting) => boolean;
  readonly onUnreadable: (entry: Unreadable) => void;
  /** A file changed more recently than this is looked at again before it is read. */
  readonly settleMs: number;
  /** A file is left for the next run when it is still changing. */
  readonly onStillWritten: (sighting: Sighting) => void;
  readonly signal?: AbortSignal;
}

/** All files below the folders that are new or changed, in order of path; those still being written are left. */
export async function* scan(folders: readonly DropFolder[], options: ScanOptions): AsyncGenerator<Sighting> {
  const fresh: Sighting[] = [];
  for (const folder of folders) {
    for (const sighting of filesBelow(folder, folder.path, options)) {
      if (options.signal?.aborted) return;
      if (options.isKnown(sighting)) continue;
      if (isFresh(sighting, options.settleMs)) fresh.push(sighting);
      else yield sighting;
    }
  }
  yield* settled(fresh, options);
}

/** The given files of drop folders, where they are still there; each path is relative to its folder. */
export function* namedFiles(
  files: Iterable<{ readonly folder: DropFolder; readonly path: string }>,
  onUnreadable: (entry: Unreadable) => void,
): Generator<Sighting> {
  for (const { folder, path } of files) {
    const absolutePath = join(folder.path, ...path.split('/'));
    const stats = statSync(absolutePath, { throwIfNoEntry: false });
    if (stats?.isFile()) {
      const { size: byteCount, mtimeMs: modifiedAtMs } = stats;
      yield { dropFolder: folder.name, path, absolutePath, byteCount, modifiedAtMs };
    } else {
      onUnreadable({ dropFolder: folder.name, path, reason: 'not_found' });
    }
  }
}

function isFresh(sighting: Sighting, settleMs: number): boolean {
  return Date.now() - sighting.modifiedAtMs < settleMs;
}

/** Waits until the freshest file could have settled, then yields those that did not change meanwhile. */
async function* settled(fresh: readonly Sighting[], options: ScanOptions): AsyncGenerator<Sighting> {
  if (fresh.length === 0) return;
  await sleep(options.settleMs, undefined, options.signal ? { signal: options.signal } : {}).catch(
    () => undefined,
  );
  for (const sighting of fresh) {
    if (options.signal?.aborted) return;
    const stats = statSync(sighting.absolutePath, { throwIfNoEntry: false });
    const isUnchanged = stats?.size === sighting.byteCount && stats.mtimeMs === sighting.modifiedAtMs;
    if (isUnchanged) yield sighting;
    else options.onStillWritten(sighting);
  }
}

function* filesBelow(folder: DropFolder, path: string, options: ScanOptions): Generator<Sighting> {
  const name = relative(folder.path, path).split(sep).join('/');
  let stats: Stats;
  try {
    stats = lstatSync(path);
    if (stats.isSymbolicLink()) stats = statSync(path);
  } catch (error) {
    options.onUnreadable({ dropFolder: folder.name, path: name, reason: reasonOf(error) });
    return;
  }
  if (stats.isFile()) {
    const shown = name === '' ? (path.split(sep).pop() ?? path) : name;
    yield {
      dropFolder: folder.name,
      path: shown,
      absolutePath: path,
      byteCount: stats.size,
      modifiedAtMs: stats.mtimeMs,
    };
    return;
  }
  // A link to a folder could lead in circles; only real folders are entered.
  if (!stats.isDirectory() || (name !== '' && lstatSync(path).isSymbolicLink())) return;
  for (const entry of entriesOf(folder, path, name, options))
    yield* filesBelow(folder, join(path, entry), options);
}

function entriesOf(folder: DropFolder, path: string, name: string, options: ScanOptions): string[] {
  try {
    const directory = opendirSync(path);
    const entries: string[] = [];
    for (let entry = directory.readSync(); entry; entry = directory.readSync()) entries.push(entry.name);
    directory.closeSync();
    return entries.sort();
  } catch (error) {
    options.onUnreadable({ dropFolder: folder.name, path: name || '.', reason: reasonOf(error) });
    return [];
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return (
    { EACCES: 'no_permission', EPERM: 'no_permission', ENOENT: 'not_found' }[code] ?? `file_system_${code}`
  );
}
