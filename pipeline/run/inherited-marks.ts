import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import type { Study, StudyAction } from '../../warehouse/tables/index.js';
import { latestMarks } from './study-actions.js';

type StudyKey = Pick<Study, 'study_id' | 'study_instance_uid'>;

/**
 * The marks by hand of rows that an examination did not have before. A study divides where radiographs join its
 * fluoroscopy, or nuclear medicine its CT; whether it is a patient's is said of all of it, so what was last said of
 * the rows that it had holds for the new ones.
 */
export async function inheritedMarks(
  base: BaseSnapshot,
  before: readonly StudyKey[],
  after: readonly StudyKey[],
): Promise<StudyAction[]> {
  const uidOf = new Map(before.map(({ study_id: id, study_instance_uid: uid }) => [id, uid]));
  const divided = new Set(uidOf.values());
  const joining = after.filter((row) => !uidOf.has(row.study_id) && divided.has(row.study_instance_uid));
  if (joining.length === 0) return [];
  const actions = await base.rowsOf('study_actions');
  const marked = latestMarks(actions);
  const saidOfAll = latestMarks(
    actions.flatMap((action) => {
      const uid = uidOf.get(action.study_id);
      return uid === undefined ? [] : [{ ...action, study_id: uid }];
    }),
  );
  return joining.flatMap(({ study_id: id, study_instance_uid: uid }) => {
    const said = marked.has(id!) ? undefined : saidOfAll.get(uid!);
    return said ? [{ ...said, study_id: id }] : [];
  });
}
