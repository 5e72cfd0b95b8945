import type { ProjectionEvent } from '../../warehouse/tables/index.js';

/** One filter of a projection event, as an object states it. */
export type Filter = NonNullable<ProjectionEvent['filters']>[number];

/** A filter of which nothing is stated. */
export const NO_FILTER: Filter = {
  type: null,
  type_code: null,
  material: null,
  material_code: null,
  thickness_min_mm: null,
  thickness_max_mm: null,
};
