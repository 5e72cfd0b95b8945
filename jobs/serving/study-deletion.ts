import {
  deleteStudies,
  markStudies,
  restoreStudies,
  type StudyActionRequest,
} from '../../pipeline/run/study-actions.js';
import type { Actions } from '../../reports/actions.js';
import { decideHeld } from '../../pipeline/run/held-objects.js';
import type { Lake } from '../../warehouse/lake/lake.js';

/** What the pages ask for of studies and held objects: the same acts, with the same marks, as on the command line. */
export function studyDeletion(
  lake: Lake,
  siteKey: Uint8Array,
): Pick<Actions, 'deleteStudy' | 'deleteStudies' | 'markStudies' | 'restoreStudy' | 'decideHeld'> {
  const request = (
    studyIds: readonly string[],
    actor: string,
    reason: string | null,
  ): StudyActionRequest => ({
    studyIds,
    actor,
    reason,
    now: new Date().toISOString().replace('Z', ''),
  });
  const deleted = async (studyIds: readonly string[], by: string, reason: string): Promise<number> => {
    const { done } = await deleteStudies(lake, request(studyIds, by, reason), siteKey);
    return done.length;
  };
  return {
    deleteStudies: deleted,
    deleteStudy: async (studyId, by, reason) => (await deleted([studyId], by, reason)) > 0,
    markStudies: async (studyIds, mark, by, reason) => {
      const { done } = await markStudies(lake, request(studyIds, by, reason), mark);
      return done.length;
    },
    restoreStudy: async (studyId, by) => {
      const { done } = await restoreStudies(lake, request([studyId], by, null));
      return done.length > 0;
    },
    decideHeld: async (decision, { dropFolder, path }, by) => {
      const { files, studyIds, purged } = await decideHeld(lake, decision, {
        isChosen: (file) => file.dropFolder === dropFolder && file.path === path,
        actor: by,
        now: new Date().toISOString().replace('Z', ''),
      });
      return { files: files.length, studyIds, purged };
    },
  };
}
