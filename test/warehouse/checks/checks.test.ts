import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHECKS,
  DEVICE_CHECKS,
  failingDevicesSql,
  failingStudiesSql,
  isDeviceCheck,
  STUDY_CHECKS,
  studyCheckCountsSql,
  studyHitsSql,
  type CheckRelations,
} from '../../../warehouse/checks/index.js';
import { lakeFixture, type LakeFixture, type SomeRows } from '../../support/lake-fixture.js';
import { CASES, type Change } from './cases.js';

const TODAY = '2026-04-01';
const RELATIONS: CheckRelations = { relation: (table) => table, today: () => `'${TODAY}'` };
const AT = '2026-03-02T10:00:00';

const HEALTHY_STUDY = {
  study_date: '2026-03-02',
  study_date_source: 'study',
  study_time: '09:58:00',
  irradiation_started_at_local: AT,
  irradiation_ended_at_local: '2026-03-02T10:20:00',
  accession_number: 'A',
  patient_age_years: 60,
  patient_height_m: 1.7,
  patient_weight_kg: 70,
  is_not_patient: false,
  device_id: 'device',
};
const OF_MODALITY = {
  CT: { dlp_total_mgy_cm: 400, dlp_total_mgy_cm_event_sum: 400, dlp_total_mgy_cm_source: 'accumulated' },
  RF: {
    kap_total_gy_cm2: 2,
    kap_total_gy_cm2_event_sum: 2,
    kap_total_gy_cm2_source: 'accumulated',
    dose_rp_total_mgy: 20,
    dose_rp_total_mgy_event_sum: 20,
    dose_rp_total_mgy_source: 'accumulated',
    fluoro_time_s: 60,
    fluoro_time_s_event_sum: 60,
    fluoro_time_s_source: 'accumulated_sum',
    reference_point_definition: 'iso_15cm',
  },
  MG: {},
  NM: {},
};
const EVENT = { event_index: 1, counted: true, started_at_local: AT, acquisition_protocol: 'P' };
const CT_EVENT = {
  ...EVENT,
  ct_acquisition_type_code: '113804',
  ctdi_vol_mgy: 10,
  ctdi_phantom: 'body_32cm',
  dlp_mgy_cm: 400,
  scanning_length_mm: 400,
  kvp_kv: 120,
  tube_current_ma: 200,
  exposure_time_s: 5,
};
const RF_EVENT = {
  ...EVENT,
  kap_gy_cm2: 2,
  dose_rp_mgy: 20,
  kvp_kv: 80,
  exposure_mas: 5,
  tube_current_ma: 100,
  source_to_detector_mm: 1100,
  source_to_isocenter_mm: 785,
};
const MG_EVENT = {
  ...EVENT,
  agd_mgy: 1.2,
  kvp_kv: 28,
  exposure_mas: 60,
  laterality: 'Left',
  compression_thickness_mm: 50,
};
const ADMINISTRATION = {
  administration_index: 1,
  counted: true,
  administered_activity_mbq: 394,
  started_at_local: '2026-03-02T08:00:00',
};

/** The rows of one study: healthy but for the change. */
function rowsOf(studyId: string, modality: keyof typeof OF_MODALITY, change: Change): SomeRows {
  const id = { study_id: studyId };
  const two = (first: object, second: object | undefined): object[] =>
    second ? [first, { ...first, ...second, event_key: 'second', event_index: 2 }] : [first];
  const projection = modality === 'MG' ? MG_EVENT : RF_EVENT;
  const isProjection = modality === 'RF' || modality === 'MG';
  return {
    studies: [{ ...HEALTHY_STUDY, ...OF_MODALITY[modality], modality, ...change.study, ...id }],
    ct_events: modality === 'CT' ? two({ ...CT_EVENT, ...change.ct, ...id }, change.secondCt) : [],
    projection_events: isProjection
      ? two({ ...projection, ...change.projection, ...id }, change.secondProjection)
      : [],
    nm_administrations: modality === 'NM' ? [{ ...ADMINISTRATION, ...change.administration, ...id }] : [],
    accumulated_doses: [
      { part: 'all', is_current: true, event_count: 1, event_count_reported: null, ...change.report, ...id },
    ],
  };
}

function merged(all: readonly SomeRows[]): SomeRows {
  const tables = [
    'studies',
    'ct_events',
    'projection_events',
    'nm_administrations',
    'accumulated_doses',
  ] as const;
  return Object.fromEntries(tables.map((table) => [table, all.flatMap((rows) => rows[table] ?? [])]));
}

