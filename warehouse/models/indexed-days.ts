import { objectsAreIndexed } from '../lake/catalog/schema.js';
import { findInIndex } from '../lake/catalog/uid-index.js';
import type { LakeContext } from '../lake/context.js';
import type { Extent } from '../lake/parts/part.js';
import { datesOfStudies } from './views.js';

/** The columns by whose values the index finds rows, with what it calls them. */
const INDEXED = {
  study_id: 'study_id',
  study_instance_uid: 'study_row',
  irradiation_event_uid: 'event',
} as const;
export type IndexedColumn = keyof typeof INDEXED;
export const INDEXED_COLUMNS = Object.keys(INDEXED) as readonly IndexedColumn[];
/** What studies are given by. */
export type StudyKey = Exclude<IndexedColumn, 'irradiation_event_uid'>;

/** Study dates; null for undated studies. */
export type Days = NonNullable<Extent['days']>;

/** The study dates of which alone there are rows with one of these values in a column. */
export function daysWith(context: LakeContext, column: IndexedColumn, values: readonly string[]): Days {
  return datesOfStudies(context, findInIndex(context.sqlite, context.indexKey, INDEXED[column], values));
}

/** The days of ingest of the objects of studies; null where the index does not tell. */
export function daysOfObjects(
  { sqlite, indexKey }: LakeContext,
  by: StudyKey,
  keys: readonly string[],
): Days | null {
  if (by === 'study_id' || !objectsAreIndexed(sqlite)) return null;
  const hits = findInIndex(sqlite, indexKey, 'object_of_study', keys);
  return [...hits.values()].flatMap((found) => found.map(({ studyDate }) => studyDate));
}
