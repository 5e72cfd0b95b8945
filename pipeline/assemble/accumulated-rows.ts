import type { AccumulatedDose } from '../../warehouse/tables/index.js';
import type { StudyDocument } from './study-document.js';
import type { StudyPart } from './study-part.js';

/** What each report accumulated, superseded ones included and marked; a part that a report repeats is numbered. */
export function accumulatedRows(part: StudyPart, superseded: ReadonlySet<StudyDocument>): AccumulatedDose[] {
  return part.documents.flatMap((document) => {
    const { extraction } = document;
    const occurrences = new Map<string, number>();
    return extraction.accumulatedDoses.map((row) => {
      const name = row.part ?? 'all';
      const occurrence = (occurrences.get(name) ?? 0) + 1;
      occurrences.set(name, occurrence);
      return {
        ...row,
        study_id: part.studyId,
        report_sop_instance_uid: extraction.sopInstanceUid,
        part: occurrence === 1 ? name : `${name}_${occurrence}`,
        device_id: row.device_id ?? extraction.device.device_id,
        is_current: !superseded.has(document),
        content_at_local: row.content_at_local ?? extraction.contentAtLocal,
      };
    });
  });
}
