import { TABLES, emptyRow, type TableRow } from '../../../warehouse/tables/index.js';

/** Everything that the mock server holds. */
export interface Hospital {
  studies: TableRow<'studies'>[];
  ct_events: TableRow<'ct_events'>[];
  projection_events: TableRow<'projection_events'>[];
  nm_administrations: TableRow<'nm_administrations'>[];
  accumulated_doses: TableRow<'accumulated_doses'>[];
  source_objects: TableRow<'source_objects'>[];
}

type Modality = 'CT' | 'RF' | 'MG' | 'DX' | 'NM';

interface System {
  readonly id: string;
  readonly modality: Modality;
  readonly name: string;
  readonly make: string;
  readonly model: string;
  readonly station: string;
  readonly institution: string;
}

const SYSTEMS: readonly System[] = [
  ['ct-1', 'CT', 'CT 1 Emergency', 'SIEMENS', 'SOMATOM Force', 'CTAWP1', 'St Elsewhere'],
  ['ct-2', 'CT', 'CT 2 Oncology', 'GE MEDICAL SYSTEMS', 'Revolution CT', 'CT99', 'St Elsewhere'],
  ['ct-3', 'CT', 'CT North', 'Canon Medical Systems', 'Aquilion ONE', 'AQUILION1', 'North Clinic'],
  ['rf-1', 'RF', 'Cath lab 1', 'Philips', 'Azurion 7 B20', 'AZ1', 'St Elsewhere'],
  ['rf-2', 'RF', 'Angio 2', 'SIEMENS', 'AXIOM-Artis', 'ARTIS2', 'St Elsewhere'],
  ['mg-1', 'MG', 'Mammo A', 'HOLOGIC, Inc.', 'Selenia Dimensions', 'HOLOGIC1', 'Breast Unit'],
  ['dx-1', 'DX', 'X-ray room 3', 'Carestream Health', 'DRX-Evolution', 'DRX3', 'North Clinic'],
  ['nm-1', 'NM', 'PET/CT', 'SIEMENS', 'Biograph 64', 'PET1', 'St Elsewhere'],
].map(([id, modality, name, make, model, station, institution]) => ({
  id: id!,
  modality: modality as Modality,
  name: name!,
  make: make!,
  model: model!,
  station: station!,
  institution: institution!,
}));

const EXAMINATIONS: Readonly<Record<Modality, readonly (readonly [string, string, number])[]>> = {
  CT: [
    ['CT Thorax with contrast', 'Thorax', 320],
    ['CT Abdomen and pelvis', 'Abdomen/Pelvis', 540],
    ['CT Head', 'Head routine', 780],
    ['CT Pulmonary angiogram <script>alert(1)</script>', 'PE', 290],
    ['CT Sinuses', 'Sinus', 110],
  ],
  RF: [
    ['Coronary angiography', 'LV 15 fps', 28],
    ['TAVI', 'Cardiac 7.5 fps', 74],
    ['Cerebral embolisation', 'Neuro DSA', 120],
  ],
  MG: [['Mammography screening', 'Bilateral screening', 1.6]],
  DX: [
    ['Chest PA', 'Chest', 0.09],
    ['Pelvis AP', 'Pelvis', 1.4],
  ],
  NM: [['PET/CT whole body', 'FDG', 245]],
};

/** A small hospital with plausible, reproducible values: the same seed gives the same rows. */
export function hospital(studiesPerSystem = 60): Hospital {
  const random = seeded(20260331);
  const all: Hospital = {
    studies: [],
    ct_events: [],
    projection_events: [],
    nm_administrations: [],
    accumulated_doses: [],
    source_objects: [],
  };
  for (const system of SYSTEMS) {
    for (let index = 0; index < studiesPerSystem; index += 1) addStudy(all, system, index, random);
  }
  addTroubles(all);
  return all;
}

type Random = () => number;

