import { column } from './column.js';
import { EVENT_COLUMNS } from './events.js';
import { DOSE_CHECK, PERSON_PARTICIPANT } from './structs.js';
import { defineTable, type RowOf } from './table.js';

/** CT irradiation events (TID 10013 and what dose captures say of a series). */
export const ctEvents = defineTable(
  'ct_events',
  {
    grain: 'one row per CT irradiation event',
    key: ['study_id', 'event_key'],
    sortedBy: ['study_id', 'event_index'],
  },
  {
    ...EVENT_COLUMNS,
    ct_acquisition_type: column(
      100,
      'text',
      'Acquisition type',
      'Sequenced, spiral, constant angle, stationary, free or cone beam acquisition.',
      { source: '113820 DCM' },
    ),
    ct_acquisition_type_code: column(
      101,
      'text',
      'Acquisition type code',
      'Code value of the acquisition type.',
    ),
    ct_acquisition_type_scheme: column(
      102,
      'text',
      'Acquisition type scheme',
      'Coding scheme of the acquisition type.',
    ),
    procedure_context: column(103, 'text', 'Procedure context', 'With or without contrast.', {
      source: 'G-C32C SRT',
    }),
    procedure_context_code: column(
      104,
      'text',
      'Procedure context code',
      'Code value of the procedure context.',
    ),
    exposure_time_s: column(105, 'number', 'Exposure time', 'Total time of irradiation of the event.', {
      source: '113824 DCM; 113735 DCM',
    }),
    scanning_length_mm: column(
      106,
      'number',
      'Scanning length',
      'Length of the scan, over-ranging left out.',
      { source: '113825 DCM' },
    ),
    reconstructable_volume_length_mm: column(
      107,
      'number',
      'Reconstructable volume',
      'Length over which images can be reconstructed.',
      { source: '113893 DCM' },
    ),
    exposed_range_mm: column(108, 'number', 'Exposed range', 'Length of the range that was exposed.', {
      source: '113899 DCM',
    }),
    reconstructable_volume_top_mm: column(
      109,
      'number',
      'Top of reconstructable volume',
      'Top Z location of the reconstructable volume.',
      { source: '113895 DCM' },
    ),
    reconstructable_volume_bottom_mm: column(
      110,
      'number',
      'Bottom of reconstructable volume',
      'Bottom Z location of the reconstructable volume.',
      { source: '113896 DCM' },
    ),
    scanning_length_top_mm: column(
      111,
      'number',
      'Top of scanning length',
      'Top Z location of the scanning length.',
      { source: '113897 DCM' },
    ),
    scanning_length_bottom_mm: column(
      112,
      'number',
      'Bottom of scanning length',
      'Bottom Z location of the scanning length.',
      { source: '113898 DCM' },
    ),
    frame_of_reference_uid: column(
      113,
      'text',
      'Frame of reference UID',
      'Frame of reference of the Z locations.',
    ),
    nominal_single_collimation_width_mm: column(
      114,
      'number',
      'Single collimation',
      'Nominal width of a single collimated slice.',
      { source: '113826 DCM' },
    ),
    nominal_total_collimation_width_mm: column(
      115,
      'number',
      'Total collimation',
      'Nominal width of the beam along the table, over all active detector rows.',
      { source: '113827 DCM' },
    ),
    pitch_factor: column(116, 'number', 'Pitch', 'Table feed per rotation divided by total collimation.', {
      source: '113828 DCM',
    }),
    xray_source_count: column(117, 'integer', 'X-ray sources', 'Number of X-ray sources.', {
      source: '113823 DCM',
    }),
    ctdi_vol_mgy: column(118, 'number', 'CTDIvol', 'Mean volume CT dose index of the event.', {
      source: '113830 DCM',
    }),
    ctdi_phantom: column(
      119,
      'text',
      'CTDI phantom',
      'head_16cm, body_32cm or other; blank where not stated.',
      { source: '113835 DCM' },
    ),
    ctdi_phantom_code: column(120, 'text', 'CTDI phantom code', 'Code value of the CTDI phantom.'),
    ctdi_phantom_meaning: column(
      121,
      'text',
      'CTDI phantom meaning',
      'CTDI phantom in the words of the report.',
    ),
    dlp_mgy_cm: column(122, 'number', 'DLP', 'Dose length product of the event.', { source: '113838 DCM' }),
    effective_dose_msv: column(123, 'number', 'Effective dose', 'Effective dose as stated by the report.', {
      source: '113839 DCM',
    }),
    effective_dose_conversion_factor: column(
      124,
      'number',
      'Effective dose factor',
      'Conversion factor from DLP, mSv per mGy·cm.',
      { source: '113840 DCM' },
    ),
    effective_dose_method: column(
      125,
      'text',
      'Effective dose method',
      'How the effective dose was obtained.',
    ),
    ctdi_free_air_mgy: column(126, 'number', 'CTDI free air', 'Mean CTDI in free air.', {
      source: '113837 DCM',
    }),
    ctdi_free_air_calculation_factor: column(
      127,
      'number',
      'CTDI free air factor',
      'CTDI in free air per mAs, mGy/mAs.',
      { source: '113836 DCM' },
    ),
    ssde_mgy: column(128, 'number', 'SSDE', 'Size-specific dose estimate as stated by the report.', {
      source: '113930 DCM',
    }),
    ssde_method: column(129, 'text', 'SSDE method', 'How the size-specific dose estimate was obtained.'),
    measured_lateral_mm: column(
      130,
      'number',
      'Lateral dimension',
      'Measured lateral dimension of the patient.',
      { source: '113931 DCM' },
    ),
    measured_ap_mm: column(
      131,
      'number',
      'AP dimension',
      'Measured antero-posterior dimension of the patient.',
      { source: '113932 DCM' },
    ),
    effective_diameter_mm: column(
      132,
      'number',
      'Effective diameter',
      'Derived effective diameter of the patient.',
      { source: '113933 DCM' },
    ),
    water_equivalent_diameter_mm: column(
      133,
      'number',
      'Water equivalent diameter',
      'Diameter of a cylinder of water that attenuates as much as the patient (AAPM Report 220).',
      { source: '113980 DCM' },
    ),
    xray_source_id: column(134, 'text', 'Source', 'Identification of the first X-ray source.', {
      source: '113832 DCM',
    }),
    kvp_kv: column(135, 'number', 'kVp', 'Tube voltage of the first source.', { source: '113733 DCM' }),
    tube_current_ma: column(136, 'number', 'Tube current', 'Mean tube current of the first source.', {
      source: '113734 DCM',
    }),
    tube_current_max_ma: column(
      137,
      'number',
      'Maximum tube current',
      'Maximum tube current of the first source.',
      { source: '113833 DCM' },
    ),
    exposure_time_per_rotation_s: column(
      138,
      'number',
      'Time per rotation',
      'Exposure time per rotation of the first source.',
      { source: '113834 DCM' },
    ),
    filter_aluminium_equivalent_mm: column(
      139,
      'number',
      'Filter Al equivalent',
      'Aluminium equivalent of the filter of the first source.',
      { source: '113821 DCM' },
    ),
    xray_source_b_id: column(140, 'text', 'Source B', 'Identification of the second X-ray source.'),
    kvp_b_kv: column(141, 'number', 'kVp, source B', 'Tube voltage of the second source.'),
    tube_current_b_ma: column(
      142,
      'number',
      'Tube current, source B',
      'Mean tube current of the second source.',
    ),
    tube_current_max_b_ma: column(
      143,
      'number',
      'Maximum tube current, source B',
      'Maximum tube current of the second source.',
    ),
    exposure_time_per_rotation_b_s: column(
      144,
      'number',
      'Time per rotation, source B',
      'Exposure time per rotation of the second source.',
    ),
    filter_aluminium_equivalent_b_mm: column(
      145,
      'number',
      'Filter Al equivalent, source B',
      'Aluminium equivalent of the filter of the second source.',
    ),
    xray_modulation_type: column(
      146,
      'text',
      'Modulation',
      'How the tube current followed the patient, as the maker names it.',
      {
        source: '113842 DCM',
      },
    ),
    dose_check: column(
      147,
      DOSE_CHECK,
      'Dose check',
      'Dose check alert and notification values and estimates.',
      { source: 'TID 10015' },
    ),
    person_participants: column(
      148,
      { list: PERSON_PARTICIPANT },
      'Persons',
      'Staff who took part in the event.',
      { source: 'TID 1020' },
    ),
    slice_thickness_mm: column(
      149,
      'number',
      'Slice thickness',
      'Nominal slice thickness of the reconstruction.',
      { source: '(0018,0050)' },
    ),
    effective_dose_method_code: column(
      150,
      'text',
      'Effective dose method code',
      'Code value of how the effective dose was obtained.',
    ),
    ssde_method_code: column(
      151,
      'text',
      'SSDE method code',
      'Code value of how the size-specific dose estimate was obtained.',
    ),
    reconstruction_algorithm: column(
      152,
      'text',
      'Reconstruction',
      'Reconstruction algorithm, such as filtered back projection or iterative.',
      { source: '113961 DCM' },
    ),
    reconstruction_algorithm_code: column(
      153,
      'text',
      'Reconstruction code',
      'Code value of the reconstruction algorithm.',
    ),
  },
);

export type CtEvent = RowOf<typeof ctEvents>;
