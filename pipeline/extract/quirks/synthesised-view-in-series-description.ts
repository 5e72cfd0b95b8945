import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';

/**
 * Mammograms that were computed from a tomosynthesis before the standard had a word for them in Image Type are known by
 * the description of their series only: `L CC C-View`. They repeat the dose of their sweep.
 */
export const SYNTHESISED_VIEW_IN_SERIES_DESCRIPTION = 'synthesised-view-in-series-description';

/** What makers call them: Hologic, Fujifilm and IMS Giotto; GE; Siemens and Hologic. */
const NAMES = /\b([CSG]-?view|V-?preview|(insight|intelligent) ?2D|synthe(tic|sized|sised)\b)/i;

export function isDescribedAsSynthesised(dataSet: DataSet): boolean {
  const isDerived = dataSet.firstText(TAG.ImageType)?.toUpperCase() === 'DERIVED';
  return isDerived && NAMES.test(dataSet.text(TAG.SeriesDescription) ?? '');
}
