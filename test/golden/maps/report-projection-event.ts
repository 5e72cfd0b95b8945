import { code, participant, type Section, type Target } from '../section.js';
import { IMAGE_EVENT_TARGETS } from './image-projection.js';

const KAP = { shift: -4, decimals: 10 };
const GY = { shift: -3, decimals: 9 };

const SOURCE = 'irradeventxraysourcedata[]';
const MECHANICAL = 'irradeventxraymechanicaldata[]';
const DISTANCE = `${MECHANICAL}.doserelateddistancemeasurements[]`;

/** A projection irradiation event. */
export const projectionEvent: Section = {
  table: 'projection_events',
  prefix: 'projectionxrayradiationdose[].irradeventxraydata[]',
  row: 'event',
  targets: {
    'acquisition_plane.value': 'acquisition_plane_code',
    irradiation_event_uid: { column: 'irradiation_event_uid', otherwise: 'event_key' },
    date_time_started: 'started_at_local',
    ...code('irradiation_event_type', 'event_type', 'event_type_code'),
    acquisition_protocol: 'acquisition_protocol',
    ...code('anatomical_structure', 'anatomical_structure', 'anatomical_structure_code'),
    ...code('target_region', 'target_region', 'target_region_code'),
    ...code('laterality', 'laterality', 'laterality_code'),
    ...code('image_view', 'image_view', 'image_view_code'),
    'imageviewmodifier[].image_view_modifier.meaning': 'image_view_modifiers[]',
    ...code(
      'patient_table_relationship_cid',
      'patient_table_relationship',
      'patient_table_relationship_code',
    ),
    ...code('patient_orientation_cid', 'patient_orientation', 'patient_orientation_code'),
    ...code(
      'patient_orientation_modifier_cid',
      'patient_orientation_modifier',
      'patient_orientation_modifier_code',
    ),
    dose_area_product: { column: 'kap_gy_cm2', ...KAP },
    half_value_layer: 'half_value_layer_mm',
    patient_equivalent_thickness: { column: 'patient_equivalent_thickness_mm', decimals: 1 },
    entrance_exposure_at_rp: 'entrance_exposure_mgy',
    ...code(
      'reference_point_definition',
      'reference_point_definition_text',
      'reference_point_definition_code',
    ),
    reference_point_definition_text: 'reference_point_definition_text',
    comment: 'comment',
    'irradeventxraydetectordata[].exposure_index': 'exposure_index',
    'irradeventxraydetectordata[].target_exposure_index': 'target_exposure_index',
    'irradeventxraydetectordata[].deviation_index': 'deviation_index',
    ...participant('irradeventxraydetectordata[].deviceparticipant'),
    ...participant(`${SOURCE}.deviceparticipant`),
    ...participant(`${MECHANICAL}.deviceparticipant`),
    ...sourceData(),
    ...mechanicalData(),
    ...IMAGE_EVENT_TARGETS,
  },
};

