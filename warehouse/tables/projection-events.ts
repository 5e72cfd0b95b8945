import { column } from './column.js';
import { EVENT_COLUMNS } from './events.js';
import { PERSON_PARTICIPANT, XRAY_FILTER } from './structs.js';
import { defineTable, type RowOf } from './table.js';

/** Fluoroscopy, radiography and mammography exposures (TID 10003 with 10003A–C, and image headers). */
export const projectionEvents = defineTable(
  'projection_events',
  {
    grain: 'one row per projection irradiation event',
    key: ['study_id', 'event_key'],
    sortedBy: ['started_at_local'],
  },
  {
    ...EVENT_COLUMNS,
    acquisition_plane: column(100, 'text', 'Plane', 'A, B, single or all.', { source: '113764 DCM' }),
    acquisition_plane_code: column(101, 'text', 'Plane code', 'Code value of the acquisition plane.'),
    event_type: column(
      102,
      'text',
      'Event type',
      'Fluoroscopy, stationary, stepping or rotational acquisition.',
      { source: '113721 DCM' },
    ),
    event_type_code: column(103, 'text', 'Event type code', 'Code value of the event type.'),
    event_type_scheme: column(104, 'text', 'Event type scheme', 'Coding scheme of the event type.'),
    anatomical_structure: column(105, 'text', 'Anatomical structure', 'Anatomy that was imaged.', {
      source: 'T-D0005 SRT',
    }),
    anatomical_structure_code: column(
      106,
      'text',
      'Anatomical structure code',
      'Code value of the anatomical structure.',
    ),
    laterality: column(107, 'text', 'Laterality', 'Side of the body or breast.', { source: 'G-C171 SRT' }),
    laterality_code: column(108, 'text', 'Laterality code', 'Code value of the laterality.'),
    image_view: column(109, 'text', 'View', 'View of the image.', { source: '111031 DCM' }),
    image_view_code: column(110, 'text', 'View code', 'Code value of the view.'),
    image_view_modifiers: column(111, 'text[]', 'View modifiers', 'Modifiers of the view.', {
      source: '111032 DCM',
    }),
    projection_eponymous_name: column(
      112,
      'text',
      'Eponymous projection',
      'Eponymous name of the projection.',
      { source: '113946 DCM' },
    ),
    patient_orientation: column(
      113,
      'text',
      'Patient orientation',
      'Orientation of the patient, such as recumbent.',
      { source: '113743 DCM' },
    ),
    patient_orientation_code: column(
      114,
      'text',
      'Patient orientation code',
      'Code value of the patient orientation.',
    ),
    patient_orientation_modifier: column(115, 'text', 'Orientation modifier', 'Prone, supine and the like.', {
      source: '113744 DCM',
    }),
    patient_orientation_modifier_code: column(
      116,
      'text',
      'Orientation modifier code',
      'Code value of the orientation modifier.',
    ),
    patient_table_relationship: column(
      117,
      'text',
      'Patient-table relationship',
      'Head first or feet first.',
      { source: '113745 DCM' },
    ),
    patient_table_relationship_code: column(
      118,
      'text',
      'Patient-table relationship code',
      'Code value of the patient-table relationship.',
    ),
    kap_gy_cm2: column(119, 'number', 'KAP', 'Kerma-area product of the event.', {
      source: '122130 DCM; (0018,115E)',
    }),
    dose_rp_mgy: column(120, 'number', 'Dose at RP', 'Air kerma at the reference point.', {
      source: '113738 DCM',
    }),
    reference_point_definition: column(
      121,
      'text',
      'Reference point',
      'iso_15cm, detector_30cm, tabletop_1cm, patient_surface, detector_plane, breast_42mm, other or unknown.',
      { source: '113780 DCM' },
    ),
    reference_point_definition_text: column(
      122,
      'text',
      'Reference point as stated',
      'Reference point in the words of the report.',
    ),
    reference_point_definition_code: column(
      123,
      'text',
      'Reference point code',
      'Code value of the reference point.',
    ),
    entrance_exposure_mgy: column(
      124,
      'number',
      'Entrance exposure',
      'Entrance exposure at the reference point.',
      { source: '111636 DCM; (0040,8302)' },
    ),
    agd_mgy: column(125, 'number', 'AGD', 'Average glandular dose of the exposure.', {
      source: '111631 DCM; (0040,0316)',
    }),
    half_value_layer_mm: column(126, 'number', 'Half value layer', 'Half value layer of the beam.', {
      source: '111634 DCM',
    }),
    patient_equivalent_thickness_mm: column(
      127,
      'number',
      'Patient equivalent thickness',
      'Thickness of water equivalent to the patient.',
      { source: '111638 DCM' },
    ),
    kvp_kv: column(128, 'number', 'kVp', 'Mean tube voltage of the pulses that are neither null nor 0.', {
      source: '113733 DCM; (0018,0060)',
    }),
    kvp_pulses_kv: column(129, 'number[]', 'kVp of the pulses', 'Tube voltage of each pulse as stated.'),
    tube_current_ma: column(
      130,
      'number',
      'Tube current',
      'Average tube current; else the pulse-width-weighted mean; else the mean of the pulses that are not 0.',
      { source: '113767 DCM; 113734 DCM' },
    ),
    tube_current_pulses_ma: column(
      131,
      'number[]',
      'Tube current of the pulses',
      'Tube current of each pulse as stated.',
      { source: '113734 DCM' },
    ),
    pulse_width_ms: column(132, 'number', 'Pulse width', 'Mean pulse width.', { source: '113793 DCM' }),
    pulse_width_pulses_ms: column(133, 'number[]', 'Widths of the pulses', 'Width of each pulse as stated.'),
    exposure_mas: column(134, 'number', 'Exposure', 'Sum of the exposures stated.', {
      source: '113736 DCM; (0018,1153)',
    }),
    exposure_pulses_mas: column(
      135,
      'number[]',
      'Exposures of the pulses',
      'Exposure of each pulse as stated.',
    ),
    exposure_derived_mas: column(
      136,
      'number',
      'Derived exposure',
      'Sum over the pulses of tube current times pulse width.',
    ),
    exposure_time_ms: column(
      137,
      'number',
      'Exposure time',
      'Time of irradiation: stated, else from pulse widths and number of pulses.',
      { source: '113824 DCM; 113735 DCM; (0018,1150)' },
    ),
    exposure_time_is_derived: column(
      138,
      'boolean',
      'Exposure time derived',
      'Whether the exposure time was worked out from pulse widths.',
    ),
    irradiation_duration_s: column(
      139,
      'number',
      'Irradiation duration',
      'From the start of the first to the end of the last pulse.',
      { source: '113742 DCM' },
    ),
    pulse_rate_hz: column(140, 'number', 'Pulse rate', 'Pulses per second.', { source: '113791 DCM' }),
    pulse_count: column(141, 'number', 'Pulses', 'Number of pulses or frames.', { source: '113768 DCM' }),
    pulse_count_derivation: column(
      142,
      'text',
      'Pulse count derivation',
      'How the number of pulses was obtained.',
      { source: '121401 DCM' },
    ),
    focal_spot_size_mm: column(143, 'number', 'Focal spot', 'Nominal size of the focal spot.', {
      source: '113766 DCM; (0018,1190)',
    }),
    anode_target_material: column(144, 'text', 'Target', 'Material of the anode target.', {
      source: '111632 DCM; (0018,1191)',
    }),
    anode_target_material_code: column(
      145,
      'text',
      'Target code',
      'Code value of the anode target material.',
    ),
    filters: column(146, { list: XRAY_FILTER }, 'Filters', 'X-ray filters, as many as stated.', {
      source: '113771 DCM',
    }),
    grids: column(147, 'text[]', 'Grids', 'X-ray grid properties.', { source: '111635 DCM; (0018,1166)' }),
    grid_codes: column(148, 'text[]', 'Grid codes', 'Code values of the grid properties.'),
    grid_absorbing_material: column(
      149,
      'text',
      'Grid absorbing material',
      'Material of the absorbing strips.',
    ),
    grid_spacing_material: column(150, 'text', 'Grid spacing material', 'Material between the strips.'),
    grid_thickness_mm: column(151, 'number', 'Grid thickness', 'Thickness of the grid.'),
    grid_pitch_mm: column(152, 'number', 'Grid pitch', 'Distance between the strips.'),
    grid_aspect_ratio: column(153, 'text', 'Grid aspect ratio', 'Height to width of the spacing, as stated.'),
    grid_period_ms: column(154, 'number', 'Grid period', 'Period of a moving grid.'),
    grid_focal_distance_mm: column(155, 'number', 'Grid focal distance', 'Focal distance of the grid.'),
    exposure_control_mode: column(156, 'text', 'Exposure control', 'Exposure control mode.', {
      source: '(0018,7060)',
    }),
    exposure_control_mode_description: column(
      157,
      'text',
      'Exposure control description',
      'Description of the exposure control mode.',
      { source: '(0018,7062)' },
    ),
    fluoro_mode: column(158, 'text', 'Fluoroscopy mode', 'Continuous or pulsed.', { source: '113732 DCM' }),
    fluoro_mode_code: column(159, 'text', 'Fluoroscopy mode code', 'Code value of the fluoroscopy mode.'),
    primary_angle_deg: column(160, 'number', 'Primary angle', 'Positioner primary angle.', {
      source: '112011 DCM',
    }),
    secondary_angle_deg: column(161, 'number', 'Secondary angle', 'Positioner secondary angle.', {
      source: '112012 DCM',
    }),
    primary_end_angle_deg: column(
      162,
      'number',
      'Primary end angle',
      'Positioner primary angle at the end.',
      { source: '113739 DCM' },
    ),
    secondary_end_angle_deg: column(
      163,
      'number',
      'Secondary end angle',
      'Positioner secondary angle at the end.',
      { source: '113740 DCM' },
    ),
    column_angulation_deg: column(164, 'number', 'Column angulation', 'Angle of the column.', {
      source: '113770 DCM',
    }),
    table_head_tilt_deg: column(165, 'number', 'Table head tilt', 'Tilt of the table head.', {
      source: '113754 DCM',
    }),
    table_horizontal_rotation_deg: column(
      166,
      'number',
      'Table rotation',
      'Horizontal rotation of the table.',
      { source: '113755 DCM' },
    ),
    table_cradle_tilt_deg: column(167, 'number', 'Table cradle tilt', 'Tilt of the cradle.', {
      source: '113756 DCM',
    }),
    compression_thickness_mm: column(
      168,
      'number',
      'Compression thickness',
      'Thickness of the compressed breast.',
      { source: '111633 DCM; (0018,11A0)' },
    ),
    compression_force_n: column(169, 'number', 'Compression force', 'Compression force as sent.', {
      source: '111647 DCM; (0018,11A2)',
    }),
    compression_pressure_kpa: column(170, 'number', 'Compression pressure', 'Compression pressure.', {
      source: '111648 DCM',
    }),
    compression_contact_area_mm2: column(
      171,
      'number',
      'Compression contact area',
      'Area in contact with the paddle.',
      { source: '111649 DCM' },
    ),
    magnification_factor: column(
      172,
      'number',
      'Magnification',
      'Estimated radiographic magnification factor.',
      { source: '(0018,1114)' },
    ),
    collimated_field_area_m2: column(
      173,
      'number',
      'Collimated field area',
      'Area of the collimated field.',
      { source: '113790 DCM; (0018,9403)' },
    ),
    collimated_field_height_mm: column(
      174,
      'number',
      'Collimated field height',
      'Height of the collimated field.',
      { source: '113788 DCM' },
    ),
    collimated_field_width_mm: column(
      175,
      'number',
      'Collimated field width',
      'Width of the collimated field.',
      { source: '113789 DCM' },
    ),
    field_size_mm: column(
      176,
      'number',
      'Field size',
      'Diameter of the image intensifier or detector field.',
    ),
    source_to_detector_mm: column(177, 'number', 'Source to detector', 'Distance from source to detector.', {
      source: '113750 DCM; (0018,1110)',
    }),
    source_to_isocenter_mm: column(
      178,
      'number',
      'Source to isocentre',
      'Distance from source to isocentre.',
      { source: '113748 DCM' },
    ),
    source_to_patient_mm: column(
      179,
      'number',
      'Source to patient',
      'Distance from source to the entrance surface of the patient.',
      { source: '(0018,1111); (0040,0306)' },
    ),
    source_to_reference_point_mm: column(
      180,
      'number',
      'Source to reference point',
      'Distance from source to the reference point.',
      { source: '113737 DCM' },
    ),
    source_to_table_plane_mm: column(
      181,
      'number',
      'Source to table plane',
      'Distance from source to the table plane.',
      { source: '113792 DCM' },
    ),
    table_longitudinal_mm: column(
      182,
      'number',
      'Table longitudinal',
      'Longitudinal position of the table.',
      { source: '113751 DCM' },
    ),
    table_lateral_mm: column(183, 'number', 'Table lateral', 'Lateral position of the table.', {
      source: '113752 DCM',
    }),
    table_height_mm: column(184, 'number', 'Table height', 'Height of the table.', {
      source: '113753 DCM; (0018,1130)',
    }),
    table_longitudinal_end_mm: column(
      185,
      'number',
      'Table longitudinal, end',
      'Longitudinal position of the table at the end.',
      { source: '113759 DCM' },
    ),
    table_lateral_end_mm: column(
      186,
      'number',
      'Table lateral, end',
      'Lateral position of the table at the end.',
      { source: '113760 DCM' },
    ),
    table_height_end_mm: column(187, 'number', 'Table height, end', 'Height of the table at the end.', {
      source: '113761 DCM',
    }),
    radiological_thickness_mm: column(
      188,
      'number',
      'Radiological thickness',
      'Radiological thickness of the breast or patient.',
      { source: '(0045,1049) GE' },
    ),
    exposure_index: column(189, 'number', 'Exposure index', 'Exposure index of the detector (IEC 62494-1).', {
      source: '113845 DCM; (0018,1411)',
    }),
    target_exposure_index: column(190, 'number', 'Target exposure index', 'Target exposure index.', {
      source: '113846 DCM; (0018,1412)',
    }),
    deviation_index: column(191, 'number', 'Deviation index', 'Deviation index.', {
      source: '113847 DCM; (0018,1413)',
    }),
    relative_xray_exposure: column(
      192,
      'number',
      'Relative exposure',
      'Relative X-ray exposure in the unit of the maker.',
      { source: '(0018,1405)' },
    ),
    relative_xray_exposure_unit: column(
      193,
      'text',
      'Relative exposure unit',
      'Unit of the relative X-ray exposure by maker.',
    ),
    detector_sensitivity: column(194, 'number', 'Sensitivity', 'Sensitivity of the detector.', {
      source: '(0018,6000)',
    }),
    breast_composition: column(195, 'text', 'Breast composition', 'Composition of the breast.', {
      source: 'F-01710 SRT',
    }),
    breast_composition_code: column(
      196,
      'text',
      'Breast composition code',
      'Code value of the breast composition.',
    ),
    percent_fibroglandular: column(197, 'number', 'Fibroglandular tissue', 'Percent fibroglandular tissue.', {
      source: 'F-01711 SRT',
    }),
    positioner_configuration: column(
      198,
      'text',
      'Mechanical configuration',
      'CR/DR mechanical configuration.',
      { source: '113956 DCM' },
    ),
    presentation_intent: column(
      199,
      'text',
      'Presentation intent',
      'For processing or for presentation, of an image.',
      { source: '(0008,0068)' },
    ),
    image_type: column(200, 'text[]', 'Image type', 'Image type values of an image.', {
      source: '(0008,0008)',
    }),
    person_participants: column(
      201,
      { list: PERSON_PARTICIPANT },
      'Persons',
      'Staff who took part in the event.',
      { source: 'TID 1020' },
    ),
  },
);

export type ProjectionEvent = RowOf<typeof projectionEvents>;
