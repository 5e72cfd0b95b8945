import { column } from './column.js';
import { PERSON_PARTICIPANT } from './structs.js';
import { defineTable, type RowOf } from './table.js';

/** What each report states as accumulated, per plane, breast or phantom (TID 10002, 10004–10007, 10012). */
export const accumulatedDoses = defineTable(
  'accumulated_doses',
  {
    grain: 'one row per report and plane (RF, DX), breast (MG) or phantom (CT)',
    key: ['report_sop_instance_uid', 'part'],
    sortedBy: ['study_id', 'content_at_local'],
  },
  {
    report_sop_instance_uid: column(1, 'text', 'Report', 'SOP instance UID of the report.'),
    part: column(2, 'text', 'Part', 'Which plane, breast or phantom of the report.'),
    study_id: column(3, 'text', 'Study', 'The study that the report belongs to.'),
    device_id: column(4, 'text', 'Device', 'The equipment that reported.'),
    part_kind: column(5, 'text', 'Kind of part', 'plane, breast or phantom.'),
    part_code: column(6, 'text', 'Part code', 'Code value of the plane, breast or phantom.'),
    part_meaning: column(7, 'text', 'Part meaning', 'Plane, breast or phantom in the words of the report.'),
    is_current: column(8, 'boolean', 'Current', 'Whether the report is not superseded by another.'),
    content_at_local: column(9, 'timestamp', 'Content date', 'Content date and time of the report.'),
    scope: column(10, 'text', 'Scope', 'Scope of accumulation.', { source: '113705 DCM' }),
    scope_uid: column(11, 'text', 'Scope UID', 'UID of what was accumulated over.'),
    kap_total_gy_cm2: column(20, 'number', 'KAP total', 'Kerma-area product total.', {
      source: '113722 DCM',
    }),
    kap_fluoro_gy_cm2: column(21, 'number', 'Fluoroscopy KAP', 'Fluoroscopy kerma-area product total.', {
      source: '113726 DCM',
    }),
    kap_acquisition_gy_cm2: column(22, 'number', 'Acquisition KAP', 'Acquisition kerma-area product total.', {
      source: '113727 DCM',
    }),
    dose_rp_total_mgy: column(23, 'number', 'Dose at RP', 'Dose at the reference point, total.', {
      source: '113725 DCM',
    }),
    dose_rp_fluoro_mgy: column(
      24,
      'number',
      'Fluoroscopy dose at RP',
      'Fluoroscopy dose at the reference point, total.',
      { source: '113728 DCM' },
    ),
    dose_rp_acquisition_mgy: column(
      25,
      'number',
      'Acquisition dose at RP',
      'Acquisition dose at the reference point, total.',
      { source: '113729 DCM' },
    ),
    fluoro_time_s: column(26, 'number', 'Fluoroscopy time', 'Total fluoroscopy time.', {
      source: '113730 DCM',
    }),
    acquisition_time_s: column(27, 'number', 'Acquisition time', 'Total acquisition time.', {
      source: '113855 DCM',
    }),
    frame_count: column(28, 'integer', 'Frames', 'Total number of radiographic frames.', {
      source: '113731 DCM',
    }),
    agd_mgy: column(29, 'number', 'AGD', 'Accumulated average glandular dose.', { source: '111637 DCM' }),
    dlp_total_mgy_cm: column(30, 'number', 'DLP', 'CT dose length product total.', { source: '113813 DCM' }),
    effective_dose_msv: column(31, 'number', 'Effective dose', 'CT effective dose total.', {
      source: '113814 DCM',
    }),
    event_count_reported: column(
      32,
      'integer',
      'Events reported',
      'Number of irradiation events that the report states.',
      { source: '113812 DCM' },
    ),
    event_count: column(33, 'integer', 'Events', 'Number of irradiation events that the report holds.'),
    reference_point_definition: column(34, 'text', 'Reference point', 'Reference point of the doses.', {
      source: '113780 DCM',
    }),
    reference_point_definition_text: column(
      35,
      'text',
      'Reference point as stated',
      'Reference point in the words of the report.',
    ),
    reference_point_definition_code: column(
      36,
      'text',
      'Reference point code',
      'Code value of the reference point.',
    ),
    calibration_date: column(37, 'timestamp', 'Calibrated', 'Date of calibration of the dose meter.', {
      source: '113723 DCM',
    }),
    calibration_factor: column(
      38,
      'number',
      'Calibration factor',
      'Factor by which a measured or calculated dose is multiplied to estimate the real one.',
      {
        source: '122322 DCM',
      },
    ),
    calibration_uncertainty_percent: column(
      39,
      'number',
      'Calibration uncertainty',
      'Uncertainty of the dose that the calibration factor gives.',
      { source: '113763 DCM' },
    ),
    calibration_responsible_party: column(
      40,
      'text',
      'Calibrated by',
      'Party responsible for the calibration.',
      { source: '113724 DCM' },
    ),
    dose_measurement_device: column(41, 'text', 'Dose meter', 'Dose measurement device.', {
      source: '113794 DCM',
    }),
    dose_measurement_device_code: column(
      42,
      'text',
      'Dose meter code',
      'Code value of the dose measurement device.',
    ),
    detector_type: column(43, 'text', 'Detector type', 'Detector type of cassette-based radiography.', {
      source: '113947 DCM',
    }),
    comment: column(44, 'text', 'Comment', 'Comment on the accumulated dose.', { source: '121106 DCM' }),
    detector_type_code: column(45, 'text', 'Detector type code', 'Code value of the detector type.'),
    calibration_protocol: column(46, 'text', 'Calibration protocol', 'How the dose meter was calibrated.', {
      source: '113720 DCM',
    }),
    source_to_reference_point_mm: column(
      47,
      'number',
      'Source to reference point',
      'Distance from source to the reference point of the doses.',
      { source: '113737 DCM' },
    ),
    effective_dose_method: column(
      48,
      'text',
      'Effective dose method',
      'How the effective dose was obtained.',
      { source: 'G-C036 SRT' },
    ),
    effective_dose_method_code: column(
      49,
      'text',
      'Effective dose method code',
      'Code value of how the effective dose was obtained.',
    ),
    effective_dose_reference_authority: column(
      50,
      'text',
      'Effective dose authority',
      'Authority whose factors give the effective dose.',
      { source: '121406 DCM' },
    ),
    effective_dose_phantom_type: column(
      51,
      'text',
      'Effective dose phantom',
      'Type of phantom that the effective dose was measured with.',
      { source: '113817 DCM' },
    ),
    patient_model: column(
      52,
      'text',
      'Patient model',
      'Model of the patient that the effective dose was computed for.',
      { source: '113815 DCM' },
    ),
    dosimeter_type: column(53, 'text', 'Dosimeter type', 'Dosimeter of a measured effective dose.', {
      source: '113818 DCM',
    }),
    person_participants: column(
      54,
      { list: PERSON_PARTICIPANT },
      'Persons',
      'Staff responsible for the accumulated dose.',
      { source: 'TID 1020' },
    ),
  },
);

export type AccumulatedDose = RowOf<typeof accumulatedDoses>;
