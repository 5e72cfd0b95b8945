import { describe, expect, it } from 'vitest';
import {
  CONCEPT,
  code,
  codeItem,
  container,
  DEVICE_TYPE,
  fluoroscopyReport,
  mammographyReport,
  num,
  radiographyReport,
  text,
  UNIT,
  VALUE,
  type Children,
} from '../../../support/builders/index.js';
import { accumulatedOf, bareReport, dcm, extracted, srt } from './projection-report.js';

const kapTotal = (value: number | null) => num(dcm('113722', 'Dose Area Product Total'), value, UNIT.gy_m2);

describe('accumulated dose of a projection report', () => {
  it('is one part per plane', () => {
    const { accumulatedDoses } = extracted(
      fluoroscopyReport({
        events: 4,
        biplane: true,
        accumulated: [
          { plane: 'A', kap_total_gy_m2: 1e-4, dose_rp_total_gy: 0.02, fluoro_time_s: 61.5, frame_count: 27 },
          { plane: 'B', kap_total_gy_m2: 2e-4, dose_rp_fluoro_gy: 0.003, kap_fluoro_gy_m2: 1e-5 },
        ],
      }),
    );
    expect(accumulatedDoses).toHaveLength(2);
    expect(accumulatedDoses[0]).toMatchObject({
      part: 'A',
      part_kind: 'plane',
      part_code: '113620',
      kap_total_gy_cm2: 1,
      dose_rp_total_mgy: 20,
      fluoro_time_s: 61.5,
      frame_count: 27,
      event_count: 4,
      scope: 'Study',
      reference_point_definition: 'iso_15cm',
    });
    expect(accumulatedDoses[1]).toMatchObject({
      part: 'B',
      kap_total_gy_cm2: 2,
      kap_fluoro_gy_cm2: 0.1,
      dose_rp_fluoro_mgy: 3,
    });
  });

  it('keeps an all-planes container apart', () => {
    const all = accumulatedOf(dcm('113890', 'All Planes'), kapTotal(3e-4));
    const report = extracted(
      bareReport([
        accumulatedOf(VALUE.planeA, kapTotal(1e-4)),
        accumulatedOf(VALUE.planeB, kapTotal(2e-4)),
        all,
      ]),
    );
    expect(report.accumulatedDoses.map((row) => [row.part, row.kap_total_gy_cm2])).toEqual([
      ['A', 1],
      ['B', 2],
      ['all', 3],
    ]);
  });

  it('numbers a plane that is stated twice, with a finding', () => {
    const report = extracted(
      bareReport([
        accumulatedOf(VALUE.singlePlane, kapTotal(1e-4)),
        accumulatedOf(VALUE.singlePlane, kapTotal(2e-4)),
      ]),
    );
    expect(report.accumulatedDoses.map((row) => row.part)).toEqual(['single', 'single_2']);
    expect(report.findings.map((finding) => finding.code)).toContain('part_repeated');
  });

  it.each([DEVICE_TYPE.fluoroscopy, DEVICE_TYPE.integrated, DEVICE_TYPE.cassette, null])(
    'is read whatever device type is stated',
    (deviceType) => {
      const report = extracted(
        radiographyReport({
          deviceType,
          accumulated: [{ plane: 'single', kap_total_gy_m2: 1e-5, frame_count: 2 }],
        }),
      );
      expect(report.accumulatedDoses[0]).toMatchObject({ kap_total_gy_cm2: 0.1, frame_count: 2 });
      expect(report.study.acquisition_device_type_code).toBe(deviceType?.value ?? null);
    },
  );

  it('is told apart by planes that are written as text', () => {
    const plane = (name: string) => text(dcm('113764', 'Acquisition Plane'), name);
    const report = extracted(
      bareReport([
        accumulatedOf(null, plane('Plane A'), kapTotal(1e-4)),
        accumulatedOf(null, plane('Plane B'), kapTotal(2e-4)),
      ]),
    );
    expect(report.accumulatedDoses.map((row) => row.part)).toEqual(['A', 'B']);
    expect(report.findings).toEqual([]);
  });

  it('is read at the root of a report that has no container for it', () => {
    const time = num(dcm('113730', 'Total Fluoro Time'), 100, UNIT.s);
    expect(extracted(bareReport([kapTotal(2e-4), time])).accumulatedDoses).toMatchObject([
      { part: 'single', kap_total_gy_cm2: 2, fluoro_time_s: 100 },
    ]);
    const report = extracted(bareReport([kapTotal(2e-4), accumulatedOf(VALUE.planeA, kapTotal(1e-4))]));
    expect(report.accumulatedDoses).toMatchObject([{ part: 'A', kap_total_gy_cm2: 1 }]);
  });

  it('is that of the concepts of events where those of totals are not used', () => {
    const doses = [
      num(dcm('122130', 'Dose Area Product'), 1e-4, UNIT.gy_m2),
      num(dcm('113738', 'Dose (RP)'), 0.01, UNIT.gy),
    ];
    const [first] = extracted(bareReport([accumulatedOf(VALUE.planeA, ...doses)])).accumulatedDoses;
    expect(first).toMatchObject({ kap_total_gy_cm2: 1, dose_rp_total_mgy: 10 });
    const both = bareReport([accumulatedOf(VALUE.planeA, kapTotal(2e-4), ...doses)]);
    expect(extracted(both).accumulatedDoses[0]!.kap_total_gy_cm2).toBe(2);
  });

  it('is read where the maker groups it in containers of its own, after what the container itself states', () => {
    const group = (...children: Children) => container(code('1', '99MAKER', 'A group'), children);
    const report = extracted(
      bareReport([
        accumulatedOf(
          dcm('113620', 'Plane A'),
          num(dcm('113725', 'Dose (RP) Total'), 0.02, UNIT.gy),
          group(
            num(dcm('113726', 'Fluoro Dose Area Product Total'), 0.0001, UNIT.gy_m2),
            num(dcm('113730', 'Total Fluoro Time'), 60, UNIT.s),
          ),
          group(
            num(dcm('113722', 'Dose Area Product Total'), 0.0003, UNIT.gy_m2),
            num(dcm('113725', 'Dose (RP) Total'), 0.5, UNIT.gy),
          ),
        ),
      ]),
    );
    expect(report.accumulatedDoses).toMatchObject([
      { part: 'A', kap_total_gy_cm2: 3, kap_fluoro_gy_cm2: 1, dose_rp_total_mgy: 20, fluoro_time_s: 60 },
    ]);
  });

  it('tells an absent total from one of 0', () => {
    const [absent, zero] = extracted(
      bareReport([accumulatedOf(VALUE.planeA, kapTotal(null)), accumulatedOf(VALUE.planeB, kapTotal(0))]),
    ).accumulatedDoses;
    expect(absent!.kap_total_gy_cm2).toBeNull();
    expect(zero!.kap_total_gy_cm2).toBe(0);
  });

  it('leaves a broken number of frames out, with a finding', () => {
    const frames = num(dcm('113731', 'Total Number of Radiographic Frames'), 2.5, UNIT.one);
    const report = extracted(bareReport([accumulatedOf(VALUE.singlePlane, frames)]));
    expect(report.accumulatedDoses[0]!.frame_count).toBeNull();
    expect(report.findings.map((finding) => finding.code)).toContain('number_not_whole');
  });

  it('reads totals in mGy by their code (Canon), whatever their meaning', () => {
    const total = num(dcm('113725', 'Dosis total'), 12.7, UNIT.mgy);
    const fluoro = num(dcm('113728', 'Fluoro Dose(RP) Total'), 1.5, UNIT.mgy);
    const [row] = extracted(bareReport([accumulatedOf(VALUE.singlePlane, total, fluoro)])).accumulatedDoses;
    expect(row).toMatchObject({ dose_rp_total_mgy: 12.7, dose_rp_fluoro_mgy: 1.5 });
  });

  it('reads a calibration without a date (Opera Swing)', () => {
    const calibration = container(dcm('122505', 'Calibration'), [
      codeItem(dcm('113794', 'Dose Measurement Device'), srt('A-2C090', 'Dosimeter')),
      num(dcm('122322', 'Calibration Factor'), 1.05, UNIT.one),
      num(dcm('113763', 'Calibration Uncertainty'), 5, { code: '%' }),
      text(dcm('113724', 'Calibration Responsible Party'), 'Service'),
    ]);
    const [row] = extracted(bareReport([accumulatedOf(VALUE.singlePlane, calibration)])).accumulatedDoses;
    expect(row).toMatchObject({
      calibration_date: null,
      calibration_factor: 1.05,
      calibration_uncertainty_percent: 5,
      calibration_responsible_party: 'Service',
      dose_measurement_device: 'Dosimeter',
    });
  });
});

