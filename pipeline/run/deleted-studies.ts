import type { StudyDocument } from '../assemble/study-document.js';
import { eventsOf, marksOf, type DeletionMarks, type Mark } from './deletion-marks.js';

/** What becomes of an object because of a deletion. */
export interface DeletionVerdict {
  readonly outcome: 'deleted' | 'held';
  readonly reason:
    | 'study_deleted'
    | 'study_erased'
    | 'new_event_of_deleted_study'
    | 'new_object_of_deleted_study'
    | 'deleted_event_without_uid';
  /** Of a held object: the study that it belongs to, and keyed hashes of what it holds. */
  readonly held?: { readonly studyId: string | null; readonly uidHashes: readonly string[] };
}

/**
 * Judges an object against what deleted studies held, whatever its bytes. One with only marked events is of a deleted
 * study; one that brings a new event is held for a decision. An object without events is known by its SOP instance
 * UID. An object of another study that is live is not touched, though an event of it stood in a deleted one too;
 * `isLive` is asked only where it matters. What comes of an erased study is never held: nothing is kept of it.
 */
export async function deletionVerdict(
  document: StudyDocument,
  marks: DeletionMarks,
  isLive: () => Promise<boolean>,
): Promise<DeletionVerdict | null> {
  const { sopInstanceUid, studyInstanceUid } = document.extraction;
  if (marks.isErased({ kind: 'study', uid: studyInstanceUid })) return ERASED;
  const isOfDeletedStudy = standsInDeletedStudy(document, marks);
  const isKnownObject = marks.holds({ kind: 'sop', uid: sopInstanceUid });
  const events = eventsOf(document);
  const ofLeftOut = leftOutVerdict(document, events, marks);
  if (ofLeftOut) return ofLeftOut;
  const marked = events.filter((names) => names.some((uid) => marks.holds({ kind: 'event', uid })));
  if (!isOfDeletedStudy && !isKnownObject && marked.length === 0) return null;
  if (!isOfDeletedStudy && (await isLive())) return null;
  if (isErasedObject(sopInstanceUid, events, marks)) return ERASED;
  if (events.length > marked.length) return held(document, marks, 'new_event_of_deleted_study');
  return events.length > 0 || isKnownObject
    ? { outcome: 'deleted', reason: 'study_deleted' }
    : held(document, marks, 'new_object_of_deleted_study');
}

/** An object that holds nothing but what was deleted when new events of its study came in. */
function leftOutVerdict(
  { extraction }: StudyDocument,
  events: readonly (readonly string[])[],
  marks: DeletionMarks,
): DeletionVerdict | null {
  if (!marks.leavesEventsOut) return null;
  const known = events.filter((names) => names.some((uid) => marks.isLeftOut({ kind: 'event', uid })));
  const isKnown = events.length === 0 && marks.isLeftOut({ kind: 'sop', uid: extraction.sopInstanceUid });
  if (isKnown || (events.length > 0 && known.length === events.length))
    return { outcome: 'deleted', reason: 'study_deleted' };
  // It can be left out of the object only by its UID.
  return known.some((names) => names.length < 2)
    ? { outcome: 'held', reason: 'deleted_event_without_uid' }
    : null;
}

function held(
  document: StudyDocument,
  marks: DeletionMarks,
  reason: DeletionVerdict['reason'],
): DeletionVerdict {
  const ofObject = marksOf(document);
  const studyId = marks.deletedStudyOf([...contentMarks(document), ...ofObject]);
  return { outcome: 'held', reason, held: { studyId, uidHashes: marks.hashesOf(ofObject) } };
}

const ERASED: DeletionVerdict = { outcome: 'deleted', reason: 'study_erased' };

/** An object of an erased study that comes under another study UID. */
function isErasedObject(
  sopInstanceUid: string,
  events: readonly (readonly string[])[],
  marks: DeletionMarks,
): boolean {
  if (marks.isErased({ kind: 'sop', uid: sopInstanceUid })) return true;
  const areErased = events.map((names) => names.some((uid) => marks.isErased({ kind: 'event', uid })));
  return areErased.length > 0 && areErased.every(Boolean);
}

function standsInDeletedStudy(document: StudyDocument, marks: DeletionMarks): boolean {
  return contentMarks(document).some((mark) => marks.holds(mark));
}

function contentMarks({ extraction }: StudyDocument): Mark[] {
  const { studyInstanceUid: uid, content, device } = extraction;
  return [null, device.device_id].map((deviceId): Mark => ({ kind: 'content', uid, content, deviceId }));
}
