import { code, participant, type Section } from '../section.js';

/** A CT irradiation event. */
export const ctEvent: Section = {
  table: 'ct_events',
  prefix: 'ctradiationdose[].ctirradiationeventdata[]',
  row: 'event',
  targets: {
    acquisition_protocol: 'acquisition_protocol',
    ...code('target_region', 'target_region', 'target_region_code'),
    ...code('ct_acquisition_type', 'ct_acquisition_type', 'ct_acquisition_type_code'),
    ...code('procedure_context', 'procedure_context', 'procedure_context_code'),
    ...code('ctdiw_phantom_type', 'ctdi_phantom_meaning', 'ctdi_phantom_code'),
    irradiation_event_uid: 'irradiation_event_uid',
    comment: 'comment',
    exposure_time: 'exposure_time_s',
    nominal_single_collimation_width: 'nominal_single_collimation_width_mm',
    nominal_total_collimation_width: 'nominal_total_collimation_width_mm',
    pitch_factor: 'pitch_factor',
    number_of_xray_sources: 'xray_source_count',
    mean_ctdivol: 'ctdi_vol_mgy',
    dlp: 'dlp_mgy_cm',
    xray_modulation_type: 'xray_modulation_type',
    'ctxraysourceparameters[0].identification_of_the_xray_source': 'xray_source_id',
    'ctxraysourceparameters[0].kvp': 'kvp_kv',
    'ctxraysourceparameters[0].xray_tube_current': 'tube_current_ma',
    'ctxraysourceparameters[0].maximum_xray_tube_current': 'tube_current_max_ma',
    'ctxraysourceparameters[0].exposure_time_per_rotation': 'exposure_time_per_rotation_s',
    'ctxraysourceparameters[1].identification_of_the_xray_source': 'xray_source_b_id',
    'ctxraysourceparameters[1].kvp': 'kvp_b_kv',
    'ctxraysourceparameters[1].xray_tube_current': 'tube_current_b_ma',
    'ctxraysourceparameters[1].maximum_xray_tube_current': 'tube_current_max_b_ma',
    'ctxraysourceparameters[1].exposure_time_per_rotation': 'exposure_time_per_rotation_b_s',
    'scanninglength[].scanning_length': 'scanning_length_mm',
    'scanninglength[].length_of_reconstructable_volume': 'reconstructable_volume_length_mm',
    'scanninglength[].exposed_range': 'exposed_range_mm',
    'scanninglength[].top_z_location_of_reconstructable_volume': 'reconstructable_volume_top_mm',
    'scanninglength[].bottom_z_location_of_reconstructable_volume': 'reconstructable_volume_bottom_mm',
    ...doseCheck(),
    ...participant('deviceparticipant'),
  },
};

function doseCheck(): Record<string, string> {
  const path = 'ctdosecheckdetails[]';
  const same = ['dlp_alert_value_configured', 'dlp_notification_value_configured'];
  return {
    ...Object.fromEntries(same.map((name) => [`${path}.${name}`, `dose_check.${name}`])),
    [`${path}.ctdivol_alert_value_configured`]: 'dose_check.ctdi_vol_alert_value_configured',
    [`${path}.ctdivol_notification_value_configured`]: 'dose_check.ctdi_vol_notification_value_configured',
    [`${path}.dlp_alert_value`]: 'dose_check.dlp_alert_value_mgy_cm',
    [`${path}.ctdivol_alert_value`]: 'dose_check.ctdi_vol_alert_value_mgy',
    [`${path}.ctdivol_notification_value`]: 'dose_check.ctdi_vol_notification_value_mgy',
    [`${path}.accumulated_dlp_forward_estimate`]: 'dose_check.accumulated_dlp_forward_estimate_mgy_cm',
    [`${path}.accumulated_ctdivol_forward_estimate`]: 'dose_check.accumulated_ctdi_vol_forward_estimate_mgy',
    [`${path}.tid1020_alert[].person_name`]: 'dose_check.alert_person_name',
    ...code(
      `${path}.tid1020_alert[].person_role_in_procedure_cid`,
      'dose_check.alert_person_role',
      'dose_check.alert_person_role_code',
    ),
  };
}

/** Accumulated dose of a CT report. */
export const phantom: Section = {
  table: 'accumulated_doses',
  prefix: 'ctradiationdose[].ctaccumulateddosedata[]',
  row: 'phantom',
  targets: {
    ct_dose_length_product_total: 'dlp_total_mgy_cm',
    total_number_of_irradiation_events: 'event_count_reported',
    ct_effective_dose_total: 'effective_dose_msv',
    comment: 'comment',
  },
};
