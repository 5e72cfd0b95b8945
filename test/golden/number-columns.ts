/** Which column holds a number of an X-ray dose report, by concept: written from PS3.16, not from the extractors. */
export const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'DCM:111631': ['agd_mgy'],
  'DCM:111633': ['compression_thickness_mm'],
  'DCM:111634': ['half_value_layer_mm'],
  'DCM:111636': ['entrance_exposure_mgy'],
  'DCM:111637': ['agd_mgy'],
  'DCM:111638': ['patient_equivalent_thickness_mm'],
  'DCM:111647': ['compression_force_n'],
  'DCM:112011': ['primary_angle_deg'],
  'DCM:112012': ['secondary_angle_deg'],
  'DCM:113722': ['kap_total_gy_cm2'],
  'DCM:113725': ['dose_rp_total_mgy'],
  'DCM:113726': ['kap_fluoro_gy_cm2'],
  'DCM:113727': ['kap_acquisition_gy_cm2'],
  'DCM:113728': ['dose_rp_fluoro_mgy'],
  'DCM:113729': ['dose_rp_acquisition_mgy'],
  'DCM:113730': ['fluoro_time_s'],
  'DCM:113731': ['frame_count'],
  'DCM:113733': ['kvp_pulses_kv', 'kvp_kv', 'kvp_b_kv'],
  'DCM:113734': ['tube_current_pulses_ma', 'tube_current_ma', 'tube_current_b_ma'],
  'DCM:113735': ['exposure_time_ms'],
  'DCM:113736': ['exposure_pulses_mas'],
  'DCM:113737': ['source_to_reference_point_mm'],
  'DCM:113738': ['dose_rp_mgy'],
  'DCM:113739': ['primary_end_angle_deg'],
  'DCM:113740': ['secondary_end_angle_deg'],
  'DCM:113742': ['irradiation_duration_s'],
  'DCM:113748': ['source_to_isocenter_mm'],
  'DCM:113750': ['source_to_detector_mm'],
  'DCM:113751': ['table_longitudinal_mm'],
  'DCM:113752': ['table_lateral_mm'],
  'DCM:113753': ['table_height_mm'],
  'DCM:113754': ['table_head_tilt_deg'],
  'DCM:113755': ['table_horizontal_rotation_deg'],
  'DCM:113756': ['table_cradle_tilt_deg'],
  'DCM:113758': ['filters.thickness_min_mm'],
  'DCM:113763': ['calibration_uncertainty_percent'],
  'DCM:113766': ['focal_spot_size_mm'],
  'DCM:113767': ['tube_current_ma'],
  'DCM:113768': ['pulse_count'],
  'DCM:113770': ['column_angulation_deg'],
  'DCM:113773': ['filters.thickness_max_mm'],
  'DCM:113788': ['collimated_field_height_mm'],
  'DCM:113789': ['collimated_field_width_mm'],
  'DCM:113790': ['collimated_field_area_m2'],
  'DCM:113791': ['pulse_rate_hz'],
  'DCM:113793': ['pulse_width_pulses_ms'],
  'DCM:113812': ['event_count_reported'],
  'DCM:113813': ['dlp_total_mgy_cm'],
  'DCM:113823': ['xray_source_count'],
  'DCM:113824': ['exposure_time_s', 'exposure_time_ms'],
  'DCM:113825': ['scanning_length_mm'],
  'DCM:113826': ['nominal_single_collimation_width_mm'],
  'DCM:113827': ['nominal_total_collimation_width_mm'],
  'DCM:113828': ['pitch_factor'],
  'DCM:113830': ['ctdi_vol_mgy'],
  'DCM:113833': ['tube_current_max_ma', 'tube_current_max_b_ma'],
  'DCM:113834': ['exposure_time_per_rotation_s', 'exposure_time_per_rotation_b_s'],
  'DCM:113838': ['dlp_mgy_cm'],
  'DCM:113845': ['exposure_index'],
  'DCM:113846': ['target_exposure_index'],
  'DCM:113847': ['deviation_index'],
  'DCM:113855': ['acquisition_time_s'],
  'DCM:113893': ['reconstructable_volume_length_mm'],
  'DCM:113895': ['reconstructable_volume_top_mm'],
  'DCM:113896': ['reconstructable_volume_bottom_mm'],
  'DCM:113899': ['exposed_range_mm'],
  'DCM:113903': ['dose_check.dlp_alert_value_mgy_cm'],
  'DCM:113904': ['dose_check.ctdi_vol_alert_value_mgy'],
  'DCM:113905': ['dose_check.accumulated_dlp_forward_estimate_mgy_cm'],
  'DCM:113906': ['dose_check.accumulated_ctdi_vol_forward_estimate_mgy'],
  'DCM:113912': ['dose_check.ctdi_vol_notification_value_mgy'],
  'DCM:122130': ['kap_gy_cm2'],
  'DCM:122322': ['calibration_factor'],
  '99PHI-IXR-XPER:021': ['table_height_mm'],
};

