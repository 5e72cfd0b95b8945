import { code, type Section } from '../section.js';

const ROOT = 'radiopharmaceuticalradiationdose[]';

const administration: Section = {
  table: 'nm_administrations',
  prefix: `${ROOT}.radiopharmaceuticaladministrationeventdata[]`,
  row: 'event',
  targets: {
    ...code('radiopharmaceutical_agent', 'radiopharmaceutical', 'radiopharmaceutical_code'),
    radiopharmaceutical_agent_string: 'radiopharmaceutical_as_sent',
    ...code('radionuclide', 'radionuclide', 'radionuclide_code'),
    radionuclide_half_life: 'half_life_s',
    radiopharmaceutical_administration_event_uid: 'administration_event_uid',
    radiopharmaceutical_start_datetime: 'started_at_local',
    radiopharmaceutical_stop_datetime: 'stopped_at_local',
    administered_activity: 'administered_activity_mbq',
    radiopharmaceutical_volume: 'volume_cm3',
    effective_dose: 'effective_dose_msv',
    ...code('route_of_administration', 'route', 'route_code'),
    ...code('site_of', 'administration_site', 'administration_site_code'),
    ...code('organdose[].finding_site', 'organ_doses[].finding_site', 'organ_doses[].finding_site_code'),
    ...code('organdose[].laterality', 'organ_doses[].laterality', 'organ_doses[].laterality_code'),
    'organdose[].organ_dose': 'organ_doses[].organ_dose_mgy',
    'organdose[].reference_authority_text': 'organ_doses[].reference_authority',
    'personparticipant[].person_name': 'person_participants[].name',
    ...code(
      'personparticipant[].person_role_in_procedure_cid',
      'person_participants[].role',
      'person_participants[].role_code',
    ),
  },
};

/** One image is of one series, the first of its only administration. */
const petSeries: Section = {
  table: 'nm_administrations',
  prefix: `${ROOT}.petseries[]`,
  row: 'only',
  targets: {
    series_uid: 'pet_series[0].series_instance_uid',
    series_datetime: 'pet_series[0].started_at_local',
    number_of_slices: 'pet_series[0].slice_count',
    reconstruction_method: 'pet_series[0].reconstruction_method',
    coincidence_window_width: 'pet_series[0].coincidence_window_width_ns',
    energy_window_lower_limit: 'pet_series[0].energy_window_lower_kev',
    energy_window_upper_limit: 'pet_series[0].energy_window_upper_kev',
    'petseriescorrection[].corrected_image': { column: 'pet_series[0].corrected_image', as: 'joined' },
    'petseriestype[].series_type': { column: 'pet_series[0].series_type', as: 'joined' },
  },
};

const patient: Section = {
  table: 'studies',
  prefix: `${ROOT}.radiopharmaceuticaladministrationpatientcharacteristics[]`,
  row: 'only',
  targets: {
    subject_age: { column: 'subject_age_as_reported', as: 'years' },
    'subject_sex.value': 'patient_sex',
    patient_height: 'patient_height_m',
    patient_weight: 'patient_weight_kg',
  },
};

const procedure: Section = {
  table: 'studies',
  prefix: ROOT,
  row: 'only',
  targets: {
    ...code('associated_procedure', 'procedure_reported', 'procedure_reported_code'),
    ...code('has_intent', 'has_intent', 'has_intent_code'),
  },
};

/** Radiopharmaceutical dose reports, PET and NM images. */
export const NUCLEAR_MEDICINE_SECTIONS: readonly Section[] = [administration, petSeries, patient, procedure];