function addStudy(all: Hospital, system: System, index: number, random: Random): void {
  const choices = EXAMINATIONS[system.modality];
  const [description, protocol, typical] = choices[Math.floor(random() * choices.length)]!;
  const day = new Date(Date.UTC(2026, 2, 31) - Math.floor(index * 3.1 + random() * 3) * 86_400_000);
  const date = day.toISOString().slice(0, 10);
  const time = `${pad(7 + Math.floor(random() * 11))}:${pad(Math.floor(random() * 60))}:${pad(Math.floor(random() * 60))}`;
  const studyId = `${system.id}-${String(index).padStart(4, '0')}`;
  const study: TableRow<'studies'> = {
    ...emptyRow(TABLES.studies),
    study_id: studyId,
    study_instance_uid: `1.2.826.0.1.3680043.9.${system.id.length}.${index}`,
    modality: system.modality,
    study_date: date,
    study_time: time,
    study_month: date.slice(0, 7),
    accession_number: `A${String(100000 + index * 7).slice(1)}${system.id.slice(-1)}`,
    study_description: index % 23 === 0 ? null : description,
    procedure_code_meaning: description.toUpperCase().slice(0, 24),
    requested_procedure_code_meaning: index % 3 === 0 ? `${protocol} request` : null,
    standard_name: index % 4 === 0 ? null : protocol,
    performing_physician: system.modality === 'RF' ? ['Okafor^A', 'Lindqvist^M'][index % 2]! : null,
    operator: 'RAD7',
    patient_age_years: index % 17 === 0 ? null : 4 + random() * 84,
    patient_age_source: 'birth_date',
    patient_sex: random() < 0.5 ? 'F' : 'M',
    patient_height_m: index % 2 === 0 ? 1.5 + random() * 0.4 : null,
    patient_weight_kg: index % 2 === 0 ? 45 + random() * 60 : null,
    patient_pseudonym: `p${Math.floor(random() * 1e9).toString(36)}`,
    is_not_patient: index === 5,
    not_patient_patterns: index === 5 ? 'PHY*' : null,
    institution_name: system.institution,
    manufacturer: system.make,
    manufacturer_model_name: system.model,
    station_name: system.station,
    device_serial_number: `SN${system.id}`,
    software_versions: 'VA20A',
    device_id: system.id,
    device_ids: [system.id],
    device_count: 1,
    display_name: system.name,
    report_count: 1,
    finding_count: index === 2 ? 1 : 0,
    findings:
      index === 2
        ? [
            {
              path: '113830',
              code: 'total_differs',
              message: 'The report states another total than the sum of its events.',
            },
          ]
        : null,
  };
  const scale = typical * (0.5 + random());
  if (system.modality === 'CT') addCt(all, study, protocol, scale, random);
  else if (system.modality === 'NM') addNm(all, study, scale);
  else addProjection(all, study, system.modality, protocol, scale, random);
  all.studies.push(study);
  all.source_objects.push({
    ...emptyRow(TABLES.source_objects),
    sha256: `${studyId}${'0'.repeat(40)}`,
    path: `${date.slice(0, 7)}/${studyId}.dcm`,
    study_instance_uid: study.study_instance_uid,
    modality: 'SR',
    byte_count: 24_000 + Math.floor(random() * 90_000),
    outcome: 'imported',
    extractor: 'rdsr',
    extractor_version: 1,
    run_id: `run-${1 + (index % 3)}`,
    ingested_at: '2026-03-31T22:01:12',
  });
}

