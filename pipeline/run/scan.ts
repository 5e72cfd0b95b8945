import { lstatSync, readdirSync, statSync, type Stats } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
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

/**
 * All files below the folders that are new or changed, in order of path; those still being written are left, and so is
 * a store.
 */
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
    const looked = lookAt(absolutePath);
    if (typeof looked !== 'string' && looked.stats.isFile()) {
      const { size: byteCount, mtimeMs: modifiedAtMs } = looked.stats;
      yield { dropFolder: folder.name, path, absolutePath, byteCount, modifiedAtMs };
    } else {
      const reason = typeof looked === 'string' ? looked : 'not_a_file';
      onUnreadable({ dropFolder: folder.name, path, reason });
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
    const looked = lookAt(sighting.absolutePath);
    if (typeof looked === 'string') {
      options.onUnreadable({ dropFolder: sighting.dropFolder, path: sighting.path, reason: looked });
      continue;
    }
    const { size, mtimeMs } = looked.stats;
    if (size === sighting.byteCount && mtimeMs === sighting.modifiedAtMs) yield sighting;
    else options.onStillWritten(sighting);
  }
}

function* filesBelow(folder: DropFolder, path: string, options: ScanOptions): Generator<Sighting> {
  const name = relative(folder.path, path).split(sep).join('/');
  const report = (reason: string) =>
    options.onUnreadable({ dropFolder: folder.name, path: name || '.', reason });
  const looked = lookAt(path);
  if (typeof looked === 'string') return report(looked === 'not_found' ? missingReason(name) : looked);
  const { stats, isLink } = looked;
  if (stats.isFile()) {
    const { size: byteCount, mtimeMs: modifiedAtMs } = stats;
    const shown = name === '' ? basename(path) : name;
    yield { dropFolder: folder.name, path: shown, absolutePath: path, byteCount, modifiedAtMs };
    return;
  }
  // A pipe, socket or device would be waited for without end; a link to a folder could lead in circles.
  if (!stats.isDirectory()) return report('not_a_file');
  if (isLink && name !== '') return report('link_to_folder');
  const entries = entriesOf(path, report);
  if (isStore(entries)) return;
  for (const entry of entries) yield* filesBelow(folder, join(path, entry), options);
}

/** What stands in every store. */
const OF_A_STORE = ['catalog.sqlite', 'lake'];

/** A store that lies among the files of a drop folder would read itself, and grow with each run. */
function isStore(entries: readonly string[]): boolean {
  return OF_A_STORE.every((name) => entries.includes(name));
}

/** What stands at a path, links followed; the reason where it cannot be looked at. */
function lookAt(path: string): { readonly stats: Stats; readonly isLink: boolean } | string {
  try {
    const stats = lstatSync(path);
    return stats.isSymbolicLink() ? { stats: statSync(path), isLink: true } : { stats, isLink: false };
  } catch (error) {
    return reasonOf(error);
  }
}

/** A name that is not UTF-8 is listed with replacement characters, and cannot be opened under them. */
function missingReason(name: string): string {
  return name.includes('\uFFFD') ? 'name_not_utf8' : 'not_found';
}

function entriesOf(path: string, report: (reason: string) => void): string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    report(reasonOf(error));
    return [];
  }
}

/** Reasons of the file system that have a name of their own here. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no_permission',
  EPERM: 'no_permission',
  ENOENT: 'not_found',
  ENOTDIR: 'not_found',
  ELOOP: 'link_in_a_circle',
  ENAMETOOLONG: 'path_too_long',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return REASONS[code] ?? `file_system_${code}`;
}
