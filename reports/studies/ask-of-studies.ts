import { extentOf, tablesWithin } from '../filters/extent.js';
import type { Filter } from '../filters/filter.js';
import type { Asking } from '../snapshots.js';

/** Asks the studies that are ready in memory where they answer, else the parts that can hold what the filter finds. */
export function askOfStudies<T>(
  asking: Asking,
  filter: Filter,
  usedIn: readonly string[],
  work: (from: string) => Promise<T>,
): Promise<T> {
  const extent = extentOf(asking, filter);
  const fromMemory = asking.snapshot.prepared.studies(extent, usedIn, work);
  return fromMemory ?? work(tablesWithin(asking, filter)('studies', usedIn));
}
