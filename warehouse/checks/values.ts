import { rangeCheck, studyCheck, type StudyCheck } from './check.js';

/** Values that no examination has; the usual cause is a unit that is not the one stated. */
export const VALUE_CHECKS: readonly StudyCheck[] = [
  rangeCheck(
    {
      id: 'kvp_impossible',
      title: 'Impossible tube voltage',
      severity: 'error',
      grain: 'event',
      definition: 'Tube voltage of an exposure, both X-ray sources, outside what diagnostic tubes can give.',
    },
    { least: 10, most: 200, unit: 'kV' },
    [
      ['ct_event', 'r.kvp_kv'],
      ['ct_event', 'r.kvp_b_kv'],
      ['projection_event', 'r.kvp_kv'],
    ],
  ),
  rangeCheck(
    {
      id: 'ctdi_vol_impossible',
      title: 'Impossible CTDIvol',
      severity: 'error',
      grain: 'event',
      definition: 'CTDIvol of an exposure below 0, or beyond a long perfusion or biopsy series.',
    },
    { least: 0, most: 3000, unit: 'mGy' },
    [['ct_event', 'r.ctdi_vol_mgy']],
  ),
  rangeCheck(
    {
      id: 'dlp_impossible',
      title: 'Impossible DLP',
      severity: 'error',
      grain: 'event',
      definition: 'DLP of an exposure, or of a study, below 0 or beyond any scan of a whole body.',
    },
    { least: 0, most: 30_000, unit: 'mGy·cm', quantity: 'dose_length_product' },
    [
      ['ct_event', 'r.dlp_mgy_cm'],
      ['study', 'r.dlp_total_mgy_cm'],
    ],
  ),
  rangeCheck(
    {
      id: 'kap_impossible',
      title: 'Impossible KAP',
      severity: 'error',
      grain: 'event',
      definition: 'Kerma-area product of an exposure below 0 or beyond what one exposure can reach.',
    },
    { least: 0, most: 1000, unit: 'Gy·cm²', quantity: 'kerma_area_product' },
    [['projection_event', 'r.kap_gy_cm2']],
  ),
  rangeCheck(
    {
      id: 'kap_total_impossible',
      title: 'Impossible total KAP',
      severity: 'error',
      grain: 'study',
      definition: 'Kerma-area product of a study below 0 or beyond the longest interventions.',
    },
    { least: 0, most: 5000, unit: 'Gy·cm²', quantity: 'kerma_area_product' },
    [['study', 'r.kap_total_gy_cm2']],
  ),
  rangeCheck(
    {
      id: 'dose_rp_impossible',
      title: 'Impossible dose at the reference point',
      severity: 'error',
      grain: 'study',
      definition: 'Air kerma at the reference point of a study below 0 or beyond the longest interventions.',
    },
    { least: 0, most: 50_000, unit: 'mGy', quantity: 'dose_at_reference_point' },
    [['study', 'r.dose_rp_total_mgy']],
  ),
  rangeCheck(
    {
      id: 'agd_impossible',
      title: 'Impossible average glandular dose',
      severity: 'error',
      grain: 'event',
      definition: 'Average glandular dose of one exposure below 0 or beyond any breast and technique.',
    },
    { least: 0, most: 50, unit: 'mGy' },
    [['projection_event', 'r.agd_mgy']],
  ),
  rangeCheck(
    {
      id: 'activity_impossible',
      title: 'Impossible administered activity',
      severity: 'error',
      grain: 'event',
      definition: 'Administered activity of 0 or less, or beyond any therapy.',
    },
    { least: 0.001, most: 50_000, unit: 'MBq', quantity: 'administered_activity' },
    [['administration', 'r.administered_activity_mbq']],
  ),
  rangeCheck(
    {
      id: 'age_impossible',
      title: 'Impossible age',
      severity: 'error',
      grain: 'study',
      definition: 'Age of the patient below 0 or above the oldest.',
    },
    { least: 0, most: 120, unit: 'years' },
    [['study', 'r.patient_age_years']],
  ),
  rangeCheck(
    {
      id: 'mammography_age_doubtful',
      title: 'A child in mammography',
      severity: 'warning',
      grain: 'study',
      definition: 'Age of the patient of a mammogram: below this it is a wrong birth date or a test object.',
    },
    { least: 12, most: 120, unit: 'years' },
    [['study', "CASE WHEN r.modality = 'MG' THEN r.patient_age_years END"]],
  ),
  rangeCheck(
    {
      id: 'height_impossible',
      title: 'Impossible height',
      severity: 'error',
      grain: 'study',
      definition:
        'Height of the patient, a stated 0 included. One above 3 m, as of centimetres sent as metres, is left out when it is read.',
    },
    { least: 0.2, most: 2.6, unit: 'm', quantity: 'patient_height' },
    [['study', 'r.patient_height_m']],
  ),
  rangeCheck(
    {
      id: 'weight_impossible',
      title: 'Impossible weight',
      severity: 'error',
      grain: 'study',
      definition:
        'Weight of the patient, a stated 0 included. One above 700 kg, as of grams sent as kilograms, is left out when it is read.',
    },
    { least: 0.3, most: 500, unit: 'kg' },
    [['study', 'r.patient_weight_kg']],
  ),
  rangeCheck(
    {
      id: 'body_mass_index_doubtful',
      title: 'Height and weight do not fit each other',
      severity: 'warning',
      grain: 'study',
      definition: 'Weight divided by the square of the height; height and weight may be exchanged.',
    },
    { least: 6, most: 100, unit: 'kg/m²' },
    [['study', 'r.patient_weight_kg / nullif(r.patient_height_m * r.patient_height_m, 0)']],
  ),
  rangeCheck(
    {
      id: 'compression_thickness_impossible',
      title: 'Impossible compression thickness',
      severity: 'error',
      grain: 'event',
      definition: 'Thickness of the compressed breast, a stated 0 included.',
    },
    { least: 2, most: 200, unit: 'mm' },
    [['projection_event', 'r.compression_thickness_mm']],
  ),
  rangeCheck(
    {
      id: 'compression_force_impossible',
      title: 'Impossible compression force',
      severity: 'warning',
      grain: 'event',
      definition: 'Compression force as sent, below 0 or beyond what paddles can press.',
    },
    { least: 0, most: 300, unit: 'N' },
    [['projection_event', 'r.compression_force_n']],
  ),
  studyCheck({
    id: 'distances_contradict',
    title: 'The detector is nearer than the isocentre',
    severity: 'warning',
    grain: 'event',
    definition:
      'The distance from source to detector is held against those from source to isocentre and to the patient, which lie before the detector.',
    tolerance: { kind: 'difference', percent: 0, absolute: 1, unit: 'mm' },
    compared: { found: 'source to detector', expected: 'at least', unit: 'mm' },
    predicates: [
      {
        rows: 'projection_event',
        fails: 'r.source_to_detector_mm < greatest(r.source_to_isocenter_mm, r.source_to_patient_mm) - 1',
        found: 'r.source_to_detector_mm',
        expected: 'greatest(r.source_to_isocenter_mm, r.source_to_patient_mm)',
      },
    ],
  }),
];
