import type { ModelName } from '../models/model.js';

/** Tables that checks read. */
export type CheckedTable = Extract<
  ModelName,
  | 'studies'
  | 'ct_events'
  | 'projection_events'
  | 'nm_administrations'
  | 'accumulated_doses'
  | 'devices'
  | 'source_objects'
>;

/** Where rows come from, and which of their study they are, as SQL; `{table}` stands for a relation. */
interface RowSource {
  /** What stands after FROM: rows `r`, and `s`, the row of their study. */
  readonly from: string;
  /** The alias of the study's row. */
  readonly study: 'r' | 's';
  /** Which row of the study it is; null for the study itself. */
  readonly subject: string;
}

const EVENT = "'event ' || r.event_index";

const ofStudy = (rows: string, subject: string): RowSource => ({
  from: `${rows} r JOIN {studies} s ON s.study_id = r.study_id`,
  study: 's',
  subject,
});

/** Exposures that agree in start, protocol and every dose value: one exposure that is there twice. */
function repeated(
  table: 'ct_events' | 'projection_events',
  isIrradiated: string,
  values: readonly string[],
): RowSource {
  const same = ['study_id', 'device_id', 'started_at_local', 'acquisition_protocol', ...values].join(', ');
  const groups = `
    SELECT study_id, min(event_index) AS event_index, count(*) AS exposures
    FROM {${table}} WHERE counted AND started_at_local IS NOT NULL AND ${isIrradiated}
    GROUP BY ${same} HAVING count(*) > 1`;
  return ofStudy(`(${groups})`, EVENT);
}

/** Files with findings, for each study that has their StudyInstanceUID. */
const DOUBTFUL_FILES = `
  (SELECT study.study_id, file.findings FROM {source_objects} file
   JOIN {studies} study ON study.study_instance_uid = file.study_instance_uid
   WHERE file.findings IS NOT NULL)`;

/** Kinds of rows that predicates are about. */
export const CHECKED_ROWS = {
  study: { from: '{studies} r', study: 'r', subject: 'NULL' },
  ct_event: ofStudy('{ct_events}', EVENT),
  projection_event: ofStudy('{projection_events}', EVENT),
  administration: ofStudy('{nm_administrations}', "'administration ' || r.administration_index"),
  report: ofStudy('{accumulated_doses}', "'report of ' || coalesce(r.part, 'all')"),
  doubtful_file: ofStudy(DOUBTFUL_FILES, 'NULL'),
  repeated_ct_event: repeated('ct_events', 'dlp_mgy_cm > 0', ['dlp_mgy_cm', 'ctdi_vol_mgy', 'kvp_kv']),
  repeated_projection_event: repeated(
    'projection_events',
    '(kap_gy_cm2 > 0 OR dose_rp_mgy > 0 OR agd_mgy > 0)',
    ['acquisition_plane', 'laterality', 'kap_gy_cm2', 'dose_rp_mgy', 'agd_mgy', 'kvp_kv', 'exposure_mas'],
  ),
} as const satisfies Record<string, RowSource>;

export type CheckedRows = keyof typeof CHECKED_ROWS;
