import { code, type Section, type Target } from '../section.js';

const PLANE = 'projectionxrayradiationdose[].accumxraydose[]';

function accumulated(template: string): Record<string, Target | string> {
  return {
    [`${template}.dose_area_product_total`]: { column: 'kap_total_gy_cm2', shift: -4, decimals: 12 },
    [`${template}.dose_rp_total`]: { column: 'dose_rp_total_mgy', shift: -3, decimals: 12 },
    [`${template}.fluoro_dose_area_product_total`]: { column: 'kap_fluoro_gy_cm2', shift: -4, decimals: 12 },
    [`${template}.fluoro_dose_rp_total`]: { column: 'dose_rp_fluoro_mgy', shift: -3, decimals: 12 },
    [`${template}.total_fluoro_time`]: { column: 'fluoro_time_s', decimals: 2 },
    [`${template}.acquisition_dose_area_product_total`]: {
      column: 'kap_acquisition_gy_cm2',
      shift: -4,
      decimals: 12,
    },
    [`${template}.acquisition_dose_rp_total`]: { column: 'dose_rp_acquisition_mgy', shift: -3, decimals: 12 },
    [`${template}.total_acquisition_time`]: 'acquisition_time_s',
    [`${template}.total_number_of_radiographic_frames`]: 'frame_count',
    [`${template}.reference_point_definition`]: 'reference_point_definition_text',
    ...code(
      `${template}.reference_point_definition_code`,
      'reference_point_definition_text',
      'reference_point_definition_code',
    ),
  };
}

/** Accumulated dose of a plane. */
export const plane: Section = {
  table: 'accumulated_doses',
  prefix: PLANE,
  row: 'plane',
  targets: {
    ...code('acquisition_plane', 'part_meaning', 'part_code'),
    ...accumulated('accumprojxraydose[]'),
    ...accumulated('accumintegratedprojradiogdose[]'),
    'calibration[].calibration_date': 'calibration_date',
    'calibration[].calibration_factor': 'calibration_factor',
    'calibration[].calibration_uncertainty': 'calibration_uncertainty_percent',
    'calibration[].calibration_responsible_party': 'calibration_responsible_party',
    ...code(
      'calibration[].dose_measurement_device',
      'dose_measurement_device',
      'dose_measurement_device_code',
    ),
  },
};

/** Accumulated dose of a breast. */
export const breast: Section = {
  table: 'accumulated_doses',
  prefix: `${PLANE}.accummammographyxraydose[]`,
  row: 'breast',
  targets: {
    accumulated_average_glandular_dose: 'agd_mgy',
    ...code('laterality', 'part_meaning', 'part_code'),
  },
};
