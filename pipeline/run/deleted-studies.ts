import type { StudyDocument } from '../assemble/study-document.js';
import { eventsOf, type DeletionMarks } from './deletion-marks.js';

/** What becomes of an object because of a deletion. */
export interface DeletionVerdict {
  readonly outcome: 'deleted' | 'held';
  readonly reason:
    'study_deleted' | 'study_erased' | 'new_event_of_deleted_study' | 'new_object_of_deleted_study';
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
  const marked = events.filter((names) => names.some((uid) => marks.holds({ kind: 'event', uid })));
  if (!isOfDeletedStudy && !isKnownObject && marked.length === 0) return null;
  if (!isOfDeletedStudy && (await isLive())) return null;
  if (isErasedObject(sopInstanceUid, events, marks)) return ERASED;
  if (events.length > marked.length) return { outcome: 'held', reason: 'new_event_of_deleted_study' };
  return events.length > 0 || isKnownObject
    ? { outcome: 'deleted', reason: 'study_deleted' }
    : { outcome: 'held', reason: 'new_object_of_deleted_study' };
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

function standsInDeletedStudy({ extraction }: StudyDocument, marks: DeletionMarks): boolean {
  const { studyInstanceUid: uid, content, device } = extraction;
  return [null, device.device_id].some((deviceId) =>
    marks.holds({ kind: 'content', uid, content, deviceId }),
  );
}