const SHUTTER = 'the field that the four shutters leave open is in collimated_field_…';
const WEDGE = 'position of a wedge: bears on the picture, not on the dose';
const BEAM = 'position of the C-arm in the room, beside the angles of the template';
const FINAL = 'where the system came to rest after the event';

/** Numbers that no column holds, by concept, with the reason; they stay in the kept document. */
export const KEPT_ONLY: Readonly<Record<string, string>> = {
  '99PHI-IXR-XPER:001': 'height of the C-arm: geometry of the room',
  '99PHI-IXR-XPER:002': 'repeats the distance from source to isocentre of the events',
  '99PHI-IXR-XPER:003':
    'frames; the pulses of the template are beside it, and stand for it where they are missing',
  '99PHI-IXR-XPER:004': 'sub-images of a frame: bears on the picture',
  '99PHI-IXR-XPER:006': SHUTTER,
  '99PHI-IXR-XPER:007': SHUTTER,
  '99PHI-IXR-XPER:008': SHUTTER,
  '99PHI-IXR-XPER:009': SHUTTER,
  '99PHI-IXR-XPER:010': WEDGE,
  '99PHI-IXR-XPER:011': WEDGE,
  '99PHI-IXR-XPER:012': WEDGE,
  '99PHI-IXR-XPER:013': WEDGE,
  '99PHI-IXR-XPER:015': BEAM,
  '99PHI-IXR-XPER:016': BEAM,
  '99PHI-IXR-XPER:017': BEAM,
  '99PHI-IXR-XPER:018': FINAL,
  '99PHI-IXR-XPER:019': FINAL,
  '99PHI-IXR-XPER:020': FINAL,
  '99PHI-IXR-XPER:022': FINAL,
  '99PHI-IXR-XPER:024': 'size of the detector, not of the field',
  '99PHI-IXR-XPER:025': 'size of the detector, not of the field',
  '99PHI-IXR-XPER:026':
    'estimate of the system; the patient equivalent thickness of the template is beside it',
};

/** Numbers that are left out of their column on purpose (differences.md). */
const LEFT_OUT: readonly (readonly [column: RegExp, is: (value: number) => boolean])[] = [
  [/^source_to_|^compression_thickness/, (value) => value === 0],
  [/^collimated_field_/, (value) => value <= 0],
  // An area of 0 takes back the sides beside it, which the shutters then tell.
  [/^collimated_field_(height|width)/, (value) => value < 10],
  [/^exposure_time_s$/, (value) => value === 11_912],
];

export function isLeftOut(column: string, value: number): boolean {
  return LEFT_OUT.some(([columns, is]) => columns.test(column) && is(value));
}

/** Units of the corpus in the base units of each quantity. */
const SCALE: Readonly<Record<string, readonly [quantity: string, scale: number]>> = {
  'Gy.m2': ['kerma-area', 1e4],
  Gym2: ['kerma-area', 1e4],
  'dGy.cm2': ['kerma-area', 0.1],
  Gy: ['dose', 1000],
  mGy: ['dose', 1],
  'mGy.cm': ['dose-length', 1],
  mGycm: ['dose-length', 1],
  kV: ['voltage', 1],
  mA: ['current', 1],
  'uA.s': ['charge', 0.001],
  uAs: ['charge', 0.001],
  s: ['time', 1],
  ms: ['time', 0.001],
  mm: ['length', 1],
  m2: ['area', 1],
  N: ['force', 1],
  deg: ['angle', 1],
  '%': ['percent', 1],
  'pulse/s': ['frequency', 1],
  '{pulse}/s': ['frequency', 1],
};

const OF_COLUMN: readonly (readonly [suffix: RegExp, quantity: string, scale: number])[] = [
  [/_mgy_cm$/, 'dose-length', 1],
  [/_gy_cm2$/, 'kerma-area', 1],
  [/_mgy$/, 'dose', 1],
  [/_kv$/, 'voltage', 1],
  [/_mas$/, 'charge', 1],
  [/_ma$/, 'current', 1],
  [/_ms$/, 'time', 0.001],
  [/_s$/, 'time', 1],
  [/_mm$/, 'length', 1],
  [/_m2$/, 'area', 1],
  [/_n$/, 'force', 1],
  [/_deg$/, 'angle', 1],
  [/_percent$/, 'percent', 1],
  [/_hz$/, 'frequency', 1],
];

/**
 * What a number in a unit of the corpus is multiplied by to stand in a column; null where the column holds another
 * quantity. A number without a unit stands as it is.
 */
export function factorOf(unit: string, column: string): number | null {
  const [, quantity, scale] = OF_COLUMN.find(([suffix]) => suffix.test(column)) ?? [null, 'number', 1];
  const stated = SCALE[unit];
  if (stated === undefined) return 1;
  return stated[0] === quantity ? stated[1] / scale : null;
}
