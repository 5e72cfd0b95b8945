import { DETECTOR_TYPE } from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** Cassette-based radiography (TID 10006, row IMP-243); its frames are those of TID 10007. */
export function readCassetteAccumulatedDose(
  row: RowReader<'accumulated_doses'>,
  container: ContentItem,
): void {
  row.code({ meaning: 'detector_type', code: 'detector_type_code' }, container, DETECTOR_TYPE);
}
