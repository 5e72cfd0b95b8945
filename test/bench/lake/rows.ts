import { sqlType } from '../../../warehouse/engine/column-types.js';
import { TABLES, type Table, type TableName } from '../../../warehouse/tables/index.js';

/** SQL expressions by column; columns that are not named are null. */
type Expressions = Readonly<Record<string, string>>;

const text = (value: string): string => `'${value}'`;

const STUDY: Expressions = {
  study_id: 'd.study_id',
  study_instance_uid: 'd.uid',
  modality: text('CT'),
  modality_in_object: text('SR'),
  study_date: 'd.day',
  study_date_source: text('study'),
  study_time: "strftime(d.started_at, '%H:%M:%S')",
  utc_offset_min: '60',
  study_month: "strftime(d.day, '%Y-%m')",
  irradiation_started_at_local: 'd.started_at',
  irradiation_ended_at_local: 'd.started_at + to_seconds(40 * d.scan_count + 60)',
  accession_number: "'A' || lpad(CAST(d.n AS VARCHAR), 10, '0')",
  accession_numbers: "['A' || lpad(CAST(d.n AS VARCHAR), 10, '0')]",
  dicom_study_id: 'CAST(d.n % 100000 AS VARCHAR)',
  study_description: 'd.study_description',
  procedure_code_meaning: 'd.procedure',
  procedure_code_value: "'CT' || lpad(CAST(d.examination_at % 24 AS VARCHAR), 3, '0')",
  requested_procedure_code_meaning: "d.procedure || ' ' || CAST(d.examination_at % 3 AS VARCHAR)",
  requested_procedure_code_value: "'R' || CAST(d.examination_at % 72 AS VARCHAR)",
  referring_physician: "'Synthetic^Referrer ' || CAST(hash(d.n) % 400 AS VARCHAR)",
  operator: "'Synthetic^Operator ' || CAST(hash(d.n, 1) % 60 AS VARCHAR)",
  patient_age_years: 'd.age_years',
  patient_age_source: text('birth_date'),
  patient_age_as_sent: "lpad(CAST(CAST(floor(d.age_years) AS INTEGER) AS VARCHAR), 3, '0') || 'Y'",
  patient_sex: "CASE WHEN uniform(d.n, 'sex') < 0.5 THEN 'F' ELSE 'M' END",
  patient_height_m:
    "CASE WHEN uniform(d.n, 'sized') < 0.6 THEN round(0.6 + 1.1 * d.size + 0.08 * normal(d.n, 'height'), 2) END",
  patient_weight_kg:
    "CASE WHEN uniform(d.n, 'sized') < 0.6 THEN round(greatest(3, 76 * d.size * d.size + 14 * normal(d.n, 'weight') * d.size), 1) END",
  patient_pseudonym: "sha256('patient ' || CAST(hash(d.n, 2) % (1000 + d.n) AS VARCHAR))",
  is_not_patient: "uniform(d.n, 'phantom') < 0.004",
  not_patient_patterns: "CASE WHEN uniform(d.n, 'phantom') < 0.004 THEN '*phantom*' END",
  institution_name: 'd.institution_name',
  institutional_department_name: text('Radiology'),
  manufacturer: 'd.manufacturer',
  manufacturer_model_name: 'd.manufacturer_model_name',
  station_name: 'd.station_name',
  device_serial_number: 'd.device_serial_number',
  software_versions: 'd.software_versions',
  device_id: 'd.device_id',
  device_ids: '[d.device_id]',
  device_count: '1',
  report_count: '1',
  event_count: 'd.scan_count + 1',
  event_count_reported: 'd.scan_count + 1',
  finding_count: '0',
  findings: '[]',
  procedure_reported: text('Computed Tomography X-Ray'),
  procedure_reported_code: text('P5-08000'),
  has_intent: text('Diagnostic Intent'),
  has_intent_code: text('R-408C3'),
  scope_of_accumulation: text('Study'),
  scope_of_accumulation_code: text('113014'),
  dlp_total_mgy_cm: 'e.dlp',
  dlp_total_mgy_cm_source: text('accumulated'),
  dlp_total_mgy_cm_event_sum: 'e.dlp',
  dlp_total_is_mixed: 'false',
  dlp_head_16cm_mgy_cm: 'CASE WHEN d.is_head THEN e.dlp END',
  dlp_head_16cm_mgy_cm_source: "CASE WHEN d.is_head THEN 'accumulated' END",
  dlp_head_16cm_mgy_cm_event_sum: 'CASE WHEN d.is_head THEN e.dlp END',
  dlp_body_32cm_mgy_cm: 'CASE WHEN NOT d.is_head THEN e.dlp END',
  dlp_body_32cm_mgy_cm_source: "CASE WHEN NOT d.is_head THEN 'accumulated' END",
  dlp_body_32cm_mgy_cm_event_sum: 'CASE WHEN NOT d.is_head THEN e.dlp END',
  ctdi_phantoms: "[CASE WHEN d.is_head THEN 'head_16cm' ELSE 'body_32cm' END]",
  ctdi_vol_max_head_16cm_mgy: 'CASE WHEN d.is_head THEN e.ctdi END',
  ctdi_vol_max_body_32cm_mgy: 'CASE WHEN NOT d.is_head THEN e.ctdi END',
  ct_axial_count: '0',
  ct_spiral_count: 'd.scan_count',
  ct_stationary_count: '0',
  ct_localizer_count: '1',
};

