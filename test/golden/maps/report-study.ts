import { code, sameNames, type Section } from '../section.js';

/** Root of a dose report. */
export const report = (prefix: string): Section => ({
  table: 'studies',
  prefix,
  row: 'only',
  targets: {
    ...code('procedure_reported', 'procedure_reported', 'procedure_reported_code'),
    ...code('has_intent', 'has_intent', 'has_intent_code'),
    ...code('scope_of_accumulation', 'scope_of_accumulation', 'scope_of_accumulation_code'),
    ...code(
      'source_of_dose_information',
      'sources_of_dose_information[0].meaning',
      'sources_of_dose_information[0].value',
    ),
    ...code('acquisition_device_type_cid', 'acquisition_device_type', 'acquisition_device_type_code'),
    'xray_detector_data_available.meaning': { column: 'detector_data_available', as: 'yes_no' },
    'xray_source_data_available.meaning': { column: 'source_data_available', as: 'yes_no' },
    'xray_mechanical_data_available.meaning': { column: 'mechanical_data_available', as: 'yes_no' },
    start_of_xray_irradiation: 'irradiation_started_at_local',
    end_of_xray_irradiation: 'irradiation_ended_at_local',
    comment: 'comment',
  },
});

/** Observer of a dose report. */
export const observer = (prefix: string): Section => ({
  table: 'studies',
  prefix: `${prefix}.observercontext[]`,
  row: 'observer',
  targets: {
    ...code('observer_type', 'type', 'type_code'),
    ...code('device_role_in_procedure', 'role_in_procedure', 'role_in_procedure_code'),
    device_observer_uid: 'uid',
    device_observer_name: 'name',
    device_observer_manufacturer: 'manufacturer',
    device_observer_model_name: 'model_name',
    device_observer_serial_number: 'serial_number',
    device_observer_physical_location_during_observation: 'location',
  },
});

const EQUIPMENT = [
  'manufacturer',
  'institution_name',
  'institution_address',
  'station_name',
  'institutional_department_name',
  'manufacturer_model_name',
  'device_serial_number',
  'software_versions',
  'gantry_id',
  'device_observer_uid',
];
/** Equipment, in the header and as what makes a device. */
export const equipment: Section = {
  table: 'devices',
  prefix: 'generalequipmentmoduleattr[]',
  row: 'only',
  targets: {
    ...sameNames(EQUIPMENT),
    ...sameNames(EQUIPMENT, 'unique_equipment_name.'),
    spatial_resolution: 'spatial_resolution_mm',
    date_of_last_calibration: { column: 'last_calibrated_on', as: 'date' },
    time_of_last_calibration: { column: 'last_calibrated_at', as: 'time' },
  },
};

/** What is kept of the identity of the patient, outside the lake. */
export const patient: Section = {
  table: 'patient_identities',
  prefix: 'patientmoduleattr[]',
  row: 'only',
  targets: sameNames(['patient_name', 'patient_id', 'patient_birth_date', 'name_hashed', 'id_hashed']),
};

/** The study with its patient and totals. */
export const study: Section = {
  table: 'studies',
  prefix: '',
  row: 'only',
  targets: {
    ...sameNames([
      'study_instance_uid',
      'study_date',
      'study_time',
      'study_description',
      'procedure_code_meaning',
      'procedure_code_value',
      'requested_procedure_code_meaning',
      'requested_procedure_code_value',
      'physician_of_record',
    ]),
    series_instance_uid: 'series_instance_uid',
    series_time: { column: 'series_time' },
    content_time: { column: 'content_time' },
    study_id: 'dicom_study_id',
    accession_number: 'accession_number',
    modality_type: 'modality',
    operator_name: 'operator',
    performing_physician_name: 'performing_physician',
    referring_physician_name: 'referring_physician',
    name_of_physician_reading_study: 'reading_physician',
    'patientmoduleattr[].patient_sex': 'patient_sex',
    'patientstudymoduleattr[].patient_age': 'patient_age_as_sent',
    'patientstudymoduleattr[].patient_age_decimal': { column: 'patient_age_years', decimals: 1 },
    'patientstudymoduleattr[].patient_size': 'patient_height_m',
    'patientstudymoduleattr[].patient_weight': 'patient_weight_kg',
    number_of_events: 'event_count',
    number_of_events_a: 'event_count_a',
    number_of_events_b: 'event_count_b',
    number_of_planes: 'plane_count',
    number_of_axial: 'ct_axial_count',
    number_of_spiral: 'ct_spiral_count',
    number_of_stationary: 'ct_stationary_count',
    number_of_const_angle: 'ct_localizer_count',
    total_dlp: 'dlp_total_mgy_cm',
    total_dap: { column: 'kap_total_gy_cm2', shift: -4, decimals: 12 },
    total_dap_a: { column: 'kap_total_a_gy_cm2', shift: -4, decimals: 12 },
    total_dap_b: { column: 'kap_total_b_gy_cm2', shift: -4, decimals: 12 },
    total_rp_dose_a: { column: 'dose_rp_total_a_mgy', shift: -3, decimals: 12 },
    total_rp_dose_b: { column: 'dose_rp_total_b_mgy', shift: -3, decimals: 12 },
    total_agd_left: 'agd_left_mgy',
    total_agd_right: 'agd_right_mgy',
    total_agd_both: 'agd_both_mgy',
  },
};
