import { describe, expect, it } from 'vitest';
import {
  CONCEPT,
  code,
  codeItem,
  num,
  text,
  UNIT,
  type ContentItem,
} from '../../../support/builders/index.js';
import { codeAttributes } from '../../../support/builders/content-items.js';
import { bareReport, dcm, eventOf, eventWith, extracted } from './projection-report.js';

const DAP = dcm('122130', 'Dose Area Product');
const DOSE_RP = dcm('113738', 'Dose (RP)');

function findingsOf(...items: readonly ContentItem[]): string[] {
  return extracted(bareReport([eventOf(...items)])).findings.map((finding) => finding.code);
}

describe('a number', () => {
  it.each([
    ['1.5E-05', 0.15],
    ['1.5e-5', 0.15],
    ['+0.000015', 0.15],
    [' .000015 ', 0.15],
    ['0', 0],
    ['0.000000', 0],
  ])('written %j is read', (written, kap_gy_cm2) => {
    expect(eventWith(num(DAP, written, UNIT.gy_m2)).kap_gy_cm2).toBe(kap_gy_cm2);
  });

  it.each([
    ['0,000015', 'number_ambiguous_comma'],
    ['NA', 'number_not_a_number'],
    ['15 Gym2', 'number_unreadable'],
    ['1e30', 'number_out_of_range'],
  ])('written %j is left out with a finding', (written, finding) => {
    expect(eventWith(num(DAP, written, UNIT.gy_m2)).kap_gy_cm2).toBeNull();
    expect(findingsOf(num(DAP, written, UNIT.gy_m2))).toEqual([finding]);
  });

  it.each([
    ['an empty value', num(DAP, '', UNIT.gy_m2)],
    ['an empty measured value sequence', num(DAP, null, UNIT.gy_m2)],
    ['no measured value sequence', { ...num(DAP, null, UNIT.gy_m2), MeasuredValueSequence: null }],
  ])('with %s is absent, and the event is kept', (_, item) => {
    const event = eventWith(item as ContentItem, num(CONCEPT.kvp, 70, UNIT.kv));
    expect(event).toMatchObject({ kap_gy_cm2: null, kvp_kv: 70 });
    expect(findingsOf(item as ContentItem)).toEqual([]);
  });

  it('that its qualifier calls unknown is left out, whatever stands beside it', () => {
    const qualified = {
      ...num(DAP, 0, UNIT.gy_m2),
      NumericValueQualifierCodeSequence: [codeAttributes(dcm('114010', 'Value unknown'))],
    };
    expect(eventWith(qualified).kap_gy_cm2).toBeNull();
    expect(findingsOf(qualified)).toEqual(['value_qualified']);
  });

  it('given as a double only is read', () => {
    const units = [{ CodeValue: 'Gy.m2', CodingSchemeDesignator: 'UCUM', CodeMeaning: 'Gy.m2' }];
    const measured = [{ MeasurementUnitsCodeSequence: units, FloatingPointValue: 0.00002 }];
    const double = { ...num(DAP, null, UNIT.gy_m2), MeasuredValueSequence: measured };
    expect(eventWith(double).kap_gy_cm2).toBe(0.2);
  });

  it('written as text has the unit of the template, with a finding', () => {
    expect(eventWith(text(DOSE_RP, '0.004')).dose_rp_mgy).toBe(4);
    expect(findingsOf(text(DOSE_RP, '0.004'))).toEqual(['unit_missing']);
    expect(eventWith(text(DOSE_RP, 'none')).dose_rp_mgy).toBeNull();
  });

  it('stated twice in one event is the first, with a finding only where they differ', () => {
    const twice = [num(DAP, 0.00002, UNIT.gy_m2), num(DAP, 0.00003, UNIT.gy_m2)];
    expect(eventWith(...twice).kap_gy_cm2).toBe(0.2);
    expect(findingsOf(...twice)).toEqual(['several_values']);
    expect(findingsOf(twice[0]!, twice[0]!)).toEqual([]);
  });

  it.each([
    [num(DOSE_RP, '4', UNIT.mgy), []],
    [num(DOSE_RP, '0.0040', UNIT.gy), []],
    [num(DOSE_RP, '0.004', UNIT.mgy), ['several_values']],
    [num(DOSE_RP, '0.004', { code: 'furlong' }), ['several_values']],
  ])(
    'stated twice is another where the quantity is another, whatever its unit, case %#',
    (other, findings) => {
      expect(findingsOf(num(DOSE_RP, '0.004', UNIT.gy), other)).toEqual(findings);
    },
  );

  it('stated under two codes of its concept is the first, with a finding where they differ', () => {
    const first = num(dcm('113824', 'Exposure Time'), 80, UNIT.ms);
    const other = num(dcm('113735', 'Exposure Time'), 90, UNIT.ms);
    expect(eventWith(first, other).exposure_time_ms).toBe(80);
    expect(findingsOf(first, other)).toEqual(['several_values']);
    expect(findingsOf(first, num(dcm('113735', 'Exposure Time'), 80, UNIT.ms))).toEqual([]);
  });

  it('is that of the item which states one, where an empty item of its concept stands before it', () => {
    expect(eventWith(num(DAP, null, UNIT.gy_m2), num(DAP, 0.00003, UNIT.gy_m2)).kap_gy_cm2).toBe(0.3);
    const empty = num(dcm('113824', 'Exposure Time'), null, UNIT.ms);
    const stated = num(dcm('113735', 'Exposure Time'), 12, UNIT.ms);
    expect(eventWith(empty, stated).exposure_time_ms).toBe(12);
    expect(findingsOf(empty, stated)).toEqual([]);
  });

  it.each([
    [{ code: '', meaning: 'mGy' }, 4],
    [{ code: '4711', scheme: '99MAKER', meaning: 'mGy' }, 4],
    [{ code: 'mGy', meaning: 'Gy' }, 4],
    [{ code: '4711', scheme: '99MAKER', meaning: 'a unit' }, null],
    [{ code: '', meaning: 'a unit' }, null],
  ])('has the unit of %o, by its meaning where its code is none', (unit, dose_rp_mgy) => {
    const item = num(DOSE_RP, 4, unit);
    expect(eventWith(item).dose_rp_mgy).toBe(dose_rp_mgy);
    expect(findingsOf(item)).toEqual(dose_rp_mgy === null ? ['unit_unknown'] : []);
  });

  it('of several values where one is expected is the first, with a finding', () => {
    expect(eventWith(num(DAP, [0.00002, 0.00003], UNIT.gy_m2)).kap_gy_cm2).toBe(0.2);
    expect(findingsOf(num(DAP, [0.00002, 0.00003], UNIT.gy_m2))).toEqual(['several_values']);
  });

  it('in several measured values of one unit is each of them, the first where one is expected', () => {
    const measuredOf = (...items: readonly ContentItem[]) => ({
      ...items[0]!,
      MeasuredValueSequence: items.flatMap((item) => item['MeasuredValueSequence'] as readonly ContentItem[]),
    });
    const kvp = (value: string) => num(CONCEPT.kvp, value, UNIT.kv);
    expect(eventWith(measuredOf(kvp('60'), kvp(''), kvp('50'))).kvp_pulses_kv).toEqual([60, 50]);
    const twoUnits = measuredOf(num(DOSE_RP, 0.004, UNIT.gy), num(DOSE_RP, 4, UNIT.mgy));
    expect(eventWith(twoUnits).dose_rp_mgy).toBe(4);
    expect(findingsOf(twoUnits)).toEqual([]);
    const twoValues = measuredOf(num(DOSE_RP, 0.004, UNIT.gy), num(DOSE_RP, 0.005, UNIT.gy));
    expect(eventWith(twoValues).dose_rp_mgy).toBe(4);
    expect(findingsOf(twoValues)).toEqual(['several_values']);
  });

  it('of which some values are blank is left out, but not so the pulses beside blank ones', () => {
    expect(eventWith(num(DAP, '0.00002\\\\', UNIT.gy_m2)).kap_gy_cm2).toBeNull();
    expect(eventWith(num(CONCEPT.kvp, '60\\\\50\\60', UNIT.kv))).toMatchObject({
      kvp_pulses_kv: [60, 50, 60],
      kvp_kv: 56.666666666667,
    });
  });
});

