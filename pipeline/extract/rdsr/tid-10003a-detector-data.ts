import { DEVIATION_INDEX, EXPOSURE_INDEX, TARGET_EXPOSURE_INDEX } from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** Exposure, target exposure and deviation index of the detector (TID 10003A; rows IMP-220…IMP-222). */
export function readDetectorData(event: RowReader<'projection_events'>, item: ContentItem): void {
  event.number('exposure_index', item, EXPOSURE_INDEX);
  event.number('target_exposure_index', item, TARGET_EXPOSURE_INDEX);
  event.number('deviation_index', item, DEVIATION_INDEX);
}
