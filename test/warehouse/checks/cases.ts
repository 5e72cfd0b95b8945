import type { Finding } from '../../../pipeline/extract/finding.js';
import type {
  AccumulatedDose,
  CtEvent,
  NmAdministration,
  ProjectionEvent,
  Study,
} from '../../../warehouse/tables/index.js';

/** What a study of a case has besides what a healthy one has. */
export interface Change {
  readonly study?: Partial<Study>;
  readonly ct?: Partial<CtEvent>;
  /** A second event that is the first with these values. */
  readonly secondCt?: Partial<CtEvent>;
  readonly projection?: Partial<ProjectionEvent>;
  readonly secondProjection?: Partial<ProjectionEvent>;
  readonly administration?: Partial<NmAdministration>;
  readonly report?: Partial<AccumulatedDose>;
}

/** A study that fails a check, and one near the limit that passes it; both are healthy otherwise. */
export interface Case {
  readonly check: string;
  readonly modality: 'CT' | 'RF' | 'MG' | 'NM';
  readonly fails: Change;
  readonly passes: Change;
  /** The two numbers of the failing row, where the check compares any. */
  readonly numbers?: readonly [found: number, expected: number];
  /** Other checks that such a study cannot but fail too. */
  readonly also?: readonly string[];
}

const finding = (code: string): Finding => ({ path: null, code, message: 'for a test' });
const findings = (...codes: string[]): Change => ({ study: { findings: codes.map(finding) } });

