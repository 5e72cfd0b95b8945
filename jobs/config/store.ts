import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
  closeSync,
  fsyncSync,
} from 'node:fs';
import { join } from 'node:path';
import { IDENTITY_FILE } from '../../warehouse/index.js';
import { openState, type State } from '../../warehouse/state/state.js';
import { requireNoInterruptedRestore } from '../backup/interrupted-restore.js';
import { CommandError, EXIT } from '../cli/exit-codes.js';
import { makeFolder } from '../make-folder.js';
import { requireNothingLost } from './lost-files.js';

/** Where the parts of a data directory stand. */
export interface StorePaths {
  readonly directory: string;
  readonly lake: string;
  /** Users, sessions, settings, runs: the application's own state. */
  readonly state: string;
  readonly temporary: string;
  /** Files that people asked for and may fetch. */
  readonly exports: string;
  readonly siteKey: string;
  /** What the site keeps of patients: names, IDs, birth dates; there only where something is kept. */
  readonly identities: string;
}

export function storePaths(directory: string): StorePaths {
  return {
    directory,
    lake: join(directory, 'lake'),
    state: join(directory, 'state.db'),
    temporary: join(directory, 'tmp'),
    exports: join(directory, 'exports'),
    siteKey: join(directory, 'site.key'),
    identities: join(directory, IDENTITY_FILE),
  };
}

/**
 * Makes the folders of a data directory where they are missing.
 * @throws CommandError where an interrupted restore left no store there, or none can be made.
 */
export function ensureStore(paths: StorePaths): void {
  requireNoInterruptedRestore(paths.directory);
  makeFolder(paths.directory);
  mkdirSync(paths.lake, { recursive: true });
  mkdirSync(paths.temporary, { recursive: true });
}

/**
 * Opens the application's own state, made where the store is new.
 * @throws CommandError where it was lost.
 */
export function openSiteState(paths: StorePaths): State {
  requireNothingLost(paths);
  return openState(paths.state);
}

const KEY_LENGTH = 32;

/**
 * The secret that pseudonyms and hashed accession numbers are made with. Made once, readable by the owner only, and
 * outside the lake; without it, pseudonyms of later imports would not match.
 * @throws CommandError where it was lost or damaged.
 */
export function siteKey(paths: StorePaths): Uint8Array {
  requireNothingLost(paths);
  if (!existsSync(paths.siteKey)) makeSiteKey(paths.siteKey);
  const key = Buffer.from(readFileSync(paths.siteKey, 'utf8').trim(), 'hex');
  if (key.length !== KEY_LENGTH)
    throw new CommandError(
      EXIT.unavailable,
      `${paths.siteKey} does not hold a key of ${KEY_LENGTH} bytes. No study was made with it: remove it, and a new one is made.`,
    );
  return key;
}

/**
 * Written whole under another name and linked into place, so that of two processes one wins and neither reads half;
 * copied there on a file system without hard links.
 */
export function makeSiteKey(path: string): void {
  const draft = `${path}.${process.pid}.draft`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, `${randomBytes(KEY_LENGTH).toString('hex')}\n`);
  fsyncSync(file);
  closeSync(file);
  try {
    try {
      linkSync(draft, path);
    } catch {
      copyFileSync(draft, path, constants.COPYFILE_EXCL);
    }
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
