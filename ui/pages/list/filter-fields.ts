import type { MessageKey } from '../../locales/msg.js';
import type { Modality } from '../../state/modality.js';

/** One field of the filter panel. Its label, unit and definition are those of the column. */
export interface FilterField {
  readonly key: string;
  readonly kind: 'text' | 'range' | 'date' | 'not_patient';
  /** Offers the values found, with their counts. */
  readonly facet?: boolean;
}

export interface FilterGroup {
  readonly title: MessageKey;
  readonly fields: readonly FilterField[];
}

const text = (...keys: readonly string[]): FilterField[] => keys.map((key) => ({ key, kind: 'text' }));
const range = (...keys: readonly string[]): FilterField[] => keys.map((key) => ({ key, kind: 'range' }));
const facet = (...keys: readonly string[]): FilterField[] =>
  keys.map((key) => ({ key, kind: 'text', facet: true }));

const WHEN: FilterGroup = {
  title: 'filter.when',
  fields: [{ key: 'study_date', kind: 'date' }],
};
const EQUIPMENT: FilterGroup = {
  title: 'filter.equipment',
  fields: facet(
    'display_name',
    'institution_name',
    'manufacturer',
    'manufacturer_model_name',
    'station_name',
  ),
};
const IDENTITY = text('patient_name', 'patient_id', 'patient_birth_date');
const PATIENT: FilterGroup = {
  title: 'filter.patient',
  fields: [
    ...range('patient_age_years', 'patient_weight_kg', 'patient_height_m'),
    { key: 'patient_sex', kind: 'text', facet: true },
    { key: 'is_not_patient', kind: 'not_patient' },
  ],
};
const EXAMINATION = text(
  'study_description',
  'procedure_code_meaning',
  'requested_procedure_code_meaning',
  'event.acquisition_protocol',
);
const NAMES = [...facet('standard_name'), ...text('event.standard_name', 'accession_number')];

/** What each list can be filtered by (rows UI-040 to UI-065), besides any column that an address names. */
const OWN: Readonly<Record<Modality, { examination: FilterField[]; dose: FilterField[] }>> = {
  CT: {
    examination: facet('event.ct_acquisition_type'),
    dose: [
      ...range('dlp_total_mgy_cm', 'event.ctdi_vol_mgy', 'event_count'),
      ...range('ct_spiral_count', 'ct_axial_count', 'ct_localizer_count', 'ct_stationary_count'),
    ],
  },
  RF: {
    examination: [...facet('performing_physician'), ...facet('event.event_type')],
    dose: range('kap_total_gy_cm2', 'dose_rp_total_mgy', 'fluoro_time_s', 'event_count'),
  },
  MG: {
    examination: facet('event.image_view', 'event.exposure_control_mode'),
    dose: range('agd_right_mgy', 'agd_left_mgy', 'event.compression_thickness_mm', 'event_count'),
  },
  DX: {
    examination: facet('event.anatomical_structure'),
    dose: range('kap_total_gy_cm2', 'event.kap_gy_cm2', 'event_count'),
  },
  NM: {
    examination: facet('radiopharmaceutical', 'radionuclide'),
    dose: range('administered_activity_mbq', 'administration_count'),
  },
};

export function filterGroups(modality: Modality, seesIdentity: boolean): readonly FilterGroup[] {
  const { examination, dose } = OWN[modality];
  const described = modality === 'NM' ? EXAMINATION.slice(0, 3) : EXAMINATION;
  const named = modality === 'NM' ? NAMES.filter(({ key }) => key !== 'event.standard_name') : NAMES;
  return [
    WHEN,
    { title: 'filter.examination', fields: [...described, ...examination, ...named] },
    EQUIPMENT,
    { title: 'filter.dose', fields: dose },
    { ...PATIENT, fields: [...(seesIdentity ? IDENTITY : []), ...PATIENT.fields] },
  ];
}
