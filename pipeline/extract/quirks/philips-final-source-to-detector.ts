import {
  DISTANCE_SOURCE_TO_DETECTOR,
  PHILIPS_FINAL_DISTANCE_SOURCE_TO_DETECTOR,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/**
 * Philips Allura Clarity leaves the distance from source to detector (113750) out of some events and states in all, under
 * a private code, the one at their end: that of the event itself, which counts before that of another.
 */
export function readFinalSourceToDetector(event: RowReader<'projection_events'>, item: ContentItem): void {
  if (item.child(DISTANCE_SOURCE_TO_DETECTOR) !== null) return;
  event.numberAboveZero('source_to_detector_mm', item, PHILIPS_FINAL_DISTANCE_SOURCE_TO_DETECTOR, 'mm');
  if (event.row.source_to_detector_mm !== null) event.reading.quirks.add('philips-final-source-to-detector');
}
