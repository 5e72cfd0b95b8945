import { studyCheck, type StudyCheck } from './check.js';

/** Constant angle acquisition (CID 10013): a localiser. */
const IS_LOCALISER = "coalesce(r.ct_acquisition_type_code = '113805', false)";
/** Sequenced and spiral acquisitions: the table moves along the scanning length. */
const IS_SCAN = "r.ct_acquisition_type_code IN ('113804', 'P5-08001', '116152004')";
const IS_DOSE = 'greatest(r.kap_gy_cm2, r.dose_rp_mgy, r.agd_mgy, r.entrance_exposure_mgy)';
/** CTDIvol × scanning length, mGy·cm. */
const CTDI_LENGTH = 'r.ctdi_vol_mgy * r.scanning_length_mm / 10';

/** Doses against the exposures that made them, and what a dose needs to be understood. */
export const DOSE_CHECKS: readonly StudyCheck[] = [
  studyCheck({
    id: 'dose_without_exposure',
    title: 'Dose without an exposure',
    severity: 'error',
    grain: 'event',
    definition: 'An exposure states dose above 0 and a tube current, exposure or exposure time of 0.',
    predicates: [
      {
        rows: 'ct_event',
        fails:
          'r.counted AND greatest(r.ctdi_vol_mgy, r.dlp_mgy_cm) > 0 AND (r.tube_current_ma = 0 OR r.exposure_time_s = 0)',
      },
      {
        rows: 'projection_event',
        fails: `r.counted AND ${IS_DOSE} > 0 AND (r.tube_current_ma = 0 OR r.exposure_mas = 0 OR r.exposure_time_ms = 0)`,
      },
    ],
  }),
  studyCheck({
    id: 'exposure_without_dose',
    title: 'An exposure with a dose of 0',
    severity: 'warning',
    grain: 'event',
    definition:
      'An exposure with tube voltage and current states a dose of 0 in every quantity it has; localisers and exposures below 1 mAs, where rounding gives 0, are left out.',
    predicates: [
      {
        rows: 'ct_event',
        fails: `r.counted AND NOT ${IS_LOCALISER} AND greatest(r.ctdi_vol_mgy, r.dlp_mgy_cm) = 0 AND r.kvp_kv > 0 AND r.tube_current_ma > 0`,
      },
      {
        rows: 'projection_event',
        fails: `r.counted AND ${IS_DOSE} = 0 AND r.kvp_kv > 0 AND r.exposure_mas >= 1`,
      },
    ],
  }),
  studyCheck({
    id: 'dose_missing',
    title: 'An exposure without any dose quantity',
    severity: 'warning',
    grain: 'event',
    definition:
      'A counted exposure or administration that states none of its dose quantities: CTDIvol or DLP; KAP, dose at the reference point, average glandular dose or entrance exposure; administered activity. Localisers may have none.',
    predicates: [
      {
        rows: 'ct_event',
        fails: `r.counted AND NOT ${IS_LOCALISER} AND coalesce(r.ctdi_vol_mgy, r.dlp_mgy_cm) IS NULL`,
      },
      { rows: 'projection_event', fails: `r.counted AND ${IS_DOSE} IS NULL` },
      { rows: 'administration', fails: 'r.counted AND r.administered_activity_mbq IS NULL' },
    ],
  }),
  studyCheck({
    id: 'agd_missing',
    title: 'A mammogram without average glandular dose',
    severity: 'warning',
    grain: 'event',
    definition: 'A counted exposure of a mammography study states no average glandular dose.',
    predicates: [
      { rows: 'projection_event', fails: "s.modality = 'MG' AND r.counted AND r.agd_mgy IS NULL" },
    ],
  }),
  studyCheck({
    id: 'laterality_missing',
    title: 'A mammogram without laterality',
    severity: 'warning',
    grain: 'event',
    definition: 'A counted exposure of a mammography study does not say of which breast it is.',
    predicates: [
      { rows: 'projection_event', fails: "s.modality = 'MG' AND r.counted AND r.laterality IS NULL" },
    ],
  }),
  studyCheck({
    id: 'phantom_not_stated',
    title: 'The CTDI phantom is not stated',
    severity: 'warning',
    grain: 'event',
    definition:
      'A scan states CTDIvol and not in which phantom; in the 16 cm phantom the same exposure reads about twice as much as in the 32 cm phantom.',
    predicates: [
      {
        rows: 'ct_event',
        fails: `r.counted AND NOT ${IS_LOCALISER} AND r.ctdi_vol_mgy > 0 AND r.ctdi_phantom IS NULL`,
      },
    ],
  }),
  studyCheck({
    id: 'phantoms_mixed',
    title: 'The total DLP adds phantoms',
    severity: 'info',
    grain: 'study',
    definition: 'The total DLP adds values of the 16 cm and the 32 cm phantom, which do not compare.',
    predicates: [{ rows: 'study', fails: 'r.dlp_total_is_mixed' }],
  }),
  studyCheck({
    id: 'ctdi_length_differs_from_dlp',
    title: 'CTDIvol × length does not give the DLP',
    severity: 'warning',
    grain: 'event',
    definition:
      'CTDIvol times scanning length of a sequenced or spiral scan is held against its DLP, which may be greater by the over-ranging of up to 10 cm.',
    tolerance: { kind: 'difference', percent: 30, absolute: 1, unit: 'mGy·cm' },
    compared: {
      found: 'DLP',
      expected: 'CTDIvol × length',
      unit: 'mGy·cm',
      quantity: 'dose_length_product',
    },
    predicates: [
      {
        rows: 'ct_event',
        fails: `${IS_SCAN} AND r.dlp_mgy_cm NOT BETWEEN 0.7 * ${CTDI_LENGTH} - 1 AND 1.3 * ${CTDI_LENGTH} + 10 * r.ctdi_vol_mgy + 1`,
        found: 'r.dlp_mgy_cm',
        expected: CTDI_LENGTH,
      },
    ],
  }),
  studyCheck({
    id: 'reference_point_not_stated',
    title: 'The reference point is not stated',
    severity: 'info',
    grain: 'study',
    definition:
      'A fluoroscopy study has dose at the reference point, and no or several definitions of that point; such doses do not compare.',
    predicates: [
      {
        rows: 'study',
        fails:
          "r.modality = 'RF' AND r.dose_rp_total_mgy > 0 AND coalesce(r.reference_point_definition, 'unknown') = 'unknown'",
      },
    ],
  }),
];
