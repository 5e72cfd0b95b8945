import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import type { SourceDocument, Study } from '../../warehouse/tables/index.js';
import type { StudyDocument } from '../assemble/study-document.js';
import { documentAgain } from './stored-document.js';

/** A study that a batch touches: what the lake keeps of it and what the batch brings. */
export interface AffectedStudy {
  readonly studyInstanceUid: string;
  readonly documents: StudyDocument[];
  /** Event UIDs of the study that stand in another study too. */
  readonly sharedEventUids: Set<string>;
}

export interface AffectedStudies {
  readonly byUid: ReadonlyMap<string, AffectedStudy>;
  /** Rows of these studies that stand in the lake now. */
  readonly storedStudies: readonly Study[];
  readonly storedDocuments: ReadonlyMap<string, SourceDocument>;
}

/**
 * Every study that fresh documents bear on, with all its documents: those that they belong to, and those that share an
 * irradiation event UID with them, which get a finding on either side.
 */
export async function affectedStudies(
  base: BaseSnapshot,
  fresh: readonly StudyDocument[],
): Promise<AffectedStudies> {
  const byUid = new Map<string, AffectedStudy>();
  for (const document of fresh) studyIn(byUid, document.extraction.studyInstanceUid).documents.push(document);
  const studiesByEvent = await studiesOfEvents(base, fresh);
  for (const [event, studies] of studiesByEvent) {
    if (studies.size < 2) continue;
    for (const uid of studies) studyIn(byUid, uid).sharedEventUids.add(event);
  }
  const known = await base.lookUp('study', [...byUid.keys()]);
  const knownUids = [...known.keys()];
  await base.requireSoundStudies(knownUids);
  const [storedStudies, storedRows] = await Promise.all([
    knownUids.length > 0 ? base.studiesByUid(knownUids) : [],
    knownUids.length > 0 ? base.documentsOfStudies(knownUids) : [],
  ]);
  const storedDocuments = new Map<string, SourceDocument>();
  const stored: StudyDocument[] = [];
  const patients = base.identitiesOfObjects(digestsOf(storedRows));
  for (const row of storedRows) {
    if (row.sop_instance_uid !== null) storedDocuments.set(row.sop_instance_uid, row);
    const document = documentAgain(row, undefined, patients.get(row.sha256 ?? ''));
    if (document) stored.push(document);
  }
  for (const document of stored)
    studyIn(byUid, document.extraction.studyInstanceUid).documents.push(document);
  // What stored objects share with studies that the batch leaves alone stays a finding.
  for (const [event, studies] of await studiesOfEvents(base, stored)) {
    if (studies.size < 2) continue;
    for (const uid of studies) byUid.get(uid)?.sharedEventUids.add(event);
  }
  return { byUid, storedStudies, storedDocuments };
}

/** The digests of the files that kept documents came from. */
export function digestsOf(documents: readonly SourceDocument[]): string[] {
  return documents.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]));
}

function studyIn(byUid: Map<string, AffectedStudy>, studyInstanceUid: string): AffectedStudy {
  let study = byUid.get(studyInstanceUid);
  if (!study) {
    study = { studyInstanceUid, documents: [], sharedEventUids: new Set() };
    byUid.set(studyInstanceUid, study);
  }
  return study;
}

/** The studies in which each event of the fresh documents stands, in the batch and in the lake. */
export async function studiesOfEvents(
  base: BaseSnapshot,
  fresh: readonly StudyDocument[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const studies = new Map<string, Set<string>>();
  for (const { extraction } of fresh) {
    for (const uid of eventUids(extraction)) {
      const known = studies.get(uid);
      if (known) known.add(extraction.studyInstanceUid);
      else studies.set(uid, new Set([extraction.studyInstanceUid]));
    }
  }
  for (const [uid, entries] of await base.lookUp('event', [...studies.keys()])) {
    for (const entry of entries) studies.get(uid)?.add(entry.studyInstanceUid);
  }
  return studies;
}

/** Irradiation event UIDs that a document states. */
export function eventUids({ ctEvents, projectionEvents }: StudyDocument['extraction']): Set<string> {
  const uids = new Set<string>();
  for (const event of [...ctEvents, ...projectionEvents]) {
    if (event.irradiation_event_uid !== null) uids.add(event.irradiation_event_uid);
  }
  return uids;
}