export const CASES: readonly Case[] = [
  {
    check: 'kap_sum_differs',
    modality: 'RF',
    fails: { study: { kap_total_gy_cm2: 10, kap_total_gy_cm2_event_sum: 9.4 } },
    passes: { study: { kap_total_gy_cm2: 10, kap_total_gy_cm2_event_sum: 9.6 } },
    numbers: [9.4, 10],
  },
  {
    check: 'kap_sum_differs',
    modality: 'RF',
    fails: { study: { kap_total_gy_cm2: 0.1, kap_total_gy_cm2_event_sum: 0.12 } },
    passes: { study: { kap_total_gy_cm2: 0.1, kap_total_gy_cm2_event_sum: 0.109 } },
    numbers: [0.12, 0.1],
  },
  {
    check: 'dose_rp_sum_differs',
    modality: 'RF',
    fails: { study: { dose_rp_total_mgy: 100, dose_rp_total_mgy_event_sum: 106 } },
    passes: { study: { dose_rp_total_mgy: 0.1, dose_rp_total_mgy_event_sum: 0.066 } },
    numbers: [106, 100],
  },
  {
    check: 'dlp_sum_differs',
    modality: 'CT',
    fails: { study: { dlp_total_mgy_cm: 500, dlp_total_mgy_cm_event_sum: 250 } },
    passes: {
      study: {
        dlp_total_mgy_cm: 500,
        dlp_total_mgy_cm_event_sum: 250,
        dlp_total_mgy_cm_source: 'summed_events',
      },
    },
    numbers: [250, 500],
  },
  {
    check: 'agd_sum_differs',
    modality: 'MG',
    fails: {
      study: { agd_right_mgy: 2, agd_right_mgy_event_sum: 1, agd_right_mgy_source: 'accumulated' },
    },
    passes: {
      study: { agd_right_mgy: 2, agd_right_mgy_event_sum: 2.05, agd_right_mgy_source: 'accumulated' },
    },
    numbers: [1, 2],
  },
  {
    check: 'fluoro_time_sum_differs',
    modality: 'RF',
    fails: { study: { fluoro_time_s: 70, fluoro_time_s_event_sum: 6718 } },
    passes: { study: { fluoro_time_s: 70, fluoro_time_s_event_sum: 74 } },
    numbers: [6718, 70],
  },
  {
    check: 'event_count_differs',
    modality: 'CT',
    fails: { report: { event_count: 2, event_count_reported: 3 } },
    passes: { report: { event_count: 2, event_count_reported: 3, is_current: false } },
    numbers: [2, 3],
  },
  {
    check: 'report_without_events',
    modality: 'RF',
    fails: { report: { event_count: 0, kap_total_gy_cm2: 4 } },
    passes: { report: { event_count: 0, kap_total_gy_cm2: 0 } },
    numbers: [0, 1],
  },
  {
    check: 'kvp_impossible',
    modality: 'CT',
    fails: { ct: { kvp_b_kv: 250 } },
    passes: { ct: { kvp_b_kv: 150 } },
    numbers: [250, 200],
  },
  {
    check: 'kvp_impossible',
    modality: 'RF',
    fails: { projection: { kvp_kv: 0.07 } },
    passes: { projection: { kvp_kv: null } },
    numbers: [0.07, 10],
  },
  {
    check: 'ctdi_vol_impossible',
    modality: 'CT',
    fails: { ct: { ctdi_vol_mgy: -1 } },
    passes: { ct: { ctdi_vol_mgy: null } },
    numbers: [-1, 0],
    also: ['ctdi_length_differs_from_dlp'],
  },
  {
    check: 'dlp_impossible',
    modality: 'CT',
    fails: { ct: { dlp_mgy_cm: 30_001, scanning_length_mm: null } },
    passes: { ct: { dlp_mgy_cm: 3000, scanning_length_mm: null } },
    numbers: [30_001, 30_000],
  },
  {
    check: 'kap_impossible',
    modality: 'RF',
    fails: { projection: { kap_gy_cm2: 1001 } },
    passes: { projection: { kap_gy_cm2: 999 } },
    numbers: [1001, 1000],
  },
  {
    check: 'kap_total_impossible',
    modality: 'RF',
    fails: { study: { kap_total_gy_cm2: 9000, kap_total_gy_cm2_event_sum: null } },
    passes: { study: { kap_total_gy_cm2: 900, kap_total_gy_cm2_event_sum: null } },
    numbers: [9000, 5000],
  },
  {
    check: 'dose_rp_impossible',
    modality: 'RF',
    fails: { study: { dose_rp_total_mgy: 60_000, dose_rp_total_mgy_event_sum: null } },
    passes: { study: { dose_rp_total_mgy: 6000, dose_rp_total_mgy_event_sum: null } },
    numbers: [60_000, 50_000],
  },
  {
    check: 'agd_impossible',
    modality: 'MG',
    fails: { projection: { agd_mgy: 130 } },
    passes: { projection: { agd_mgy: 13 } },
    numbers: [130, 50],
  },
  {
    check: 'activity_impossible',
    modality: 'NM',
    fails: { administration: { administered_activity_mbq: 394_000_000 } },
    passes: { administration: { administered_activity_mbq: 7400 } },
    numbers: [394_000_000, 50_000],
  },
  {
    check: 'age_impossible',
    modality: 'CT',
    fails: { study: { patient_age_years: -1 } },
    passes: { study: { patient_age_years: 0 } },
    numbers: [-1, 0],
  },
  {
    check: 'mammography_age_doubtful',
    modality: 'MG',
    fails: { study: { patient_age_years: 0 } },
    passes: { study: { patient_age_years: 19 } },
    numbers: [0, 12],
  },
  {
    check: 'height_impossible',
    modality: 'CT',
    fails: { study: { patient_height_m: 178, patient_weight_kg: null } },
    passes: { study: { patient_height_m: 0.45, patient_weight_kg: 2.5 } },
    numbers: [178, 2.6],
  },
  {
    check: 'weight_impossible',
    modality: 'CT',
    fails: { study: { patient_weight_kg: 0, patient_height_m: null } },
    passes: { study: { patient_weight_kg: 0.6, patient_height_m: null } },
    numbers: [0, 0.3],
  },
  {
    check: 'body_mass_index_doubtful',
    modality: 'CT',
    fails: { study: { patient_height_m: 0.8, patient_weight_kg: 78 } },
    passes: { study: { patient_height_m: 1.6, patient_weight_kg: 160 } },
    numbers: [78 / 0.64, 100],
  },
  {
    check: 'compression_thickness_impossible',
    modality: 'MG',
    fails: { projection: { compression_thickness_mm: 0 } },
    passes: { projection: { compression_thickness_mm: 128 } },
    numbers: [0, 2],
  },
  {
    check: 'compression_force_impossible',
    modality: 'MG',
    fails: { projection: { compression_force_n: 1100 } },
    passes: { projection: { compression_force_n: 200 } },
    numbers: [1100, 300],
  },
  {
    check: 'distances_contradict',
    modality: 'RF',
    fails: { projection: { source_to_detector_mm: 700, source_to_isocenter_mm: 785 } },
    passes: { projection: { source_to_detector_mm: 784.5, source_to_isocenter_mm: 785 } },
    numbers: [700, 785],
  },
  {
    check: 'dose_without_exposure',
    modality: 'CT',
    fails: { ct: { tube_current_ma: 0 } },
    passes: { ct: { tube_current_ma: null } },
  },
  {
    check: 'dose_without_exposure',
    modality: 'RF',
    fails: { projection: { exposure_mas: 0 } },
    passes: { projection: { exposure_mas: 0, counted: false } },
  },
  {
    check: 'exposure_without_dose',
    modality: 'CT',
    fails: { ct: { ctdi_vol_mgy: 0, dlp_mgy_cm: 0 } },
    passes: { ct: { ctdi_vol_mgy: 0, dlp_mgy_cm: 0, ct_acquisition_type_code: '113805' } },
  },
  {
    check: 'exposure_without_dose',
    modality: 'RF',
    fails: { projection: { kap_gy_cm2: 0, dose_rp_mgy: 0, exposure_mas: 2 } },
    passes: { projection: { kap_gy_cm2: 0, dose_rp_mgy: 0, exposure_mas: 0.1 } },
  },
  {
    check: 'dose_missing',
    modality: 'CT',
    fails: { ct: { ctdi_vol_mgy: null, dlp_mgy_cm: null } },
    passes: { ct: { ctdi_vol_mgy: null, dlp_mgy_cm: null, ct_acquisition_type_code: '113805' } },
  },
  {
    check: 'dose_missing',
    modality: 'RF',
    fails: { projection: { kap_gy_cm2: null, dose_rp_mgy: null } },
    passes: { projection: { kap_gy_cm2: null } },
  },
  {
    check: 'dose_missing',
    modality: 'NM',
    fails: { administration: { administered_activity_mbq: null } },
    passes: { administration: { administered_activity_mbq: null, counted: false } },
  },
  {
    check: 'agd_missing',
    modality: 'MG',
    fails: { projection: { agd_mgy: null, entrance_exposure_mgy: 5 } },
    passes: { projection: { agd_mgy: null, entrance_exposure_mgy: 5, counted: false } },
  },
  {
    check: 'laterality_missing',
    modality: 'MG',
    fails: { projection: { laterality: null } },
    passes: { projection: { laterality: 'Right' } },
  },
  {
    check: 'phantom_not_stated',
    modality: 'CT',
    fails: { ct: { ctdi_phantom: null } },
    passes: { ct: { ctdi_phantom: 'other' } },
  },
  {
    check: 'phantoms_mixed',
    modality: 'CT',
    fails: { study: { dlp_total_is_mixed: true } },
    passes: { study: { dlp_total_is_mixed: null } },
  },
  {
    check: 'ctdi_length_differs_from_dlp',
    modality: 'CT',
    fails: { ct: { ctdi_vol_mgy: 10, scanning_length_mm: 400, dlp_mgy_cm: 40 } },
    passes: { ct: { ctdi_vol_mgy: 10, scanning_length_mm: 100, dlp_mgy_cm: 220 } },
    numbers: [40, 400],
  },
  {
    check: 'reference_point_not_stated',
    modality: 'RF',
    fails: { study: { reference_point_definition: null } },
    passes: { study: { reference_point_definition: 'tabletop_1cm' } },
  },
  {
    check: 'event_outside_study',
    modality: 'CT',
    fails: {
      ct: { started_at_local: '2026-02-26T12:00:00' },
      study: { irradiation_started_at_local: null, irradiation_ended_at_local: null },
    },
    passes: {
      ct: { started_at_local: '2026-03-04T01:00:00' },
      study: { irradiation_started_at_local: null, irradiation_ended_at_local: null },
    },
    numbers: [-3.5, 0],
  },
  {
    check: 'event_outside_irradiation',
    modality: 'RF',
    fails: { projection: { started_at_local: '2026-03-02T09:50:00' } },
    passes: { projection: { started_at_local: '2026-03-02T09:56:00' } },
    numbers: [10, 5],
  },
  {
    check: 'irradiation_ends_before_start',
    modality: 'NM',
    fails: {
      study: {
        irradiation_started_at_local: '2026-03-02T10:10:00',
        irradiation_ended_at_local: '2026-03-02T10:00:00',
      },
    },
    passes: {
      study: {
        irradiation_started_at_local: '2026-03-02T10:10:00',
        irradiation_ended_at_local: '2026-03-02T10:10:00',
      },
    },
    numbers: [-600, 0],
  },
  {
    check: 'administration_ends_before_start',
    modality: 'NM',
    fails: { administration: { stopped_at_local: '2026-03-02T07:59:00' } },
    passes: { administration: { stopped_at_local: '2026-03-02T08:00:00' } },
    numbers: [-60, 0],
  },
  {
    check: 'study_in_future',
    modality: 'NM',
    fails: { study: { study_date: '2036-03-02' } },
    passes: { study: { study_date: '2026-04-02' } },
    numbers: [3623, 1],
  },
  {
    check: 'repeated_event',
    modality: 'CT',
    fails: { secondCt: {} },
    passes: { secondCt: { dlp_mgy_cm: 401 } },
    numbers: [2, 1],
  },
  {
    check: 'repeated_event',
    modality: 'RF',
    fails: { secondProjection: {} },
    passes: { secondProjection: { acquisition_plane: 'B' } },
    numbers: [2, 1],
  },
  {
    check: 'unit_doubtful',
    modality: 'CT',
    fails: findings('unit_unknown', 'unit_missing', 'concept_by_meaning'),
    passes: findings('concept_by_meaning'),
    numbers: [2, 0],
  },
  {
    check: 'value_left_out',
    modality: 'CT',
    fails: findings('value_impossible'),
    passes: findings('several_values'),
    numbers: [1, 0],
  },
  {
    check: 'value_left_out',
    modality: 'RF',
    fails: findings('number_unreadable', 'number_out_of_range', 'number_ambiguous_comma', 'date_unreadable'),
    passes: findings('number_partly_blank', 'number_separator_slash', 'value_qualified'),
    numbers: [4, 0],
  },
  {
    check: 'total_not_as_reported',
    modality: 'RF',
    fails: findings('reports_overlap'),
    passes: findings('total_absent'),
    numbers: [1, 0],
  },
  {
    check: 'event_uid_doubtful',
    modality: 'CT',
    fails: findings('event_uid_in_other_study'),
    passes: findings('event_uid_missing'),
    numbers: [1, 0],
  },
  {
    check: 'image_not_joined',
    modality: 'MG',
    fails: findings('image_joins_no_event'),
    passes: findings('attribute_differs'),
    numbers: [1, 0],
  },
  {
    check: 'objects_contradict',
    modality: 'NM',
    fails: findings('administration_differs'),
    passes: findings('attribute_differs'),
    numbers: [1, 0],
  },
  {
    check: 'study_date_missing',
    modality: 'NM',
    fails: { study: { study_date_source: 'content' } },
    passes: { study: { study_date_source: 'study' } },
  },
  {
    check: 'accession_number_missing',
    modality: 'CT',
    fails: { study: { accession_number: null } },
    passes: { study: { accession_number: 'A1' } },
  },
  {
    check: 'not_patient_suspected',
    modality: 'CT',
    fails: { study: { study_description: 'Monthly QA water' } },
    passes: { study: { study_description: 'CT aquatic therapy, faqir' } },
  },
];
