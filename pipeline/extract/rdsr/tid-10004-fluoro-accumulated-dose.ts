import {
  ACQUISITION_DOSE_AREA_PRODUCT_TOTAL,
  ACQUISITION_DOSE_RP_TOTAL,
  FLUORO_DOSE_AREA_PRODUCT_TOTAL,
  FLUORO_DOSE_RP_TOTAL,
  TOTAL_ACQUISITION_TIME,
  TOTAL_FLUORO_TIME,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** Fluoroscopy and acquisition shares of the dose of a plane (TID 10004; rows IMP-234…IMP-237, Q17, Q18). */
export function readFluoroAccumulatedDose(row: RowReader<'accumulated_doses'>, container: ContentItem): void {
  row.number('kap_fluoro_gy_cm2', container, FLUORO_DOSE_AREA_PRODUCT_TOTAL, 'Gy.m2');
  row.number('dose_rp_fluoro_mgy', container, FLUORO_DOSE_RP_TOTAL, 'Gy');
  row.number('fluoro_time_s', container, TOTAL_FLUORO_TIME, 's');
  row.number('kap_acquisition_gy_cm2', container, ACQUISITION_DOSE_AREA_PRODUCT_TOTAL, 'Gy.m2');
  row.number('dose_rp_acquisition_mgy', container, ACQUISITION_DOSE_RP_TOTAL, 'Gy');
  row.number('acquisition_time_s', container, TOTAL_ACQUISITION_TIME, 's');
}
