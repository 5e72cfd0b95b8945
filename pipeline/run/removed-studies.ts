import type { BaseSnapshot, Change } from '../../warehouse/lake/lake.js';
import type { SourceObject } from '../../warehouse/tables/index.js';
import { documentsOfStudy, type ActedStudy } from './study-actions.js';

/**
 * The change that takes the rows and kept objects of deleted studies out of the newest snapshot. Their files stay on
 * record as those of deleted studies.
 */
export async function removalOf(
  base: BaseSnapshot,
  studies: readonly ActedStudy[],
): Promise<Change & { readonly removeObjects: readonly string[] }> {
  const documents = [];
  for (const study of studies) documents.push(...(await documentsOfStudy(base, study)));
  const digests = [...new Set(documents.map(({ sha256 }) => sha256))];
  const rows = digests.length > 0 ? await base.objectsWithDigests(digests) : [];
  const places = rows.map((row) => ({ dropFolder: row.drop_folder ?? '', path: row.path ?? '' }));
  const known = await base.knownFilesAt(places);
  return {
    add: { source_objects: rows.map(deletedObject) },
    removeStudies: studies.map(({ study_id: id }) => id!),
    removeDocuments: documents.map(({ extraction }) => extraction.sopInstanceUid),
    removeObjects: digests,
    identities: { removeObjects: digests, removeStudies: studies.map(({ study_id: id }) => id!) },
    files: known
      .filter(({ sha256 }) => digests.includes(sha256))
      .map((file) => ({ ...file, outcome: 'deleted' })),
  };
}

/** The record of a file that belongs to a deleted study. */
export function deletedObject(row: SourceObject): SourceObject {
  return { ...row, outcome: 'deleted', reason: 'study_deleted' };
}