const scan = (sql: string): string => `CASE WHEN NOT e.is_localiser THEN ${sql} END`;

const EVENT: Expressions = {
  study_id: 'e.study_id',
  event_key: 'e.event_uid',
  irradiation_event_uid: 'e.event_uid',
  event_index: 'e.event_index',
  device_id: 'e.device_id',
  source_sop_instance_uid: "e.uid || '.0'",
  source_kind: text('report'),
  counted: 'true',
  started_at_local: 'e.event_started_at',
  acquisition_protocol: "CASE WHEN e.is_localiser THEN 'Topogram' ELSE e.acquisition_protocol END",
  target_region: 'e.target_region',
  target_region_code: 'e.target_region_code',
  target_region_scheme: text('SRT'),
  ct_acquisition_type:
    "CASE WHEN e.is_localiser THEN 'Constant Angle Acquisition' ELSE 'Spiral Acquisition' END",
  ct_acquisition_type_code: "CASE WHEN e.is_localiser THEN '113805' ELSE 'P5-08001' END",
  ct_acquisition_type_scheme: "CASE WHEN e.is_localiser THEN 'DCM' ELSE 'SRT' END",
  procedure_context: text('CT without contrast'),
  procedure_context_code: text('P5-0808E'),
  exposure_time_s: 'round(e.length_mm / 47, 2)',
  scanning_length_mm: 'e.length_mm',
  reconstructable_volume_length_mm: 'round(e.length_mm * 0.93, 1)',
  exposed_range_mm: 'round(e.length_mm * 1.04, 1)',
  reconstructable_volume_top_mm: "round(-200 + 100 * uniform(e.draw, 'top'), 1)",
  reconstructable_volume_bottom_mm: "round(-200 + 100 * uniform(e.draw, 'top') - e.length_mm, 1)",
  frame_of_reference_uid: "e.uid || '.9'",
  nominal_single_collimation_width_mm: '0.6',
  nominal_total_collimation_width_mm: '38.4',
  pitch_factor: scan("0.6 + round(uniform(e.draw, 'pitch') * 6) / 10"),
  xray_source_count: '1',
  ctdi_vol_mgy: 'e.ctdi_vol_mgy',
  ctdi_phantom: "CASE WHEN e.is_head THEN 'head_16cm' ELSE 'body_32cm' END",
  ctdi_phantom_code: "CASE WHEN e.is_head THEN '113690' ELSE '113691' END",
  ctdi_phantom_meaning:
    "CASE WHEN e.is_head THEN 'IEC Head Dosimetry Phantom' ELSE 'IEC Body Dosimetry Phantom' END",
  dlp_mgy_cm: 'e.dlp_mgy_cm',
  ssde_mgy: scan('round(e.ctdi_vol_mgy * 1.24, 2)'),
  ssde_method: scan(text('AAPM 220')),
  water_equivalent_diameter_mm: scan("round(240 + 60 * normal(e.draw, 'diameter') * e.size, 1)"),
  xray_source_id: text('A'),
  kvp_kv: "80 + 20 * floor(uniform(e.draw, 'kv') * 4)",
  tube_current_ma: 'round(60 + 14 * e.ctdi_vol_mgy)',
  tube_current_max_ma: scan('round(120 + 22 * e.ctdi_vol_mgy)'),
  exposure_time_per_rotation_s: scan('0.5'),
  xray_modulation_type: scan(text('XYZ_EC')),
};

