/** Something doubtful about an object or a study: where, which kind, and what it means for the reader. */
export const FINDING = { struct: { path: 'text', code: 'text', message: 'text' } } as const;

/** One X-ray filter of an irradiation event (TID 10003B, 113771). */
export const XRAY_FILTER = {
  struct: {
    type: 'text',
    type_code: 'text',
    material: 'text',
    material_code: 'text',
    thickness_min_mm: 'number',
    thickness_max_mm: 'number',
  },
} as const;

/** A coded value as the object stated it. */
export const CODED_VALUE = { struct: { value: 'text', scheme: 'text', meaning: 'text' } } as const;

/** Absorbed dose of one organ from a radiopharmaceutical (TID 10023). */
export const ORGAN_DOSE = {
  struct: {
    finding_site: 'text',
    finding_site_code: 'text',
    laterality: 'text',
    laterality_code: 'text',
    organ_dose_mgy: 'number',
    mass_g: 'number',
    measurement_method: 'text',
    reference_authority: 'text',
  },
} as const;

/** CT dose check, alert and notification together (TID 10015, NEMA XR-25). */
export const DOSE_CHECK = {
  struct: {
    dlp_alert_value_configured: 'boolean',
    ctdi_vol_alert_value_configured: 'boolean',
    dlp_alert_value_mgy_cm: 'number',
    ctdi_vol_alert_value_mgy: 'number',
    accumulated_dlp_forward_estimate_mgy_cm: 'number',
    accumulated_ctdi_vol_forward_estimate_mgy: 'number',
    alert_reason_for_proceeding: 'text',
    alert_person_name: 'text',
    alert_person_role: 'text',
    alert_person_role_code: 'text',
    dlp_notification_value_configured: 'boolean',
    ctdi_vol_notification_value_configured: 'boolean',
    dlp_notification_value_mgy_cm: 'number',
    ctdi_vol_notification_value_mgy: 'number',
    dlp_forward_estimate_mgy_cm: 'number',
    ctdi_vol_forward_estimate_mgy: 'number',
    notification_reason_for_proceeding: 'text',
    notification_person_name: 'text',
    notification_person_role: 'text',
    notification_person_role_code: 'text',
  },
} as const;

/** A person who took part, as the report names them (TID 1020): staff, never the patient. */
export const PERSON_PARTICIPANT = {
  struct: { name: 'text', role: 'text', role_code: 'text', organization: 'text', person_id: 'text' },
} as const;

/** A person or device that observed, as the root of a report says (TID 1002, 1003, 1004): never the patient. */
export const OBSERVER = {
  struct: {
    type: 'text',
    type_code: 'text',
    name: 'text',
    organization: 'text',
    role_in_organization: 'text',
    role_in_procedure: 'text',
    role_in_procedure_code: 'text',
    uid: 'text',
    manufacturer: 'text',
    model_name: 'text',
    serial_number: 'text',
    location: 'text',
  },
} as const;

/** A device that took part in an event (TID 1021). */
export const DEVICE_PARTICIPANT = {
  struct: {
    role: 'text',
    role_code: 'text',
    name: 'text',
    manufacturer: 'text',
    model_name: 'text',
    serial_number: 'text',
    observer_uid: 'text',
  },
} as const;

/** One PET series that used an administration (PET Series module). */
export const PET_SERIES = {
  struct: {
    series_instance_uid: 'text',
    started_at_local: 'text',
    rr_interval_count: 'number',
    time_slot_count: 'number',
    time_slice_count: 'number',
    slice_count: 'number',
    reconstruction_method: 'text',
    coincidence_window_width_ns: 'number',
    energy_window_lower_kev: 'number',
    energy_window_upper_kev: 'number',
    scan_progression_direction: 'text',
    series_type: 'text',
    corrected_image: 'text',
  },
} as const;
