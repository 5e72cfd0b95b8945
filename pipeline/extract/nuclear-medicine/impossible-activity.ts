import { dropImpossible } from '../image/attribute-numbers.js';
import { isPlausibleActivity } from '../quirks/activity-unit-of-pet-and-nm.js';
import type { RowReader } from '../row-reader.js';

/**
 * Takes back an activity that nobody can have been given. Who gives nothing gives no radiopharmaceutical: 0 stands where
 * nobody entered the activity, and is no finding.
 */
export function dropImpossibleActivity(row: RowReader<'nm_administrations'>, path: string): void {
  dropImpossible(row, ['administered_activity_mbq']);
  const activity_mbq = row.row.administered_activity_mbq;
  if (activity_mbq === null || isPlausibleActivity(activity_mbq)) return;
  row.row.administered_activity_mbq = null;
  row.reading.finding(
    'value_impossible',
    path,
    `administered_activity_mbq: ${activity_mbq} MBq cannot have been administered; left out`,
  );
}
