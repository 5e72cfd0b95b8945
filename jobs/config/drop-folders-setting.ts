import { resolve } from 'node:path';
import { ConfigurationError, isRecord, requireKnown, text } from './field-values.js';

/** A folder that scanners drop objects into. */
export interface DropFolderSetting {
  readonly name: string;
  readonly path: string;
  /** Issuer of patient IDs of this feed, where its objects do not tell. */
  readonly issuer: string | null;
}

const FIELDS = ['path', 'name', 'issuer'] as const satisfies readonly (keyof DropFolderSetting)[];

/**
 * `dropFolders`: a list of paths, or of objects with a path, in the file; in the environment, paths separated by the path
 * separator of the system.
 */
export function dropFoldersOf(value: unknown, directory: string): DropFolderSetting[] {
  if (value === undefined || value === '') return [];
  const list: unknown =
    typeof value === 'string' ? value.split(process.platform === 'win32' ? ';' : ':') : value;
  if (!Array.isArray(list)) throw new ConfigurationError('dropFolders must be a list of paths');
  const folders = list.map((entry: unknown, index) => dropFolderOf(entry, index, directory));
  requireNames(folders);
  return folders;
}

function dropFolderOf(entry: unknown, index: number, directory: string): DropFolderSetting {
  const where = `dropFolders[${index}]`;
  const folder = typeof entry === 'string' ? { path: entry } : entry;
  if (!isRecord(folder) || typeof folder['path'] !== 'string' || folder['path'] === '') {
    throw new ConfigurationError(`${where} must be a path, or an object with a path`);
  }
  requireKnown(folder, FIELDS, where, 'field');
  const path = resolve(directory, folder['path']);
  return {
    path,
    name: text(`${where}.name`, folder['name'], path),
    issuer: text(`${where}.issuer`, folder['issuer'], null),
  };
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