function addCt(
  all: Hospital,
  study: TableRow<'studies'>,
  protocol: string,
  dlp: number,
  random: Random,
): void {
  const phantom = protocol.startsWith('Head') || protocol === 'Sinus' ? 'head_16cm' : 'body_32cm';
  const events = [
    'Constant Angle Acquisition',
    'Spiral Acquisition',
    ...(random() < 0.4 ? ['Spiral Acquisition'] : []),
  ];
  const share = dlp / (events.length - 1);
  let sum = 0;
  events.forEach((type, at) => {
    const scout = at === 0;
    const value = scout ? dlp * 0.004 : share;
    sum += value;
    const dual = study.device_id === 'ct-1' && at === 1;
    all.ct_events.push({
      ...emptyRow(TABLES.ct_events),
      study_id: study.study_id,
      event_key: `${study.study_id}.${at}`,
      irradiation_event_uid: `1.2.3.4.${at}`,
      event_index: at + 1,
      device_id: study.device_id,
      source_kind: 'report',
      counted: true,
      started_at_local: `${study.study_date}T${study.study_time}`,
      acquisition_protocol: scout ? 'Topogram' : protocol,
      target_region: 'Chest',
      ct_acquisition_type: type,
      ctdi_phantom: phantom,
      ctdi_vol_mgy: value / 34,
      dlp_mgy_cm: value,
      scanning_length_mm: 340 + random() * 80,
      kvp_kv: 120,
      tube_current_ma: 130 + random() * 200,
      tube_current_max_ma: 420,
      kvp_b_kv: dual ? 150 : null,
      tube_current_b_ma: dual ? 88.5 : null,
      exposure_time_per_rotation_s: 0.5,
      pitch_factor: scout ? null : 0.984,
      exposure_time_s: 4.21,
      nominal_single_collimation_width_mm: 0.6,
      nominal_total_collimation_width_mm: 38.4,
      xray_modulation_type: scout ? null : 'XYZ_EC',
      comment: at === 1 && study.finding_count ? 'Repeated, patient moved' : null,
    });
  });
  Object.assign(study, {
    event_count: events.length,
    dlp_total_mgy_cm: sum,
    dlp_total_mgy_cm_source: 'accumulated',
    dlp_total_mgy_cm_event_sum: sum,
    [phantom === 'head_16cm' ? 'dlp_head_16cm_mgy_cm' : 'dlp_body_32cm_mgy_cm']: sum,
    [phantom === 'head_16cm' ? 'ctdi_vol_max_head_16cm_mgy' : 'ctdi_vol_max_body_32cm_mgy']: share / 34,
    ctdi_phantoms: [phantom],
    ct_spiral_count: events.length - 1,
    ct_localizer_count: 1,
    ct_axial_count: 0,
  });
}

function addProjection(
  all: Hospital,
  study: TableRow<'studies'>,
  modality: Modality,
  protocol: string,
  scale: number,
  random: Random,
): void {
  const count = { RF: 14, MG: 4, DX: 2, CT: 0, NM: 0 }[modality];
  const biplane = study.device_id === 'rf-1';
  for (let at = 0; at < count; at += 1) {
    const fluoro = modality === 'RF' && at % 2 === 0;
    all.projection_events.push({
      ...emptyRow(TABLES.projection_events),
      study_id: study.study_id,
      event_key: `${study.study_id}.${at}`,
      event_index: at + 1,
      device_id: study.device_id,
      source_kind: 'report',
      counted: true,
      started_at_local: `${study.study_date}T${study.study_time}`,
      acquisition_protocol: protocol,
      acquisition_plane: biplane ? (at % 3 === 0 ? 'B' : 'A') : 'single',
      event_type: fluoro ? 'Fluoroscopy' : 'Stationary Acquisition',
      kap_gy_cm2: modality === 'MG' ? null : scale / count,
      dose_rp_mgy: modality === 'RF' ? (scale * 9) / count : null,
      kvp_kv: modality === 'MG' ? 29 : 70 + random() * 40,
      tube_current_ma: 80 + random() * 300,
      exposure_mas: 4 + random() * 60,
      exposure_time_ms: 12 + random() * 300,
      pulse_rate_hz: fluoro ? 7.5 : null,
      irradiation_duration_s: 3 + random() * 20,
      filters: [
        {
          type: 'Strip filter',
          type_code: null,
          material: 'Copper',
          material_code: null,
          thickness_min_mm: 0.3,
          thickness_max_mm: 0.3,
        },
        {
          type: null,
          type_code: null,
          material: 'Aluminum',
          material_code: null,
          thickness_min_mm: 1,
          thickness_max_mm: 1.5,
        },
      ],
      primary_angle_deg: modality === 'RF' ? -30 + random() * 60 : null,
      secondary_angle_deg: modality === 'RF' ? -20 + random() * 40 : null,
      field_size_mm: modality === 'RF' ? 250 : null,
      source_to_detector_mm: 1100,
      laterality: modality === 'MG' ? (at % 2 ? 'Left breast' : 'Right breast') : null,
      image_view:
        modality === 'MG'
          ? at < 2
            ? 'cranio-caudal'
            : 'medio-lateral oblique'
          : modality === 'DX'
            ? 'postero-anterior'
            : null,
      agd_mgy: modality === 'MG' ? scale / 2 : null,
      compression_thickness_mm: modality === 'MG' ? 35 + random() * 40 : null,
      compression_force_n: modality === 'MG' ? 90 + random() * 60 : null,
      anode_target_material: modality === 'MG' ? 'Tungsten' : null,
      exposure_control_mode: modality === 'MG' ? 'AUTO_FILTER' : null,
      anatomical_structure: modality === 'DX' ? protocol : null,
      exposure_index: modality === 'DX' ? 180 + random() * 300 : null,
    });
  }
  study.event_count = count;
  if (modality === 'MG') Object.assign(study, { agd_left_mgy: scale, agd_right_mgy: scale * 1.04 });
  else
    Object.assign(study, {
      kap_total_gy_cm2: scale,
      kap_total_gy_cm2_source: 'accumulated',
      kap_total_gy_cm2_event_sum: scale,
    });
  if (modality === 'RF') addPlanes(all, study, scale, biplane);
}

