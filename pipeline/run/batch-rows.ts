import type { KnownFile, UidEntry } from '../../warehouse/lake/lake.js';
import type { Outcome, SourceDocument, SourceObject } from '../../warehouse/tables/index.js';
import type { DigestedObject } from '../document/digest.js';
import { READERS_FINGERPRINT } from '../extract/readers.js';
import { eventUids } from './affected-studies.js';
import type { DigestedFile } from './batch.js';
import type { DeletionVerdict } from './deleted-studies.js';

export type ImportedObject = Extract<DigestedObject, { outcome: 'imported' }>;

/** What becomes of a file; `unchanged` is one whose bytes were dealt with before, under the same path. */
export interface FileOutcome {
  readonly file: DigestedFile;
  readonly outcome: Outcome | 'unchanged';
  readonly reason: string | null;
  /** Whether a duplicate of the same SOP instance UID states other doses than the object that stands. */
  readonly statesOtherDose?: boolean;
  /** Whether it lost its SOP instance UID to an object of other content: the lake does not hold what it says. */
  readonly lostItsUid?: boolean;
  readonly held?: DeletionVerdict['held'];
}

/** On an object that lost its SOP instance UID to another of other doses. */
export const OTHER_DOSE_FINDING = {
  path: null,
  code: 'same_uid_other_dose',
  message: 'another object has the same SOP instance UID and states other doses; that one stands',
} as const;

/** The row that keeps what an object says. */
export function sourceDocument({ extraction, identity, kept, sha256 }: ImportedObject): SourceDocument {
  return {
    sop_instance_uid: extraction.sopInstanceUid,
    sop_class_uid: extraction.sopClassUid,
    study_instance_uid: extraction.studyInstanceUid,
    sha256,
    study_date: extraction.study.study_date,
    extractor: extraction.extractor,
    extractor_version: extraction.extractorVersion,
    content: kept.content,
    content_byte_count: kept.byteCount,
    patient_pseudonym: identity.patientPseudonym,
    accession_number: identity.accessionNumber,
    accession_number_kept: identity.accessionNumberKept,
    patient_age_days: identity.patientAgeDays,
    patient_age_years: identity.patientAgeYears,
    birth_date_problem: identity.birthDateProblem,
    not_patient_patterns: identity.notPatientPatterns,
    texts_with_identity: identity.textsWithIdentity,
    identity_is_known: identity.patientPseudonym !== null,
  };
}

/** The row of a file that was handled. */
export function sourceObject(
  { file, outcome, reason, statesOtherDose = false, held }: FileOutcome,
  context: { readonly runId: string; readonly now: string },
): SourceObject {
  const { sighting, object } = file;
  const extraction = object.outcome === 'imported' ? object.extraction : null;
  const findings = [...(extraction?.findings ?? []), ...(statesOtherDose ? [OTHER_DOSE_FINDING] : [])];
  return {
    sha256: object.sha256,
    path: sighting.path,
    sop_instance_uid: object.sopInstanceUid,
    sop_class_uid: object.sopClassUid,
    study_instance_uid: object.studyInstanceUid,
    modality: object.modality,
    byte_count: object.byteCount,
    outcome,
    reason,
    extractor: extraction?.extractor ?? null,
    extractor_version: extraction?.extractorVersion ?? null,
    quirks: extraction && extraction.quirks.length > 0 ? extraction.quirks : null,
    findings: findings.length > 0 ? findings : null,
    run_id: context.runId,
    ingested_at: context.now,
    drop_folder: sighting.dropFolder,
    deleted_study_id: held?.studyId ?? null,
    uid_hashes: held?.uidHashes ?? null,
  };
}

/** Not read again while it is unchanged; where readers refused it, until there are others. */
export function knownFile(handled: FileOutcome, earlier: KnownFile | undefined): KnownFile {
  const { object, sighting } = handled.file;
  const { dropFolder, path, byteCount, modifiedAtMs } = sighting;
  return {
    dropFolder,
    path,
    byteCount,
    modifiedAtMs,
    sha256: object.sha256,
    outcome: handled.outcome === 'unchanged' ? (earlier?.outcome ?? 'imported') : handled.outcome,
    ...(isReadersVerdict(handled) ? { readers: READERS_FINGERPRINT } : {}),
  };
}

/** Whether other readers could come to another outcome. What is no DICOM file never becomes one. */
function isReadersVerdict({ outcome, reason }: FileOutcome): boolean {
  if (outcome === 'quarantined') return true;
  const isRefused = outcome === 'not_dose' || outcome === 'unchanged';
  return isRefused && reason !== null && reason !== 'not_dicom';
}

/** What the index is to know of an object. */
export function uidEntries({ extraction }: Pick<ImportedObject, 'extraction'>): UidEntry[] {
  const { studyInstanceUid } = extraction;
  const studyDate = extraction.study.study_date;
  const entry = (kind: UidEntry['kind'], uid: string): UidEntry => ({
    kind,
    uid,
    studyInstanceUid,
    studyDate,
  });
  return [
    entry('study', studyInstanceUid),
    entry('sop', extraction.sopInstanceUid),
    ...[...eventUids(extraction)].map((uid) => entry('event', uid)),
  ];
}
