import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isWithin, type AfterImportPolicy } from '../../pipeline/run/after-import.js';
import type { KeptIdentity, NotPatientPatterns } from '../../warehouse/tables/index.js';
import { afterImportOf } from './after-import-setting.js';
import { ConfigurationError, isRecord } from './field-values.js';
import { IDENTITY_SETTINGS, statedIdentity } from './identity-setting.js';
import { notPatientOf } from './not-patient-setting.js';

/** A folder that scanners drop objects into. */
export interface DropFolderSetting {
  readonly name: string;
  readonly path: string;
  /** Issuer of patient IDs of this feed, where its objects do not tell. */
  readonly issuer: string | null;
}

/** Everything that can be set, fully defaulted. Flag before `DOSE_*` environment before `dose.config.json`. */
export interface Settings {
  readonly dataDirectory: string;
  /** Whether this is the demo store, with synthetic data. */
  readonly isDemo: boolean;
  readonly dropFolders: readonly DropFolderSetting[];
  readonly host: string;
  readonly port: number;
  /** Cron expression of the nightly ingest, in the time zone of the machine. */
  readonly schedule: string;
  readonly workerCount: number;
  readonly settleMs: number;
  /** What the configuration says of how identity is kept; the rest is as administrators set it on the pages. */
  readonly identity: Partial<KeptIdentity>;
  /** What becomes of a file once what it says is in the lake, for the kinds that the configuration names; the same holds. */
  readonly afterImport: Partial<AfterImportPolicy>;
  /** Lists of patterns that tell test objects from patients, where the configuration gives them; the same holds. */
  readonly notPatient: Partial<NotPatientPatterns>;
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

const CONFIG_FILE = 'dose.config.json';
const KNOWN_FIELDS = [
  'data',
  'dropFolders',
  'host',
  'port',
  'schedule',
  'workers',
  'settleMs',
  ...Object.values(IDENTITY_SETTINGS).map(([field]) => field),
  'memoryLimitMb',
  'afterImport',
  'notPatient',
  'tlsCertificate',
  'tlsKey',
  'behindProxy',
  'publish',
];

/** Reads the settings from all their sources. Throws `ConfigurationError` naming the field and what to do. */
export function readSettings(sources: SettingSources): Settings {
  const file = readConfigFile(sources.directory);
  const value = (field: string, variable: string): unknown => sources.environment[variable] ?? file[field];
  const dropFolders = dropFoldersOf(value('dropFolders', 'DOSE_DROP_FOLDERS'), sources.directory);
  const stated = sources.flags.data ?? text('data', value('data', 'DOSE_DATA'), null);
  const { dataDirectory, isDemo } = dataDirectoryOf(stated, dropFolders.length > 0, sources.directory);
  requireFolder(dataDirectory);
  requireOutside(dropFolders, dataDirectory);
  return {
    dataDirectory,
    isDemo,
    dropFolders,
    host: text('host', value('host', 'DOSE_HOST'), '127.0.0.1')!,
    port: whole('port', sources.flags.port ?? value('port', 'DOSE_PORT'), 4600, 0, 65535),
    schedule: text('schedule', value('schedule', 'DOSE_SCHEDULE'), '30 1 * * *')!,
    workerCount: whole('workers', value('workers', 'DOSE_WORKERS'), defaultWorkers(), 1, 64),
    settleMs: whole('settleMs', value('settleMs', 'DOSE_SETTLE_MS'), 2000, 0, 3_600_000),
    identity: statedIdentity(value),
    afterImport: afterImportOf(file['afterImport'], sources.directory, dropFolders),
    notPatient: notPatientOf(file['notPatient']),
    memoryLimitMb: whole(
      'memoryLimitMb',
      value('memoryLimitMb', 'DOSE_MEMORY_LIMIT_MB'),
      1024,
      128,
      1_048_576,
    ),
    tls: tlsOf(
      text('tlsCertificate', value('tlsCertificate', 'DOSE_TLS_CERTIFICATE'), null),
      text('tlsKey', value('tlsKey', 'DOSE_TLS_KEY'), null),
      sources.directory,
    ),
    isBehindProxy: yesOrNo('behindProxy', value('behindProxy', 'DOSE_BEHIND_PROXY'), false),
    publish: yesOrNo('publish', value('publish', 'DOSE_PUBLISH'), false),
  };
}

function tlsOf(certificate: string | null, key: string | null, directory: string): TlsFiles | null {
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
  stated: string | null,
  hasDropFolders: boolean,
  directory: string,
): Pick<Settings, 'dataDirectory' | 'isDemo'> {
  if (stated !== null) return { dataDirectory: resolve(directory, stated), isDemo: false };
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

function readConfigFile(directory: string): Readonly<Record<string, unknown>> {
  const path = join(directory, CONFIG_FILE);
  if (!existsSync(path)) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      `${CONFIG_FILE} is not JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
  if (!isRecord(parsed)) throw new ConfigurationError(`${CONFIG_FILE} must hold an object of settings`);
  const unknown = Object.keys(parsed).find((field) => !KNOWN_FIELDS.includes(field));
  if (unknown) {
    throw new ConfigurationError(
      `${CONFIG_FILE}: no setting is called "${unknown}"; there are ${KNOWN_FIELDS.join(', ')}`,
    );
  }
  return parsed;
}

/** A list in the file; in the environment, paths separated by the path separator of the system. */
function dropFoldersOf(value: unknown, directory: string): DropFolderSetting[] {
  if (value === undefined || value === '') return [];
  const list: unknown =
    typeof value === 'string' ? value.split(process.platform === 'win32' ? ';' : ':') : value;
  if (!Array.isArray(list)) throw new ConfigurationError('dropFolders must be a list of paths');
  const folders = list.map((entry: unknown, index) => dropFolderOf(entry, index, directory));
  requireNames(folders);
  return folders;
}

/** Files are known by the name of their drop folder: two of one name would hide each other's. */
function requireNames(folders: readonly DropFolderSetting[]): void {
  for (const [index, { name, path }] of folders.entries()) {
    const other = folders.slice(0, index).find((folder) => folder.name === name);
    if (other)
      throw new ConfigurationError(
        `dropFolders: ${other.path} and ${path} are both named "${name}"; give each a name of its own`,
      );
  }
}

function dropFolderOf(entry: unknown, index: number, directory: string): DropFolderSetting {
  const folder = typeof entry === 'string' ? { path: entry } : entry;
  if (!isRecord(folder) || typeof folder['path'] !== 'string' || folder['path'] === '') {
    throw new ConfigurationError(`dropFolders[${index}] must be a path, or an object with a path`);
  }
  const path = isAbsolute(folder['path']) ? folder['path'] : resolve(directory, folder['path']);
  return {
    path,
    name: text(`dropFolders[${index}].name`, folder['name'], path)!,
    issuer: text(`dropFolders[${index}].issuer`, folder['issuer'], null),
  };
}

function text(field: string, value: unknown, fallback: string | null): string | null {
  if (value === undefined || value === '') return fallback;
  if (typeof value === 'string') return value;
  throw new ConfigurationError(`${field} must be text`);
}

function whole(field: string, value: unknown, fallback: number, least: number, greatest: number): number {
  if (value === undefined || value === '') return fallback;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= greatest)
    return number;
  throw new ConfigurationError(`${field} must be a whole number from ${least} to ${greatest}`);
}

function yesOrNo(field: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined || value === '') return fallback;
  if (value === true || value === 'true' || value === '1') return true;
  if (value === false || value === 'false' || value === '0') return false;
  throw new ConfigurationError(`${field} must be true or false`);
}
