import { openSqlite } from './catalog/database.js';
import { forgetOpenings } from './catalog/openings.js';
import { allSnapshots, recordedParts, type RecordedPart } from './catalog/snapshots.js';
import { textLiteral } from '../engine/column-types.js';
import type { DoseLake } from './open-lake.js';

/** A catalog as of one moment, with the files that it needs kept in place until `release`. */
export interface CatalogCopy {
  readonly snapshotId: number;
  /** Parts that some readable snapshot of the copy needs. */
  readonly parts: readonly RecordedPart[];
  release(): void;
}

/**
 * Copies the catalog of a store in use to a file that is not there yet. Readers and writers are left out of the copy,
 * and so are parts that only expired snapshots had.
 */
export function copyCatalog(lake: DoseLake, file: string): CatalogCopy {
  const readable = lake.snapshots().filter(({ isExpired }) => !isExpired);
  const pins = readable.flatMap(({ id }) => pinned(lake, id));
  const release = (): void => pins.forEach((pin) => pin.release());
  try {
    lake.context.sqlite.exec(`VACUUM INTO ${textLiteral(file)}`);
    return { ...tidied(file), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** A snapshot may expire between being listed and being held; it is then expired in the copy too. */
function pinned(lake: DoseLake, snapshotId: number): ReturnType<DoseLake['pin']>[] {
  try {
    return [lake.pin(snapshotId)];
  } catch {
    return [];
  }
}

function tidied(file: string): Omit<CatalogCopy, 'release'> {
  const sqlite = openSqlite(file);
  try {
    sqlite.exec('DELETE FROM pins');
    forgetOpenings(sqlite);
    sqlite.exec('UPDATE leases SET owner = NULL');
    const readable = allSnapshots(sqlite).filter(({ isExpired }) => !isExpired);
    const isNeeded = ({ addedIn, removedIn }: RecordedPart): boolean =>
      readable.some(({ id }) => addedIn <= id && (removedIn === null || id < removedIn));
    const recorded = recordedParts(sqlite);
    sqlite.transaction(() => {
      for (const part of recorded)
        if (!isNeeded(part)) sqlite.run('DELETE FROM parts WHERE file = ?', part.file);
    });
    sqlite.exec('PRAGMA journal_mode = DELETE');
    return { snapshotId: readable.at(-1)?.id ?? 0, parts: recorded.filter(isNeeded) };
  } finally {
    sqlite.close();
  }
}