function sourceData(): Record<string, Target | string> {
  return {
    [`${SOURCE}.dose_rp`]: { column: 'dose_rp_mgy', ...GY },
    [`${SOURCE}.reference_point_definition`]: 'reference_point_definition_text',
    ...code(
      `${SOURCE}.reference_point_definition_code`,
      'reference_point_definition_text',
      'reference_point_definition_code',
    ),
    [`${SOURCE}.average_glandular_dose`]: 'agd_mgy',
    ...code(`${SOURCE}.fluoro_mode`, 'fluoro_mode', 'fluoro_mode_code'),
    [`${SOURCE}.pulse_rate`]: { column: 'pulse_rate_hz', decimals: 3 },
    [`${SOURCE}.number_of_pulses`]: 'pulse_count',
    ...code(`${SOURCE}.derivation`, 'pulse_count_derivation', 'pulse_count_derivation_code'),
    [`${SOURCE}.irradiation_duration`]: { column: 'irradiation_duration_s', decimals: 3 },
    [`${SOURCE}.average_xray_tube_current`]: 'tube_current_ma',
    [`${SOURCE}.exposure_time`]: { column: 'exposure_time_ms', decimals: 2 },
    [`${SOURCE}.focal_spot_size`]: 'focal_spot_size_mm',
    ...code(`${SOURCE}.anode_target_material`, 'anode_target_material', 'anode_target_material_code'),
    [`${SOURCE}.collimated_field_area`]: 'collimated_field_area_m2',
    [`${SOURCE}.collimated_field_height`]: 'collimated_field_height_mm',
    [`${SOURCE}.collimated_field_width`]: 'collimated_field_width_mm',
    [`${SOURCE}.ii_field_size`]: 'field_size_mm',
    [`${SOURCE}.kvp[].kvp`]: 'kvp_pulses_kv[]',
    [`${SOURCE}.xraytubecurrent[].xray_tube_current`]: 'tube_current_pulses_ma[]',
    [`${SOURCE}.pulsewidth[].pulse_width`]: 'pulse_width_pulses_ms[]',
    [`${SOURCE}.exposure[].exposure`]: { column: 'exposure_pulses_mas[]', shift: 3, decimals: 2 },
    ...code(`${SOURCE}.xraygrid[].xray_grid`, 'grids[]', 'grid_codes[]'),
    ...code(`${SOURCE}.xrayfilters[].xray_filter_type`, 'filters[].type', 'filters[].type_code'),
    ...code(`${SOURCE}.xrayfilters[].xray_filter_material`, 'filters[].material', 'filters[].material_code'),
    [`${SOURCE}.xrayfilters[].xray_filter_thickness_minimum`]: 'filters[].thickness_min_mm',
    [`${SOURCE}.xrayfilters[].xray_filter_thickness_maximum`]: 'filters[].thickness_max_mm',
  };
}

function mechanicalData(): Record<string, Target | string> {
  return {
    ...code(
      `${MECHANICAL}.crdr_mechanical_configuration`,
      'positioner_configuration',
      'positioner_configuration_code',
    ),
    [`${MECHANICAL}.positioner_primary_angle`]: 'primary_angle_deg',
    [`${MECHANICAL}.positioner_secondary_angle`]: 'secondary_angle_deg',
    [`${MECHANICAL}.positioner_primary_end_angle`]: 'primary_end_angle_deg',
    [`${MECHANICAL}.positioner_secondary_end_angle`]: 'secondary_end_angle_deg',
    [`${MECHANICAL}.column_angulation`]: 'column_angulation_deg',
    [`${MECHANICAL}.table_head_tilt_angle`]: 'table_head_tilt_deg',
    [`${MECHANICAL}.table_horizontal_rotation_angle`]: 'table_horizontal_rotation_deg',
    [`${MECHANICAL}.table_cradle_tilt_angle`]: 'table_cradle_tilt_deg',
    [`${MECHANICAL}.compression_thickness`]: 'compression_thickness_mm',
    [`${MECHANICAL}.compression_force`]: 'compression_force_n',
    [`${MECHANICAL}.compression_pressure`]: 'compression_pressure_kpa',
    [`${MECHANICAL}.compression_contact_area`]: 'compression_contact_area_mm2',
    [`${MECHANICAL}.magnification_factor`]: 'magnification_factor',
    [`${DISTANCE}.distance_source_to_isocenter`]: 'source_to_isocenter_mm',
    [`${DISTANCE}.distance_source_to_detector`]: 'source_to_detector_mm',
    [`${DISTANCE}.distance_source_to_reference_point`]: 'source_to_reference_point_mm',
    [`${DISTANCE}.distance_source_to_table_plane`]: 'source_to_table_plane_mm',
    [`${DISTANCE}.table_longitudinal_position`]: 'table_longitudinal_mm',
    [`${DISTANCE}.table_lateral_position`]: 'table_lateral_mm',
    [`${DISTANCE}.table_height_position`]: 'table_height_mm',
    [`${DISTANCE}.table_longitudinal_end_position`]: 'table_longitudinal_end_mm',
    [`${DISTANCE}.table_lateral_end_position`]: 'table_lateral_end_mm',
    [`${DISTANCE}.table_height_end_position`]: 'table_height_end_mm',
  };
}