function addPlanes(all: Hospital, study: TableRow<'studies'>, kap: number, biplane: boolean): void {
  Object.assign(study, {
    kap_fluoro_gy_cm2: kap * 0.4,
    kap_acquisition_gy_cm2: kap * 0.6,
    dose_rp_total_mgy: kap * 9,
    dose_rp_total_mgy_source: 'accumulated',
    dose_rp_total_mgy_event_sum: kap * 9,
    fluoro_time_s: kap * 11,
    frame_count: Math.round(kap * 6),
    plane_count: biplane ? 2 : 1,
    reference_point_definition: 'iso_15cm',
  });
  if (biplane) {
    Object.assign(study, {
      kap_total_a_gy_cm2: kap * 0.7,
      kap_total_b_gy_cm2: kap * 0.3,
      dose_rp_total_a_mgy: kap * 6.3,
      dose_rp_total_b_mgy: kap * 2.7,
      event_count_a: 9,
      event_count_b: 5,
    });
  }
  for (const part of biplane ? ['A', 'B'] : ['single']) {
    all.accumulated_doses.push({
      ...emptyRow(TABLES.accumulated_doses),
      report_sop_instance_uid: `${study.study_id}.1`,
      study_id: study.study_id,
      part,
      part_kind: 'plane',
      part_meaning: part === 'single' ? 'Single Plane' : `Plane ${part}`,
      is_current: true,
      kap_total_gy_cm2: biplane ? kap * (part === 'A' ? 0.7 : 0.3) : kap,
      dose_rp_total_mgy: kap * (part === 'B' ? 2.7 : 6.3),
      fluoro_time_s: kap * 5.5,
    });
  }
}

function addNm(all: Hospital, study: TableRow<'studies'>, activity: number): void {
  all.nm_administrations.push({
    ...emptyRow(TABLES.nm_administrations),
    study_id: study.study_id,
    administration_index: 1,
    counted: true,
    radiopharmaceutical: 'Fluorodeoxyglucose F^18^',
    radionuclide: '^18^Fluorine',
    radionuclide_code: 'C-111A1',
    half_life_s: 6586.2,
    administered_activity_mbq: activity,
    started_at_local: `${study.study_date}T${study.study_time}`,
    stopped_at_local: `${study.study_date}T23:59:30`,
    route: 'Intravenous route',
    organ_doses: [
      {
        finding_site: 'Urinary bladder',
        finding_site_code: null,
        laterality: null,
        laterality_code: null,
        organ_dose_mgy: 12.4,
        mass_g: null,
        measurement_method: null,
        reference_authority: 'ICRP 128',
      },
    ],
  });
  Object.assign(study, {
    administered_activity_mbq: activity,
    administration_count: 1,
    radiopharmaceutical: 'Fluorodeoxyglucose F^18^',
    radionuclide: '^18^Fluorine',
  });
}

function addTroubles(all: Hospital): void {
  const trouble = (path: string, outcome: string, reason: string): void => {
    all.source_objects.push({
      ...emptyRow(TABLES.source_objects),
      sha256: `${path}${'f'.repeat(32)}`,
      path,
      byte_count: 3_214,
      outcome,
      reason,
      run_id: 'run-1',
      ingested_at: '2026-03-31T22:01:14',
    });
  };
  trouble('2026-03/truncated.dcm', 'quarantined', 'element (0040,A730) runs past the end of the file');
  trouble('2026-03/notes.txt', 'not_dose', 'not a DICOM object');
  trouble('2026-03/again.dcm', 'held', 'brings new events to a deleted study');
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** A small reproducible generator (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
