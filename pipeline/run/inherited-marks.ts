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
  const known = new Set(before.map(({ study_id: id }) => id));
  const divided = new Set(before.map(({ study_instance_uid: uid }) => uid));
  const joining = after.filter((row) => !known.has(row.study_id) && divided.has(row.study_instance_uid));
  if (joining.length === 0) return [];
  const marks = latestMarks(await base.rowsOf('study_actions'));
  return joining
    .filter(({ study_id: id }) => !marks.has(id!))
    .flatMap(({ study_id, study_instance_uid: uid }) => {
      const said = before
        .filter((row) => row.study_instance_uid === uid)
        .flatMap((row) => marks.get(row.study_id!) ?? []);
      return said.length === 0 ? [] : [{ ...said.reduce(later), study_id }];
    });
}

function later(one: StudyAction, other: StudyAction): StudyAction {
  return (other.acted_at ?? '') > (one.acted_at ?? '') ? other : one;
}
