import type { Target } from '../section.js';

const SOURCE = 'irradeventxraysourcedata[]';
const DETECTOR = 'irradeventxraydetectordata[]';
const DISTANCE = 'irradeventxraymechanicaldata[].doserelateddistancemeasurements[]';

/** What only image headers state of a projection event. */
export const IMAGE_EVENT_TARGETS: Readonly<Record<string, Target | string>> = {
  percent_fibroglandular_tissue: 'percent_fibroglandular',
  [`${DETECTOR}.relative_xray_exposure`]: 'relative_xray_exposure',
  [`${DETECTOR}.relative_exposure_unit`]: 'relative_xray_exposure_unit',
  [`${DETECTOR}.sensitivity`]: { column: 'detector_sensitivity', decimals: 7 },
  [`${SOURCE}.exposure_control_mode`]: 'exposure_control_mode',
  [`${SOURCE}.grid_focal_distance`]: 'grid_focal_distance_mm',
  [`${DISTANCE}.distance_source_to_entrance_surface`]: 'source_to_patient_mm',
  [`${DISTANCE}.radiological_thickness`]: 'radiological_thickness_mm',
};
