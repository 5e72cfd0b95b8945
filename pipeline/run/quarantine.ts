import type { Lake, SnapshotRef } from '../../warehouse/lake/lake.js';
import type { SourceObject } from '../../warehouse/tables/index.js';

/** Names a file of a drop folder. */
export interface FilePlace {
  readonly dropFolder: string;
  readonly path: string;
}

/**
 * Takes files out of quarantine for good: somebody decided that they are no dose objects. They are not read again
 * while they are unchanged; the files themselves are not touched.
 */
export async function dropQuarantined(
  lake: Lake,
  isChosen: (file: FilePlace) => boolean,
): Promise<{ readonly dropped: readonly FilePlace[]; readonly snapshot: SnapshotRef | null }> {
  let dropped: FilePlace[] = [];
  const snapshot = await lake.commit({ kind: 'overlay', runId: null }, async (base) => {
    const quarantined = await base.columnsOf('source_objects', ['sha256', 'drop_folder', 'path'], {
      column: 'outcome',
      values: ['quarantined'],
    });
    const chosen = quarantined.filter((row) => isChosen(placeOf(row)));
    dropped = chosen.map(placeOf);
    if (chosen.length === 0) return null;
    const digests = [...new Set(chosen.map(({ sha256 }) => sha256!))];
    const rows = await base.objectsWithDigests(digests);
    const known = await base.knownFilesAt(dropped);
    return {
      add: { source_objects: rows.map((row) => (isDropped(row, isChosen) ? droppedRow(row) : row)) },
      removeObjects: digests,
      files: known.map(({ readers: _readers, ...file }) => ({ ...file, outcome: 'not_dose' })),
    };
  });
  return { dropped, snapshot: dropped.length === 0 ? null : snapshot };
}

function placeOf(row: Pick<SourceObject, 'drop_folder' | 'path'>): FilePlace {
  return { dropFolder: row.drop_folder ?? '', path: row.path ?? '' };
}

function isDropped(row: SourceObject, isChosen: (file: FilePlace) => boolean): boolean {
  return row.outcome === 'quarantined' && isChosen(placeOf(row));
}

function droppedRow(row: SourceObject): SourceObject {
  return { ...row, outcome: 'not_dose', reason: `dropped_from_quarantine: ${row.reason ?? 'unknown'}` };
}
