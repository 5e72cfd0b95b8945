import type { Json } from '../../api/types.js';

/** A main column of an event table; `b` is the same quantity of the second X-ray source, `below` a remark. */
export interface EventColumn {
  readonly column: string;
  readonly b?: string;
  readonly below?: string;
}

const of = (...columns: readonly string[]): EventColumn[] => columns.map((column) => ({ column }));

const CT: readonly EventColumn[] = [
  ...of('event_index', 'started_at_local'),
  { column: 'acquisition_protocol', below: 'comment' },
  ...of(
    'standard_name',
    'ct_acquisition_type',
    'ctdi_phantom',
    'ctdi_vol_mgy',
    'dlp_mgy_cm',
    'scanning_length_mm',
  ),
  { column: 'kvp_kv', b: 'kvp_b_kv' },
  { column: 'tube_current_ma', b: 'tube_current_b_ma' },
  { column: 'tube_current_max_ma', b: 'tube_current_max_b_ma' },
  { column: 'exposure_time_per_rotation_s', b: 'exposure_time_per_rotation_b_s' },
  ...of(
    'pitch_factor',
    'exposure_time_s',
    'nominal_single_collimation_width_mm',
    'nominal_total_collimation_width_mm',
    'xray_modulation_type',
  ),
];

const RF: readonly EventColumn[] = [
  ...of('event_index', 'started_at_local'),
  { column: 'acquisition_protocol', below: 'comment' },
  ...of(
    'event_type',
    'acquisition_plane',
    'pulse_rate_hz',
    'kap_gy_cm2',
    'dose_rp_mgy',
    'irradiation_duration_s',
  ),
  ...of(
    'exposure_time_ms',
    'kvp_kv',
    'tube_current_ma',
    'filters',
    'primary_angle_deg',
    'secondary_angle_deg',
  ),
  ...of('field_size_mm', 'source_to_detector_mm', 'patient_orientation'),
];

const MG: readonly EventColumn[] = [
  ...of('event_index', 'started_at_local', 'acquisition_protocol', 'laterality'),
  { column: 'image_view', below: 'image_view_modifiers' },
  ...of('agd_mgy', 'entrance_exposure_mgy', 'compression_thickness_mm', 'compression_force_n'),
  ...of('anode_target_material', 'filters', 'kvp_kv', 'tube_current_ma', 'exposure_time_ms', 'exposure_mas'),
  { column: 'exposure_control_mode', below: 'exposure_control_mode_description' },
];

const DX: readonly EventColumn[] = [
  ...of('event_index', 'started_at_local'),
  { column: 'acquisition_protocol', below: 'comment' },
  ...of('anatomical_structure', 'laterality', 'image_view', 'kap_gy_cm2', 'kvp_kv', 'exposure_mas'),
  ...of('tube_current_ma', 'exposure_time_ms', 'filters', 'source_to_detector_mm', 'grids'),
  ...of('exposure_index', 'target_exposure_index', 'deviation_index'),
  { column: 'relative_xray_exposure', below: 'relative_xray_exposure_unit' },
  ...of('exposure_control_mode'),
];

const NM: readonly EventColumn[] = [
  ...of('administration_index', 'started_at_local', 'stopped_at_local'),
  { column: 'radiopharmaceutical', below: 'comment' },
  ...of(
    'radionuclide',
    'half_life_s',
    'administered_activity_mbq',
    'route',
    'administration_site',
    'laterality',
  ),
  ...of('effective_dose_msv'),
];

/** The main columns of the events of a modality (rows UI-081, UI-085, UI-088, UI-089, UI-090). */
export const EVENT_COLUMNS: Readonly<Record<string, readonly EventColumn[]>> = { CT, RF, MG, DX, NM };

/** What a dose check states where a scan was to go beyond a configured value (TID 10015). */
const BEYOND = /_forward_estimate_|_reason_for_proceeding$/;

/** Whether an event went beyond its alert or notification value; that values are configured is no reason to warn. */
export function wentBeyondDoseCheck(check: Json | undefined): boolean {
  if (typeof check !== 'object' || check === null) return false;
  return Object.entries(check).some(([name, value]) => BEYOND.test(name) && value !== null && value !== '');
}

/** Columns that say which event it is, not how it was done; left out of the expanded row where shown already. */
export const HOUSEKEEPING = new Set(['study_id']);
