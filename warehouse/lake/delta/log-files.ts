import { randomUUID } from 'node:crypto';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failpoint } from '../failpoint.js';
import { sync } from '../parts/durable.js';

export const LOG_FOLDER = '_delta_log';
const LAST_CHECKPOINT = '_last_checkpoint';
const DRAFT_SUFFIX = '.draft';

const COMMIT = /^(\d{20})\.json$/;
const CHECKPOINT = /^(\d{20})\.checkpoint\.parquet$/;

/** Which versions a log has files of, in ascending order. */
export interface LogListing {
  readonly commits: readonly number[];
  readonly checkpoints: readonly number[];
  /** What an unfinished writer left. */
  readonly drafts: readonly string[];
}

function padded(version: number): string {
  return String(version).padStart(20, '0');
}

export function commitFile(logFolder: string, version: number): string {
  return join(logFolder, `${padded(version)}.json`);
}

export function checkpointFile(logFolder: string, version: number): string {
  return join(logFolder, `${padded(version)}.checkpoint.parquet`);
}

export function lastCheckpointFile(logFolder: string): string {
  return join(logFolder, LAST_CHECKPOINT);
}

/** A name beside the log's files that no reader looks at. */
export function draftFile(logFolder: string): string {
  return join(logFolder, `.${randomUUID()}${DRAFT_SUFFIX}`);
}

/** The files of a log; null where the table was never published. */
export async function listLog(logFolder: string): Promise<LogListing | null> {
  let names: string[];
  try {
    names = await readdir(logFolder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const versionsOf = (pattern: RegExp): number[] =>
    names
      .flatMap((name) => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  const drafts = names.filter((name) => name.endsWith(DRAFT_SUFFIX));
  return { commits: versionsOf(COMMIT), checkpoints: versionsOf(CHECKPOINT), drafts };
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes a version of the log, whole and durable, unless it is there already: false then. The finished file is linked
 * to its name, which fails where another writer was quicker and never replaces anything.
 * @throws NoHardLinksError
 */
export async function createCommit(
  logFolder: string,
  version: number,
  actions: readonly object[],
  makeLink = link,
): Promise<boolean> {
  const draft = draftFile(logFolder);
  try {
    await writeDurably(draft, actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
    failpoint('delta_commit_written');
    if (!(await linked(draft, commitFile(logFolder, version), makeLink))) return false;
  } finally {
    await rm(draft, { force: true });
  }
  await sync(logFolder);
  failpoint('delta_committed');
  return true;
}

/** The store lies where a file cannot have a second name, as on FAT, exFAT and some network shares. */
export class NoHardLinksError extends Error {
  override readonly name = 'NoHardLinksError';

  constructor(folder: string) {
    super(
      `The file system of ${folder} has no hard links, without which a published version could replace another; ` +
        'move the store to a file system that has them, or leave publication off',
    );
  }
}

const WITHOUT_HARD_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** False where the name is taken, or another publisher cleared the draft away because this one was silent for long. */
async function linked(draft: string, file: string, makeLink: typeof link): Promise<boolean> {
  try {
    await makeLink(draft, file);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['EEXIST', 'ENOENT'].includes(code)) return false;
    if (WITHOUT_HARD_LINKS.has(code)) throw new NoHardLinksError(dirname(file));
    throw error;
  }
}

/** Gives a finished draft the name of a file that may be replaced: a checkpoint, or the pointer to the last one. */
export async function replaceWith(draft: string, file: string, logFolder: string): Promise<void> {
  await sync(draft);
  await rename(draft, file);
  await sync(logFolder);
}

/** Replaces a small file of the log durably. */
export async function replaceText(logFolder: string, file: string, text: string): Promise<void> {
  const draft = draftFile(logFolder);
  try {
    await writeDurably(draft, text);
    await replaceWith(draft, file, logFolder);
  } finally {
    await rm(draft, { force: true });
  }
}
