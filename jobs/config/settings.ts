import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isWithin, type AfterImportPolicy } from '../../pipeline/run/after-import.js';
import type { KeptIdentity, NotPatientPatterns } from '../../warehouse/tables/index.js';
import { afterImportOf } from './after-import-setting.js';
import { readConfigFile } from './config-file.js';
import { dropFoldersOf, type DropFolderSetting } from './drop-folders-setting.js';
import { ConfigurationError, text, wholeNumber, yesOrNo } from './field-values.js';
import { statedIdentity } from './identity-setting.js';
import { notPatientOf } from './not-patient-setting.js';
import { statedIn, type Stated } from './setting-names.js';

/** Everything that can be set, fully defaulted. Flag before `DOSE_*` environment before `dose.config.json`. */
export interface Settings {
  readonly dataDirectory: string;
  /** Whether this is the demo store, with synthetic data. */
  readonly isDemo: boolean;
  readonly dropFolders: readonly DropFolderSetting[];
  readonly host: string;
  readonly port: number;
  /** Cron expression of the nightly ingest, in UTC. */
  readonly schedule: string;
  /** Threads that read files. */
  readonly workerCount: number;
  /** Files that changed more recently than this are looked at again before they are read. */
  readonly settleMs: number;
  /** What the configuration says of how identity is kept; the rest is as administrators set it on the pages. */
  readonly identity: Partial<KeptIdentity>;
  /** What becomes of a file once what it says is in the lake, for the kinds that the configuration names; the same holds. */
  readonly afterImport: Partial<AfterImportPolicy>;
  /** Lists of patterns that tell test objects from patients, where the configuration gives them; the same holds. */
  readonly notPatient: Partial<NotPatientPatterns>;
  /** Memory of DuckDB for a statement of `dose sql`. */
  readonly memoryLimitMb: number;
  /** Whether what is committed is published as Delta Lake at once. */
  readonly publish: boolean;
  /** Files of the certificate and its key, PEM: pages are then served over HTTPS. Null: plain HTTP. */
  readonly tls: TlsFiles | null;
  /** Whether a proxy in front of the server ends HTTPS; what it says of the client is then believed. */
  readonly isBehindProxy: boolean;
}

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface SettingSources {
  /** Where relative paths and `dose.config.json` are looked for. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flags: { readonly data?: string | undefined; readonly port?: number | undefined };
}

/** Reads the settings from all their sources. Throws `ConfigurationError` naming the field and what to do. */
export function readSettings({ directory, environment, flags }: SettingSources): Settings {
  const stated = statedIn(environment, readConfigFile(directory));
  const dropFolders = dropFoldersOf(stated('dropFolders'), directory);
  return {
    ...dataOf(flags.data ?? text('data', stated('data'), null), dropFolders, directory),
    dropFolders,
    schedule: text('schedule', stated('schedule'), '30 1 * * *'),
    afterImport: afterImportOf(stated('afterImport'), directory, dropFolders),
    host: text('host', stated('host'), '127.0.0.1'),
    port: wholeNumber('port', flags.port ?? stated('port'), { fallback: 4600, least: 0, greatest: 65535 }),
    tls: tlsOf(stated, directory),
    isBehindProxy: yesOrNo('behindProxy', stated('behindProxy'), false),
    identity: statedIdentity(stated),
    notPatient: notPatientOf(stated('notPatient')),
    publish: yesOrNo('publish', stated('publish'), false),
    workerCount: wholeNumber('workers', stated('workers'), {
      fallback: defaultWorkers(),
      least: 1,
      greatest: 64,
    }),
    memoryLimitMb: wholeNumber('memoryLimitMb', stated('memoryLimitMb'), {
      fallback: 1024,
      least: 128,
      greatest: 1_048_576,
    }),
    settleMs: wholeNumber('settleMs', stated('settleMs'), { fallback: 2000, least: 0, greatest: 3_600_000 }),
  };
}

/** Where the store is; refuses a place where none can be. */
function dataOf(
  named: string | null,
  dropFolders: readonly DropFolderSetting[],
  directory: string,
): Pick<Settings, 'dataDirectory' | 'isDemo'> {
  const data = dataDirectoryOf(named, dropFolders.length > 0, directory);
  requireFolder(data.dataDirectory);
  requireOutside(dropFolders, data.dataDirectory);
  return data;
}

function tlsOf(stated: Stated, directory: string): TlsFiles | null {
  const certificate = text('tlsCertificate', stated('tlsCertificate'), null);
  const key = text('tlsKey', stated('tlsKey'), null);
  if (certificate === null && key === null) return null;
  if (certificate === null || key === null) {
    throw new ConfigurationError('tlsCertificate and tlsKey belong together: name both files or none');
  }
  const files = { certificate: resolve(directory, certificate), key: resolve(directory, key) };
  for (const [field, file] of Object.entries({ tlsCertificate: files.certificate, tlsKey: files.key })) {
    if (!existsSync(file)) throw new ConfigurationError(`${field}: there is no file ${file}`);
  }
  return files;
}

/** Two read as fast as one thread can assemble and commit; each more takes some 70 MB. */
function defaultWorkers(): number {
  return Math.min(availableParallelism(), 2);
}

/** `data/store`; `data/demo` while no drop folder is configured and no store was ever made. */
function dataDirectoryOf(
  named: string | null,
  hasDropFolders: boolean,
  directory: string,
): Pick<Settings, 'dataDirectory' | 'isDemo'> {
  if (named !== null) return { dataDirectory: resolve(directory, named), isDemo: false };
  const store = join(directory, 'data', 'store');
  if (hasDropFolders || existsSync(store)) return { dataDirectory: store, isDemo: false };
  return { dataDirectory: join(directory, 'data', 'demo'), isDemo: true };
}

/** Refuses a data directory that is a file, or would lie below one. */
function requireFolder(dataDirectory: string): void {
  let path = dataDirectory;
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  if (existsSync(path) && !statSync(path).isDirectory())
    throw new ConfigurationError(`data: ${path} is a file; name a folder for ${dataDirectory}`);
}

/** Refuses a store that would be searched for objects itself. */
function requireOutside(dropFolders: readonly DropFolderSetting[], dataDirectory: string): void {
  const around = dropFolders.find(({ path }) => isWithin(path, dataDirectory));
  if (around)
    throw new ConfigurationError(
      `data: ${dataDirectory} may not lie in the drop folder ${around.path}; move one of them`,
    );
}
