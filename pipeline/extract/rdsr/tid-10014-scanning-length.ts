import {
  BOTTOM_Z_OF_RECONSTRUCTABLE_VOLUME,
  BOTTOM_Z_OF_SCANNING_LENGTH,
  EXPOSED_RANGE,
  LENGTH_OF_RECONSTRUCTABLE_VOLUME,
  SCANNING_LENGTH,
  TOP_Z_OF_RECONSTRUCTABLE_VOLUME,
  TOP_Z_OF_SCANNING_LENGTH,
} from '../../dicom/concepts/ct.js';
import { FRAME_OF_REFERENCE_UID } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** Scanning length and Z locations of an event (TID 10014, row IMP-270). */
export function readScanningLength(event: RowReader<'ct_events'>, parameters: ContentItem): void {
  event.number('scanning_length_mm', parameters, SCANNING_LENGTH);
  event.number('reconstructable_volume_length_mm', parameters, LENGTH_OF_RECONSTRUCTABLE_VOLUME);
  event.number('exposed_range_mm', parameters, EXPOSED_RANGE);
  event.number('reconstructable_volume_top_mm', parameters, TOP_Z_OF_RECONSTRUCTABLE_VOLUME);
  event.number('reconstructable_volume_bottom_mm', parameters, BOTTOM_Z_OF_RECONSTRUCTABLE_VOLUME);
  event.number('scanning_length_top_mm', parameters, TOP_Z_OF_SCANNING_LENGTH);
  event.number('scanning_length_bottom_mm', parameters, BOTTOM_Z_OF_SCANNING_LENGTH);
  event.uid('frame_of_reference_uid', parameters, FRAME_OF_REFERENCE_UID);
}
