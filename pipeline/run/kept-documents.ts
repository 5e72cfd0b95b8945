import { isDeepStrictEqual } from 'node:util';
import type { BaseSnapshot, IdentityChange } from '../../warehouse/lake/lake.js';
import type { ObjectIdentity, PatientIdentity, Rows, SourceDocument } from '../../warehouse/tables/index.js';
import type { StudyDocument } from '../assemble/study-document.js';

/** Kept documents, and what is kept of their patients outside the lake, by the digest of the file. */
export interface KeptDocuments {
  readonly rows: readonly SourceDocument[];
  readonly patients: ReadonlyMap<string, ObjectIdentity>;
}

/** Gives kept documents other facts of identity; what it knows nothing better of stays as it is. */
export type Revise = (base: BaseSnapshot, kept: KeptDocuments) => Promise<KeptDocuments>;

interface AssembledAgain {
  readonly documents: readonly StudyDocument[];
  readonly before: Rows;
  readonly patients: readonly PatientIdentity[];
}

/** What changes of identities when studies were assembled again from revised documents; null for nothing. */
export function identityChangeOf(
  base: BaseSnapshot,
  studies: readonly AssembledAgain[],
  kept: KeptDocuments,
  revised: KeptDocuments,
): IdentityChange | null {
  const digests = studies.flatMap(({ documents }) => documents.map(({ sha256 }) => sha256));
  const objects = digests
    .map((sha256) => revised.patients.get(sha256))
    .filter((object) => object !== undefined)
    .filter((object) => !isDeepStrictEqual(object, kept.patients.get(object.sha256)));
  const idsBefore = studies.flatMap(({ before }) => (before.studies ?? []).map((row) => row.study_id!));
  const before = new Map(base.identitiesOfStudies(idsBefore).map((row) => [row.study_id!, row]));
  const after = new Map(studies.flatMap(({ patients }) => patients).map((row) => [row.study_id!, row]));
  const isSame = (id: string): boolean => isDeepStrictEqual(before.get(id), after.get(id));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((id) => !isSame(id));
  if (objects.length + changed.length === 0) return null;
  return {
    objects,
    studies: changed.flatMap((id) => after.get(id) ?? []),
    removeStudies: changed.filter((id) => before.has(id)),
  };
}
