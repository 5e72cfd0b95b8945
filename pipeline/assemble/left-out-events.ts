import type { StudyDocument } from './study-document.js';

/** What a document says when events of it were deleted: nothing of these, and no totals, which would count them. */
export function withoutLeftOut(
  document: StudyDocument,
  isLeftOut: (eventUid: string) => boolean,
): StudyDocument {
  const { extraction } = document;
  const stays = ({
    irradiation_event_uid: uid,
  }: {
    readonly irradiation_event_uid: string | null;
  }): boolean => uid === null || !isLeftOut(uid);
  const ctEvents = extraction.ctEvents.filter(stays);
  const projectionEvents = extraction.projectionEvents.filter(stays);
  const count = ctEvents.length + projectionEvents.length;
  if (count === extraction.ctEvents.length + extraction.projectionEvents.length) return document;
  const finding = {
    path: null,
    code: 'deleted_events_left_out',
    message: 'events of this object were deleted: they are left out, and with them the totals that it states',
  };
  const findings = [...extraction.findings, finding];
  return {
    ...document,
    extraction: { ...extraction, ctEvents, projectionEvents, accumulatedDoses: [], findings },
  };
}
