import { studyCondition } from '../filters/compile.js';
import type { Filter } from '../filters/filter.js';
import { Binding } from '../filters/sql.js';
import { ask, type Asking } from '../snapshots.js';

/** Ids of the studies that a filter finds, at most so many and one more, so that too many can be told. */
export async function matchingIds(asking: Asking, filter: Filter, most: number): Promise<readonly string[]> {
  const binding = new Binding();
  const condition = studyCondition(filter, 's', binding, asking.context);
  const rows = await ask(
    asking,
    `SELECT s.study_id FROM studies s WHERE ${condition} ORDER BY s.study_id LIMIT ${binding.bind(most + 1)}`,
    binding.values,
  );
  return rows.map((row) => String(row['study_id']));
}