describe('a unit', () => {
  it.each([
    ['Gy.m2', 0.00002],
    ['Gym2', 0.00002],
    ['Gy*m2', 0.00002],
    ['Gy m2', 0.00002],
    ['Gy·m²', 0.00002],
    ['dGy.cm2', 2],
    ['dGycm2', 2],
    ['cGy.cm2', 20],
    ['cGycm2', 20],
    ['mGy.cm2', 200],
    ['uGy.m2', 20],
    ['µGym2', 20],
    ['mGy.m2', 0.02],
    ['Gy.cm2', 0.2],
    ['Gycm2', 0.2],
  ])('of kerma-area product is %s', (unit, value) => {
    expect(eventWith(num(DAP, value, { code: unit })).kap_gy_cm2).toBe(0.2);
  });

  it.each([
    ['Gy', 0.004],
    ['mGy', 4],
    ['cGy', 0.4],
    ['uGy', 4000],
    ['µGy', 4000],
    ['GY', 0.004],
  ])('of dose at the reference point is %s', (unit, value) => {
    expect(eventWith(num(DOSE_RP, value, { code: unit })).dose_rp_mgy).toBe(4);
  });

  it.each([
    ['113736', 'uA.s', 5000, 'exposure_mas', 5],
    ['113736', 'uAs', 5000, 'exposure_mas', 5],
    ['113736', 'mAs', 5, 'exposure_mas', 5],
    ['113824', 's', 0.25, 'exposure_time_ms', 250],
    ['113742', 'ms', 2500, 'irradiation_duration_s', 2.5],
    ['113742', 'min', 1.5, 'irradiation_duration_s', 90],
    ['113791', '{pulse}/s', 15, 'pulse_rate_hz', 15],
    ['113791', 'pulse/s', 15, 'pulse_rate_hz', 15],
    ['113791', 'Hz', 15, 'pulse_rate_hz', 15],
    ['113750', 'cm', 100, 'source_to_detector_mm', 1000],
    ['111647', 'daN', 10, 'compression_force_n', 100],
    ['111633', 'cm', 4.2, 'compression_thickness_mm', 42],
    ['113790', 'cm2', 400, 'collimated_field_area_m2', 0.04],
    ['111631', 'dGy', 0.0125, 'agd_mgy', 1.25],
  ] as const)('of %s is %s', (concept, unit, value, column, expected) => {
    const event = eventWith(num(code(concept, 'DCM', 'a quantity'), value, { code: unit }));
    expect(event[column]).toBeCloseTo(expected, 9);
  });

  it('with blanks and NUL around it, or an annotation, is the same', () => {
    expect(eventWith(num(DAP, 0.00002, { code: ' Gy.m2 ' })).kap_gy_cm2).toBe(0.2);
    expect(eventWith(num(dcm('113768', 'Number of Pulses'), 7, { code: '{pulses}' })).pulse_count).toBe(7);
  });

  it('of another dimension or unknown leaves the value out with a finding', () => {
    expect(eventWith(num(DAP, 3, { code: 'mGy' })).kap_gy_cm2).toBeNull();
    expect(findingsOf(num(DAP, 3, { code: 'mGy' }))).toEqual(['unit_mismatch']);
    expect(findingsOf(num(DAP, 3, { code: 'furlong' }))).toEqual(['unit_unknown']);
  });

  it('that is not stated is that of the template, with a finding', () => {
    expect(eventWith(num(DAP, 0.00002, { code: '' })).kap_gy_cm2).toBe(0.2);
    expect(findingsOf(num(DAP, 0.00002, { code: '' }))).toEqual(['unit_missing']);
    expect(eventWith(codeItem(DAP, dcm('1', 'x'))).kap_gy_cm2).toBeNull();
  });
});
