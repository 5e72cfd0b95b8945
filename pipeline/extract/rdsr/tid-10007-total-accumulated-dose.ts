import {
  DOSE_AREA_PRODUCT,
  DOSE_AREA_PRODUCT_TOTAL,
  DOSE_RP,
  DOSE_RP_TOTAL,
  TOTAL_NUMBER_OF_RADIOGRAPHIC_FRAMES,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/**
 * Total dose and frames of a plane (TID 10007; rows IMP-238, IMP-239, IMP-244). What a maker accumulates under the
 * concepts of an event is a total too; those of totals count.
 */
export function readTotalAccumulatedDose(row: RowReader<'accumulated_doses'>, container: ContentItem): void {
  row.number('kap_total_gy_cm2', container, DOSE_AREA_PRODUCT, 'Gy.m2');
  row.number('dose_rp_total_mgy', container, DOSE_RP, 'Gy');
  row.number('kap_total_gy_cm2', container, DOSE_AREA_PRODUCT_TOTAL, 'Gy.m2');
  row.number('dose_rp_total_mgy', container, DOSE_RP_TOTAL, 'Gy');
  row.number('frame_count', container, TOTAL_NUMBER_OF_RADIOGRAPHIC_FRAMES, '1');
}
