import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import Database from 'libsql';
import { isWithin } from '../../pipeline/run/after-import.js';
import { CATALOG_FILE, copyCatalog, type DoseLake } from '../../warehouse/index.js';
import { isDamagedKey, isMissingOrEmpty } from '../config/lost-files.js';
import type { StorePaths } from '../config/store.js';
import { makeFolder } from '../make-folder.js';
import { copyDurably } from './copy-file.js';
import { oneAtATime } from './one-at-a-time.js';
import {
  BackupError,
  readManifest,
  writeManifest,
  type BackupEntry,
  type BackupManifest,
} from './manifest.js';

/** Begins the name of the folder of catalog, state, identities and key. */
const APPLICATION = 'application-';
/** Stands in the folder while a backup is made. */
const AT_WORK = '.backing-up';

export interface BackupReport {
  readonly snapshotId: number;
  /** UTC, ISO 8601: nothing later is in it. */
  readonly takenAt: string;
  readonly fileCount: number;
  readonly byteCount: number;
  readonly copiedFileCount: number;
  readonly copiedByteCount: number;
}

export interface BackupOptions {
  readonly onFile?: (done: number, of: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Copies a store in use into a folder: every readable snapshot, users, settings, audit trail, what is kept of patients
 * and the site key. Parts
 * never change, so a later backup into the same folder copies new ones only. What the folder held before counts until
 * the new manifest stands.
 * @throws BackupError when the folder holds something else, a part or the key is damaged, or the store lost a file that
 * the former backup holds.
 */
export async function backupStore(
  lake: DoseLake,
  paths: StorePaths,
  folder: string,
  options: BackupOptions = {},
): Promise<BackupReport> {
  if (isWithin(paths.directory, folder))
    throw new BackupError(
      `${folder} lies in the store, and would be lost with it; choose a folder elsewhere`,
    );
  // A folder that is no place for it stays as it is.
  await earlierBackup(folder, lake.context.storeId);
  makeFolder(folder);
  return oneAtATime(join(folder, AT_WORK), `Another backup into ${folder}`, () =>
    backupInto(folder, lake, paths, options),
  );
}

async function backupInto(
  folder: string,
  lake: DoseLake,
  paths: StorePaths,
  options: BackupOptions,
): Promise<BackupReport> {
  const earlier = await earlierBackup(folder, lake.context.storeId);
  requireNoLess(paths, folder, earlier);
  const drafts = join(folder, '.draft');
  await rm(drafts, { recursive: true, force: true });
  await mkdir(drafts, { mode: 0o700 });
  const catalogDraft = join(drafts, CATALOG_FILE);
  const takenAt = new Date().toISOString();
  const catalog = copyCatalog(lake, catalogDraft);
  try {
    const tally = new Copying(paths, folder, earlier);
    const entries: BackupEntry[] = [];
    for (const [index, part] of catalog.parts.entries()) {
      options.signal?.throwIfAborted();
      entries.push(await tally.part(`lake/${part.file}`, part));
      options.onFile?.(index + 1, catalog.parts.length);
    }
    entries.push(...(await tally.application(catalogDraft, drafts)));
    await writeManifest(folder, {
      storeId: lake.context.storeId,
      snapshotId: catalog.snapshotId,
      takenAt,
      files: entries,
    });
    await removeOthers(folder, entries, earlier);
    return { takenAt, ...tally.report(catalog.snapshotId, entries) };
  } finally {
    catalog.release();
    await rm(drafts, { recursive: true, force: true });
  }
}

async function earlierBackup(folder: string, storeId: string): Promise<BackupManifest | null> {
  if (!existsSync(folder)) return null;
  if (!statSync(folder).isDirectory()) throw new BackupError(`${folder} is no folder; choose another name`);
  const earlier = readManifest(folder);
  if (earlier && earlier.storeId !== storeId)
    throw new BackupError(`${folder} holds the backup of another store; choose another folder`);
  const isUnfinished = (await readdir(folder)).every(
    (name) => ['.draft', AT_WORK, 'lake'].includes(name) || name.startsWith(APPLICATION),
  );
  if (!earlier && !isUnfinished)
    throw new BackupError(`${folder} is not empty and holds no backup; choose another folder`);
  return earlier;
}

/** A file that nothing else can give back is never replaced by a damaged one, or by none. */
function requireNoLess(paths: StorePaths, folder: string, earlier: BackupManifest | null): void {
  if (isDamagedKey(paths.siteKey)) {
    throw new BackupError(
      `${paths.siteKey} is damaged, and nothing was backed up; restore it from a backup (dose restore), ` +
        'or dose doctor --replace-lost begins it anew',
    );
  }
  const gone = (earlier?.files ?? [])
    .filter(({ path }) => !path.startsWith('lake/') && path !== CATALOG_FILE)
    .find(({ path }) => isMissingOrEmpty(join(paths.directory, path)));
  if (!gone) return;
  throw new BackupError(
    `${gone.path} is missing or empty, and nothing was backed up, since the former backup holds it; ` +
      `copy it back from ${join(folder, gone.file)}, or choose another folder`,
  );
}

class Copying {
  #copiedFiles = 0;
  #copiedBytes = 0;
  readonly #earlier: ReadonlyMap<string, BackupEntry>;

  constructor(
    private readonly paths: StorePaths,
    private readonly folder: string,
    earlier: BackupManifest | null,
  ) {
    this.#earlier = new Map((earlier?.files ?? []).map((entry) => [entry.path, entry]));
  }

  async part(
    path: string,
    { byteCount, sha256 }: { readonly byteCount: number; readonly sha256: string | null },
  ): Promise<BackupEntry> {
    const known = this.#earlier.get(path);
    if (known && isSame(known, byteCount, sha256) && sizeOf(join(this.folder, path)) === byteCount)
      return known;
    const entry = await this.#copy(join(this.paths.directory, path), path, path);
    if (entry.byteCount !== byteCount || (sha256 !== null && entry.sha256 !== sha256)) {
      throw new BackupError(
        `${path} is damaged: its bytes are not those written; dose doctor says what to do`,
      );
    }
    return entry;
  }

  /** Catalog, state, identities and key: small, and always copied anew, beside those of the former backup. */
  async application(catalogDraft: string, drafts: string): Promise<BackupEntry[]> {
    const place = `${APPLICATION}${randomUUID()}`;
    const copy = (from: string, path: string) => this.#copy(from, path, `${place}/${path}`);
    const entries = [await copy(catalogDraft, CATALOG_FILE)];
    for (const file of [this.paths.state, this.paths.identities].filter((path) => existsSync(path))) {
      const draft = join(drafts, basename(file));
      copySqlite(file, draft);
      entries.push(await copy(draft, relative(this.paths.directory, file)));
    }
    if (existsSync(this.paths.siteKey)) {
      entries.push(await copy(this.paths.siteKey, relative(this.paths.directory, this.paths.siteKey)));
    }
    return entries;
  }

  report(snapshotId: number, entries: readonly BackupEntry[]): Omit<BackupReport, 'takenAt'> {
    return {
      snapshotId,
      fileCount: entries.length,
      byteCount: entries.reduce((sum, { byteCount }) => sum + byteCount, 0),
      copiedFileCount: this.#copiedFiles,
      copiedByteCount: this.#copiedBytes,
    };
  }

  async #copy(from: string, path: string, file: string): Promise<BackupEntry> {
    const copied = await copyDurably(from, join(this.folder, file));
    this.#copiedFiles++;
    this.#copiedBytes += copied.byteCount;
    return { path, file, ...copied };
  }
}

/** Bytes of a file; null where there is none. */
function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

function isSame(known: BackupEntry, byteCount: number, sha256: string | null): boolean {
  return known.byteCount === byteCount && (sha256 === null || known.sha256 === sha256);
}

function copySqlite(from: string, to: string): void {
  const database = new Database(from);
  try {
    database.exec('PRAGMA busy_timeout = 30000');
    database.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`);
  } finally {
    database.close();
  }
}

/** Files that only the former backup needed. */
async function removeOthers(
  folder: string,
  entries: readonly BackupEntry[],
  earlier: BackupManifest | null,
): Promise<void> {
  const needed = new Set(entries.map(({ file }) => file));
  for (const { file } of earlier?.files ?? [])
    if (!needed.has(file)) await rm(join(folder, file), { force: true });
  const places = new Set(entries.map(({ file }) => file.split('/')[0]));
  const others = (await readdir(folder)).filter((name) => name.startsWith(APPLICATION) && !places.has(name));
  for (const name of others) await rm(join(folder, name), { recursive: true, force: true });
}
