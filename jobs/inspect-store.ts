import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join, relative } from 'node:path';
import Database from 'libsql';
import {
  CATALOG_FILE,
  inspectLake,
  NOTHING_SEEN,
  type LakeInspection,
  type StoreFinding,
} from '../warehouse/index.js';
import { isNewer } from '../warehouse/state/database.js';
import { DEFAULT_KEPT, PATIENT_FIELDS, type KeptIdentity } from '../warehouse/tables/index.js';
import { inBytes } from './cli/quantities.js';
import { HELD_IN, isDamagedKey, isMissingOrEmpty, lostFiles } from './config/lost-files.js';
import type { StorePaths } from './config/store.js';
import { openErasures } from './erasure/journal.js';

/** Below so much free space the next nights may fail. */
const LOW_SPACE_BYTES = 2_000_000_000;

/** Everything that can be seen to be wrong with a data directory: lake, state, identities, key, permissions and disk. */
export async function inspectStore(
  paths: StorePaths,
  options: Parameters<typeof inspectLake>[1] & { readonly fixedIdentity?: Partial<KeptIdentity> },
): Promise<LakeInspection> {
  const denied = deniedFindings(paths);
  // Of files that may not be read nothing can be told, least of all that they are damaged.
  if (denied.length > 0) return { ...NOTHING_SEEN, findings: [...denied, ...(await diskFindings(paths))] };
  const lake = await inspectLake(paths.directory, options);
  const findings = [
    ...lake.findings,
    ...(await erasureFindings(paths)),
    ...(await diskFindings(paths)),
    ...lostFindings(paths),
    ...stateFindings(paths),
    ...identityFindings(paths, lake.partCount > 0, options.fixedIdentity ?? {}),
    ...keyFindings(paths),
  ];
  return { ...lake, findings };
}

async function erasureFindings(paths: StorePaths): Promise<StoreFinding[]> {
  const count = (await openErasures(paths.directory)).length;
  if (count === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'erasure_unfinished',
      subject: nameOf(paths, paths.directory),
      message: `${count} erasures were begun and are not finished; their studies are hidden meanwhile`,
      advice: 'dose delete --erase finishes them, and so does the next ingest',
    },
  ];
}

function deniedFindings(paths: StorePaths): StoreFinding[] {
  const { directory, lake, state, identities, siteKey } = paths;
  const files = [directory, join(directory, CATALOG_FILE), lake, state, identities, siteKey];
  return files
    .filter((path) => existsSync(path))
    .flatMap((path) => {
      try {
        accessSync(path, constants.R_OK | constants.W_OK);
        return [];
      } catch (error) {
        const isMountedToRead = error instanceof Error && 'code' in error && error.code === 'EROFS';
        const message = isMountedToRead
          ? 'its file system is mounted for reading only'
          : 'this user may not read and write it';
        const advice = isMountedToRead
          ? 'mount it for writing; after an error of the disk, look at the log of the system first'
          : 'give it to the user that runs DoseLake (chown), or run as that user';
        return [{ severity: 'error', code: 'not_writable', subject: nameOf(paths, path), message, advice }];
      }
    });
}

async function diskFindings(paths: StorePaths): Promise<StoreFinding[]> {
  if (!existsSync(paths.directory)) return [];
  const { bavail, bsize } = await statfs(paths.directory);
  const free = bavail * bsize;
  if (free >= LOW_SPACE_BYTES) return [];
  return [
    {
      severity: free < LOW_SPACE_BYTES / 10 ? 'error' : 'warning',
      code: 'disk_nearly_full',
      subject: '.',
      message: `${inBytes(free)} are free on its disk`,
      advice:
        'make room: nothing is lost meanwhile, files wait in the drop folder; dose vacuum frees old parts',
    },
  ];
}

function lostFindings(paths: StorePaths): StoreFinding[] {
  const gone = lostFiles(paths).filter((file) => isMissingOrEmpty(paths[file]));
  return gone.map((file) => ({
    severity: 'error',
    code: file === 'state' ? 'state_missing' : 'site_key_missing',
    subject: nameOf(paths, paths[file]),
    message: `missing or empty, and with it ${HELD_IN[file]}; ingest and server refuse to begin it anew unasked`,
    advice: 'restore it from a backup (dose restore); without one, dose doctor --replace-lost begins it anew',
  }));
}