describe('accumulated dose of a mammography report', () => {
  it('is one part per breast', () => {
    const report = extracted(
      mammographyReport({
        accumulated_agd: [
          { breast: VALUE.leftBreast, agd_mgy: 1.3 },
          { breast: VALUE.rightBreast, agd_mgy: 1.28 },
          { breast: srt('T-04080', 'Both breasts'), agd_mgy: 2.58 },
        ],
      }),
    );
    expect(report.content).toBe('MG');
    expect(report.accumulatedDoses.map((row) => [row.part, row.part_kind, row.agd_mgy])).toEqual([
      ['left', 'breast', 1.3],
      ['right', 'breast', 1.28],
      ['both', 'breast', 2.58],
    ]);
  });

  it('is mammography also where only the meaning of the procedure says so', () => {
    const procedure = { value: 'X1', scheme: '99LOCAL', meaning: 'Screening Mammography, both' };
    expect(extracted(bareReport([], { procedure })).content).toBe('MG');
    const other = { value: '71651007', scheme: 'SCT', meaning: 'Mammographie' };
    expect(extracted(bareReport([], { procedure: other })).content).toBe('MG');
  });

  it('keeps the frames beside its glandular doses', () => {
    const frames = num(dcm('113731', 'Total Number of Radiographic Frames'), 4, UNIT.one);
    const breast = [codeItem(CONCEPT.laterality, srt('T-04030', 'Left breast'))];
    const dose = num(dcm('111637', 'Accumulated Average Glandular Dose'), 1.2, UNIT.mgy, breast);
    const report = extracted(bareReport([accumulatedOf(VALUE.singlePlane, dose, frames)]));
    expect(report.accumulatedDoses).toMatchObject([
      { part: 'left', agd_mgy: 1.2, frame_count: null },
      { part: 'single', agd_mgy: null, frame_count: 4 },
    ]);
  });

  it('takes the breast of its only glandular dose from beside it, also as text', () => {
    const dose = num(dcm('111637', 'Accumulated Average Glandular Dose'), 1.2, UNIT.mgy);
    const partsWith = (...items: Children) =>
      extracted(bareReport([accumulatedOf(VALUE.singlePlane, ...items)])).accumulatedDoses.map(
        (row) => row.part,
      );
    const left = srt('T-04030', 'Left breast');
    expect(partsWith(dose, codeItem(CONCEPT.laterality, left))).toEqual(['left']);
    expect(partsWith(dose, text(CONCEPT.laterality, 'Right breast'))).toEqual(['right']);
    expect(partsWith(dose, text(CONCEPT.laterality, 'R'))).toEqual(['right']);
    expect(partsWith(dose, dose, codeItem(CONCEPT.laterality, left))).toEqual(['unstated', 'unstated_2']);
  });

  it('keeps a glandular dose without a breast as a part of its own, with a finding', () => {
    const agd = num(dcm('111637', 'Accumulated Average Glandular Dose'), 1.1, UNIT.mgy);
    const report = extracted(bareReport([accumulatedOf(VALUE.singlePlane, agd)]));
    expect(report.accumulatedDoses.map((row) => [row.part, row.agd_mgy])).toEqual([['unstated', 1.1]]);
    expect(report.findings.map((finding) => finding.code)).toContain('laterality_not_stated');
  });

  it('reads a glandular dose in dGy, as sent before mGy was agreed', () => {
    const agd = num(dcm('111637', 'Accumulated Average Glandular Dose'), 0.013, { code: 'dGy' }, [
      codeItem(CONCEPT.laterality, VALUE.leftBreast),
    ]);
    const report = extracted(bareReport([accumulatedOf(VALUE.singlePlane, agd)]));
    expect(report.accumulatedDoses[0]).toMatchObject({ part: 'left', agd_mgy: 1.3 });
  });
});