const TABLES = [
  'studies',
  'ct_events',
  'projection_events',
  'nm_administrations',
  'accumulated_doses',
] as const;
const TESTED = STUDY_CHECKS.filter(({ needsWholeStore }) => !needsWholeStore);

describe('data-quality checks of studies', () => {
  let lake: LakeFixture;
  /** Checks by the study that fails them, in order of name. */
  const failed = new Map<string, string[]>();
  beforeAll(async () => {
    const studies = CASES.flatMap(({ modality, fails, passes }, n) => [
      rowsOf(`fails-${n}`, modality, fails),
      rowsOf(`passes-${n}`, modality, passes),
    ]);
    const healthy = (['CT', 'RF', 'MG', 'NM'] as const).map((modality) =>
      rowsOf(`healthy-${modality}`, modality, {}),
    );
    lake = await lakeFixture(merged([...studies, ...healthy]));
    for (const check of TESTED.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
      const rows = await lake.query(
        `SELECT DISTINCT study_id FROM (${failingStudiesSql([check], RELATIONS)})`,
      );
      for (const { study_id: id } of rows)
        failed.set(String(id), [...(failed.get(String(id)) ?? []), check.id]);
    }
  });
  afterAll(() => lake.close());

  const failedBy = (studyId: string): string[] => failed.get(studyId) ?? [];

  it('are about thirty or more, each with a case of its own', () => {
    expect(STUDY_CHECKS.length + DEVICE_CHECKS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    expect(new Set(CASES.map(({ check }) => check))).toEqual(new Set(TESTED.map(({ id }) => id)));
  });

  it.each(['CT', 'RF', 'MG', 'NM'])('pass on a healthy study of %s', (modality) => {
    expect(failedBy(`healthy-${modality}`)).toEqual([]);
  });

  it.each(CASES.map((given, n) => ({ ...given, n })))(
    '$check fails where it should, and only there ($modality)',
    async ({ check, n, numbers, also = [] }) => {
      expect(failedBy(`fails-${n}`)).toEqual([check, ...also].sort());
      expect(failedBy(`passes-${n}`)).toEqual([]);
      const hits = await lake.query(
        studyHitsSql(TESTED, TABLES, {
          ...RELATIONS,
          relation: (table) => `(SELECT * FROM ${table} WHERE study_id = 'fails-${n}')`,
        }),
      );
      const [hit] = hits.filter((row) => row['check_id'] === check);
      if (numbers) {
        expect(hit?.['found']).toBeCloseTo(numbers[0], 9);
        expect(hit?.['expected']).toBeCloseTo(numbers[1], 9);
      } else expect(hit).toBeDefined();
    },
  );

  it('are counted by modality and device as the studies that they list', async () => {
    const counts = await lake.query(studyCheckCountsSql(STUDY_CHECKS, RELATIONS));
    for (const check of STUDY_CHECKS) {
      const listed = await lake.query(
        `SELECT s.modality, count(*) AS n FROM studies s
         WHERE s.study_id IN (${failingStudiesSql([check], RELATIONS)}) GROUP BY 1 ORDER BY 1`,
      );
      const counted = counts
        .filter((row) => row['check_id'] === check.id)
        .map(({ modality, study_count }) => ({ modality, n: Number(study_count) }))
        .sort((one, other) => String(one.modality).localeCompare(String(other.modality)));
      expect(counted).toEqual(listed);
    }
  });
});

describe('data-quality checks that look at the whole store', () => {
  const failing = async (rows: SomeRows, id: string): Promise<unknown[]> => {
    const lake = await lakeFixture(rows);
    const check = CHECKS.find((known) => known.id === id)!;
    const sql = isDeviceCheck(check)
      ? `SELECT * FROM (${failingDevicesSql([check], RELATIONS)}) ORDER BY device_id`
      : failingStudiesSql([check], RELATIONS);
    const found = await lake.query(sql);
    lake.close();
    return isDeviceCheck(check)
      ? found.map(({ device_id, found: value, expected }) => [device_id, value, expected])
      : found.map((row) => row['study_id']);
  };
  const day = (offset: number): string =>
    new Date(Date.parse(TODAY) + offset * 86_400_000).toISOString().slice(0, 10);
  /** A study on every `step`-th day from `first` to `last`. */
  const rhythm = (device: string, first: number, last: number, step: number): object[] =>
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) => ({
      study_id: `${device}-${n}`,
      device_id: device,
      display_name: device,
      study_date: day(first + n * step),
    }));

  it('standard_name_missing asks of modalities that the site names', async () => {
    const study = (
      study_id: string,
      modality: string,
      standard_name: string | null,
      is_not_patient = false,
    ) => ({
      study_id,
      modality,
      standard_name,
      is_not_patient,
    });
    const studies = [
      study('named', 'CT', 'Chest'),
      study('unnamed', 'CT', null),
      study('test object', 'CT', null, true),
      study('other modality', 'MG', null),
    ];
    expect(await failing({ studies }, 'standard_name_missing')).toEqual(['unnamed']);
  });

  it('uid_of_two_doses names the studies of a file that lost its UID to other doses', async () => {
    const study = (study_id: string, study_instance_uid: string) => ({
      study_id,
      study_instance_uid,
      modality: 'CT',
    });
    const file = (study_instance_uid: string, code: string) => ({
      sha256: `${study_instance_uid} ${code}`,
      study_instance_uid,
      outcome: 'duplicate',
      findings: [{ path: null, code, message: 'for a test' }],
    });
    const rows = {
      studies: [study('lost a report', '1'), study('whole', '2')],
      source_objects: [file('1', 'same_uid_other_dose'), file('2', 'text_cut'), file('3', 'text_cut')],
    };
    expect(await failing(rows, 'uid_of_two_doses')).toEqual(['lost a report']);
  });

  it('device_silent measures a device by its own rhythm, and forgets a retired one', async () => {
    const studies = [
      ...rhythm('daily', -60, -10, 1),
      ...rhythm('weekly', -200, -10, 7),
      ...rhythm('working', -60, -1, 1),
      ...rhythm('retired', -300, -200, 1),
      ...rhythm('rare', -300, -30, 60),
    ];
    expect(await failing({ studies }, 'device_silent')).toEqual([['daily', 10, 3]]);
  });

  it('device_silent takes devices of one name for one system', async () => {
    const studies = [...rhythm('old software', -60, -10, 1), ...rhythm('new software', -9, -1, 1)].map(
      (row) => ({ ...row, display_name: 'CT 1' }),
    );
    expect(await failing({ studies }, 'device_silent')).toEqual([]);
  });

  it('device_identity_changed names a new device that has the serial number of an earlier one', async () => {
    const device = (device_id: string, device_serial_number: string | null, software_versions: string) => ({
      device_id,
      manufacturer: 'M',
      manufacturer_model_name: 'X',
      device_serial_number,
      software_versions,
    });
    const rows = {
      devices: [
        device('before', '1', 'A'),
        device('after', '1', 'B'),
        device('alone', '2', 'A'),
        device('no serial', null, 'A'),
        device('no serial either', null, 'B'),
      ],
      studies: [
        ...rhythm('before', -200, -50, 10),
        ...rhythm('after', -40, -1, 10),
        ...rhythm('alone', -40, -1, 10),
        ...rhythm('no serial', -200, -50, 10),
        ...rhythm('no serial either', -40, -1, 10),
      ],
    };
    expect(await failing(rows, 'device_identity_changed')).toEqual([['after', 2, 1]]);
  });

  it('equipment_unnamed asks for names where the site gives any, and of what has none at all', async () => {
    const device = (device_id: string, station_name: string | null, display_name: string) => ({
      device_id,
      institution_name: station_name && 'North',
      station_name,
      display_name,
    });
    const asSent = [device('1', 'CT1', 'North CT1'), device('2', 'CT2', 'North CT2')];
    expect(await failing({ devices: asSent }, 'equipment_unnamed')).toEqual([]);
    const oneNamed = [device('1', 'CT1', 'Big one'), device('2', 'CT2', 'North CT2')];
    expect(await failing({ devices: oneNamed }, 'equipment_unnamed')).toEqual([['2', null, null]]);
    const blank = [device('1', null, 'Blank')];
    expect(await failing({ devices: blank }, 'equipment_unnamed')).toEqual([['1', null, null]]);
  });

  it('device_clock_offset compares the clocks that stamp studies and exposures', async () => {
    const stamped = (device: string, hour: string) =>
      rhythm(device, -10, -1, 1).map((row) => ({
        ...row,
        study_time: '10:00:00.5',
        irradiation_started_at_local: `${(row as { study_date: string }).study_date}T${hour}:30:00`,
      }));
    const studies = [...stamped('right', '10'), ...stamped('ahead', '18'), ...stamped('behind', '08')];
    const found = await failing({ studies }, 'device_clock_offset');
    expect(found).toEqual([
      ['ahead', expect.closeTo(8.5, 2), 6],
      ['behind', expect.closeTo(-1.5, 2), -0.5],
    ]);
  });
});
