import { deleteStudies, restoreStudies } from '../../pipeline/run/study-actions.js';
import type { Actions } from '../../reports/actions.js';
import type { Lake } from '../../warehouse/lake/lake.js';

/** Deletion and restore as the pages ask for them: the same act, with the same marks, as on the command line. */
export function studyDeletion(
  lake: Lake,
  siteKey: Uint8Array,
): Pick<Actions, 'deleteStudy' | 'restoreStudy'> {
  const request = (studyId: string, actor: string, reason: string | null) => ({
    studyIds: [studyId],
    actor,
    reason,
    now: new Date().toISOString().replace('Z', ''),
  });
  return {
    deleteStudy: async (studyId, by, reason) => {
      const { done } = await deleteStudies(lake, request(studyId, by, reason), siteKey);
      return done.length > 0;
    },
    restoreStudy: async (studyId, by) => {
      const { done } = await restoreStudies(lake, request(studyId, by, null));
      return done.length > 0;
    },
  };
}