function stateFindings(paths: StorePaths): StoreFinding[] {
  if (!existsSync(paths.state)) return [];
  if (isNewer(paths.state)) {
    return [
      {
        severity: 'error',
        code: 'state_newer',
        subject: nameOf(paths, paths.state),
        message: 'it was written by a newer version of this program',
        advice: 'install the version that wrote it, or a later one',
      },
    ];
  }
  const damage = sqliteDamage(paths.state);
  if (damage === null) return [];
  return [
    {
      severity: 'error',
      code: 'state_damaged',
      subject: nameOf(paths, paths.state),
      message: `users, settings and the audit trail cannot be read: ${damage}`,
      advice:
        'restore it from a backup; without one, move it away, and dose doctor --replace-lost begins it anew',
    },
  ];
}

function identityFindings(
  paths: StorePaths,
  holdsStudies: boolean,
  fixed: Partial<KeptIdentity>,
): StoreFinding[] {
  if (isMissingOrEmpty(paths.identities))
    return holdsStudies && keepsPatients(paths, fixed) ? [identitiesMissing(paths)] : [];
  const about = { severity: 'error', subject: nameOf(paths, paths.identities) } as const;
  if ((statSync(paths.identities).mode & 0o077) !== 0) {
    const message = 'other users of this machine can read what is kept of patients';
    return [{ ...about, code: 'readable_by_others', message, advice: 'chmod 600 it' }];
  }
  const damage = sqliteDamage(paths.identities);
  if (damage === null) return [];
  const message = `what is kept of patients cannot be read: ${damage}`;
  const advice = 'restore it from a backup; moved away, dose identity apply reads it from original files';
  return [{ ...about, code: 'identities_damaged', message, advice }];
}

/** A site that has only just begun to keep them has none either. */
function identitiesMissing(paths: StorePaths): StoreFinding {
  return {
    severity: 'warning',
    code: 'identities_missing',
    subject: nameOf(paths, paths.identities),
    message: 'missing or empty, though the site keeps names, IDs or birth dates of patients',
    advice: 'copy it back from a backup; without one, dose identity apply reads it from original files',
  };
}

/** Whether the site keeps anything of patients, as far as its state can tell. */
function keepsPatients({ state }: StorePaths, fixed: Partial<KeptIdentity>): boolean {
  const keeps = { ...DEFAULT_KEPT, ...statedIdentity(state), ...fixed };
  return PATIENT_FIELDS.some((field) => keeps[field] !== 'drop');
}

function statedIdentity(state: string): Partial<KeptIdentity> {
  if (isMissingOrEmpty(state)) return {};
  try {
    const database = new Database(state, { readonly: true });
    try {
      const statement = database.prepare("SELECT value FROM settings WHERE name = 'identity'");
      const [row] = statement.all() as { value: string }[];
      return row === undefined ? {} : (JSON.parse(row.value) as KeptIdentity);
    } finally {
      database.close();
    }
  } catch {
    return {};
  }
}

function sqliteDamage(file: string): string | null {
  try {
    const database = new Database(file, { readonly: true });
    try {
      const [row] = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
      return row?.quick_check === 'ok' ? null : (row?.quick_check ?? 'no answer');
    } finally {
      database.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
}

function keyFindings(paths: StorePaths): StoreFinding[] {
  if (!existsSync(paths.siteKey)) return [];
  const about = { severity: 'error', subject: nameOf(paths, paths.siteKey) } as const;
  const { mode } = statSync(paths.siteKey);
  if ((mode & 0o077) !== 0) {
    const message = 'other users of this machine can read the site key';
    return [{ ...about, code: 'readable_by_others', message, advice: 'chmod 600 it' }];
  }
  if (!isDamagedKey(paths.siteKey)) return [];
  const message = 'the site key is damaged; ingest, server and backup refuse to go on without it';
  const advice =
    'restore it from a backup (dose restore); without one, dose doctor --replace-lost begins it anew';
  return [{ ...about, code: 'site_key_damaged', message, advice }];
}

function nameOf(paths: StorePaths, path: string): string {
  return relative(paths.directory, path) || '.';
}
