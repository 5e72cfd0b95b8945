import { statSync } from 'node:fs';
import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import type { ImportedObject } from './batch-rows.js';
import type { Digest } from './batch.js';
import type { Sighting } from './scan.js';

/** Where the files that objects came from may still be, and how they are read. */
export interface Originals {
  /** Where a file may lie now, the likeliest place first; none where its drop folder is not known any more. */
  readonly placesOf: (dropFolder: string, path: string) => readonly string[];
  /** Reads files under the settings of today. */
  readonly digest: Digest;
}

/** Why an object cannot be read again from its file. */
export type MissingOriginal =
  'drop_folder_not_configured' | 'file_gone' | 'file_changed' | 'file_unreadable' | 'document_refused';

export interface ReadOriginals {
  readonly found: ReadonlyMap<string, ImportedObject>;
  readonly missing: ReadonlyMap<string, MissingOriginal>;
}

/** Reads the files of objects again, by the digests of these; a file with other bytes now is not the original. */
export async function readOriginals(
  base: BaseSnapshot,
  digests: readonly string[],
  originals: Originals,
): Promise<ReadOriginals> {
  const found = new Map<string, ImportedObject>();
  const missing = new Map<string, MissingOriginal>();
  if (digests.length === 0) return { found, missing };
  const sightings = new Map<string, Sighting>();
  for (const { sha256, drop_folder: folder, path } of await base.objectsWithDigests(digests)) {
    if (sha256 === null || path === null || sightings.has(sha256)) continue;
    const places = originals.placesOf(folder ?? '', path);
    const sighting = places
      .map((place) => sightingAt(place, folder ?? '', path))
      .find((seen) => seen !== null);
    if (sighting) sightings.set(sha256, sighting);
    else missing.set(sha256, places.length === 0 ? 'drop_folder_not_configured' : 'file_gone');
  }
  const results = await originals.digest([...sightings.values()]);
  for (const [index, sha256] of [...sightings.keys()].entries()) {
    const object = results[index]!;
    missing.delete(sha256);
    if (object.outcome === 'unreadable') missing.set(sha256, 'file_unreadable');
    else if (object.sha256 !== sha256) missing.set(sha256, 'file_changed');
    else if (object.outcome !== 'imported') missing.set(sha256, 'document_refused');
    else found.set(sha256, object);
  }
  for (const sha256 of digests)
    if (!found.has(sha256) && !missing.has(sha256)) missing.set(sha256, 'file_gone');
  return { found, missing };
}

function sightingAt(absolutePath: string, dropFolder: string, path: string): Sighting | null {
  const stats = statSync(absolutePath, { throwIfNoEntry: false });
  if (!stats?.isFile()) return null;
  return { dropFolder, path, absolutePath, byteCount: stats.size, modifiedAtMs: stats.mtimeMs };
}