const ACCUMULATED: Expressions = {
  report_sop_instance_uid: "d.uid || '.0'",
  part: text('all'),
  study_id: 'd.study_id',
  device_id: 'd.device_id',
  part_kind: text('phantom'),
  is_current: 'true',
  content_at_local: 'd.started_at + to_seconds(300)',
  scope: text('Study'),
  scope_uid: 'd.uid',
  dlp_total_mgy_cm: 'e.dlp',
  event_count_reported: 'd.scan_count + 1',
  event_count: 'd.scan_count + 1',
};

const OBJECT: Expressions = {
  sha256: "sha256('file ' || d.uid)",
  path: "d.station_name || '/' || strftime(d.day, '%Y-%m') || '/' || lpad(CAST(d.n AS VARCHAR), 9, '0') || '.dcm'",
  sop_instance_uid: "d.uid || '.0'",
  sop_class_uid: text('1.2.840.10008.5.1.4.1.1.88.67'),
  study_instance_uid: 'd.uid',
  modality: text('SR'),
  byte_count: '20000 + 4000 * d.scan_count',
  outcome: text('imported'),
  extractor: text('rdsr'),
  extractor_version: '1',
  run_id: "'night-' || strftime(d.day, '%Y%m%d')",
  ingested_at: 'd.day + INTERVAL 26 HOUR + to_milliseconds(d.n % 3600000)',
  drop_folder: text('main'),
};

/** Kept documents without what they hold: no question of the pages reads it, and it would fill the disk. */
const DOCUMENT: Expressions = {
  sop_instance_uid: "d.uid || '.0'",
  sop_class_uid: text('1.2.840.10008.5.1.4.1.1.88.67'),
  study_instance_uid: 'd.uid',
  sha256: "sha256('file ' || d.uid)",
  study_date: 'd.day',
  extractor: text('rdsr'),
  extractor_version: '1',
  content_byte_count: '20000 + 4000 * d.scan_count',
  accession_number: "'A' || lpad(CAST(d.n AS VARCHAR), 10, '0')",
  patient_age_days: 'd.age_days',
  patient_age_years: 'd.age_years',
  identity_is_known: 'true',
  texts_with_identity: '2',
};

const DOSE_OF_STUDY = `(
  SELECT study_id, round(sum(dlp_mgy_cm), 2) AS dlp, max(ctdi_vol_mgy) FILTER (WHERE NOT is_localiser) AS ctdi
  FROM event_draws GROUP BY study_id)`;

const SOURCES = {
  studies: [STUDY, `study_draws d JOIN ${DOSE_OF_STUDY} e USING (study_id)`],
  ct_events: [EVENT, 'event_draws e'],
  accumulated_doses: [ACCUMULATED, `study_draws d JOIN ${DOSE_OF_STUDY} e USING (study_id)`],
  source_objects: [OBJECT, 'study_draws d'],
  source_documents: [DOCUMENT, 'study_draws d'],
} as const satisfies Partial<Record<TableName, readonly [Expressions, string]>>;

export type GeneratedTable = keyof typeof SOURCES;
export const GENERATED_TABLES = Object.keys(SOURCES) as readonly GeneratedTable[];

/** SQL of the rows of a table for the staged month, in the order and types of its parts. */
export function rowsSql(name: GeneratedTable): string {
  const table: Table = TABLES[name];
  const [expressions, source]: readonly [Expressions, string] = SOURCES[name];
  const undeclared = Object.keys(expressions).filter((column) => !table.columnNames.includes(column));
  if (undeclared.length > 0) throw new Error(`${name} has no ${undeclared.join(', ')}`);
  const columns = table.columnNames.map((column) => {
    const type = sqlType(table.columns[column]!.type);
    return `CAST(${expressions[column] ?? 'NULL'} AS ${type}) AS "${column}"`;
  });
  const order = table.sortedBy.map((column) => `"${column}" NULLS LAST`).join(', ');
  return `SELECT ${columns.join(', ')} FROM ${source} ORDER BY ${order}`;
}
