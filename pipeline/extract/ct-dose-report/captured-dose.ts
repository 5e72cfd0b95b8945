import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { ImageDocument } from '../image/image-document.js';
import { RowReader } from '../row-reader.js';

export const COMPUTED_TOMOGRAPHY = {
  value: 'P5-08000',
  scheme: 'SRT',
  meaning: 'Computed Tomography X-Ray',
};

/**
 * What a capture accumulates, as far as every maker states it: the number of exposures and a comment. Its total DLP, of
 * all phantoms, is the caller's, with the place where it stands.
 */
export function startAccumulated(
  { study, dataSet, device }: ImageDocument,
  eventCount: number,
  path: string,
): RowReader<'accumulated_doses'> {
  const total = new RowReader(study.reading, 'accumulated_doses', 0);
  total.set('part_kind', 'phantom', { path, raw: '' });
  total.set('part', 'all', { path, raw: '' });
  const stated = dataSet.binaryNumbers(TAG.TotalNumberOfExposures, 'US')[0] ?? null;
  total.set('event_count_reported', stated, {
    path: showTag(TAG.TotalNumberOfExposures),
    raw: String(stated),
  });
  total.attribute('comment', dataSet, TAG.CommentsOnRadiationDose);
  total.row.scope = study.row.scope_of_accumulation;
  total.row.device_id = device.device_id;
  total.row.event_count = eventCount;
  if (stated !== null && stated !== eventCount) {
    const message = `the capture states ${stated} events and holds ${eventCount}`;
    study.reading.finding('event_count_differs', null, message);
  }
  return total;
}
