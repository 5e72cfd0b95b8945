import type { AccumulatedDose, CtEvent } from '../../../warehouse/tables/index.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor } from '../extraction.js';
import { imageExtraction, type ImageDocument } from '../image/image-document.js';
import { RowReader } from '../row-reader.js';
import { readIrradiationSpan } from './irradiation-span.js';

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

/** What a capture of a CT's dose page gives: its exposures, and their total. */
export function captureExtraction(
  extractor: Extractor,
  document: ImageDocument,
  ctEvents: readonly CtEvent[],
  total: AccumulatedDose,
): Extraction {
  readIrradiationSpan(document.study.row, ctEvents);
  return imageExtraction(extractor, document, {
    kind: 'capture',
    content: 'CT',
    ctEvents,
    accumulatedDoses: [total],
  });
}
