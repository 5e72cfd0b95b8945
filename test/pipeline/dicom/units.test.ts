import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dicomParser from 'dicom-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftDecimal } from '../../../pipeline/dicom/decimal-shift.js';
import { CANONICAL_UNITS, convert, unitOf, type CanonicalUnit } from '../../../pipeline/dicom/units.js';

describe('conversion', () => {
  it.each<[number, string, CanonicalUnit, number]>([
    [0.000016, 'Gy.m2', 'gy_cm2', 0.16],
    [0.000016, 'Gym2', 'gy_cm2', 0.16],
    [1.6e-5, 'Gy·m²', 'gy_cm2', 0.16],
    [7, 'dGy.cm2', 'gy_cm2', 0.7],
    [7, 'dGycm2', 'gy_cm2', 0.7],
    [3, 'cGy.cm2', 'gy_cm2', 0.03],
    [3, 'mGy.cm2', 'gy_cm2', 0.003],
    [3, 'uGy.m2', 'gy_cm2', 0.03],
    [3, 'µGy*m^2', 'gy_cm2', 0.03],
    [3, 'mGy.m2', 'gy_cm2', 30],
    [3.3, 'Gy.cm2', 'gy_cm2', 3.3],
    [0.0123, 'Gy', 'mgy', 12.3],
    [12.3, 'mGy', 'mgy', 12.3],
    [1.1, 'cGy', 'mgy', 11],
    [1.1, 'dGy', 'mgy', 110],
    [1.1, 'uGy', 'mgy', 0.0011],
    [1.1, 'mGy', 'gy', 0.0011],
    [724.52, 'mGycm', 'mgy_cm', 724.52],
    [724.52, 'mGy.cm', 'mgy_cm', 724.52],
    [0.72452, 'Gy.cm', 'mgy_cm', 724.52],
    [1234, 'uAs', 'mas', 1.234],
    [1234, 'uA.s', 'mas', 1.234],
    [1.234, 'mAs', 'mas', 1.234],
    [1.234, 'mC', 'mas', 1.234],
    [70, 'kVp', 'kv', 70],
    [70000, 'V', 'kv', 70],
    [0.5, 'A', 'ma', 500],
    [1.1, 'min', 's', 66],
    [109.77, 'min', 's', 6586.2],
    [2, 'h', 's', 7200],
    [12, 'ms', 's', 0.012],
    [0.012, 's', 'ms', 12],
    [1.8, 'm', 'mm', 1800],
    [180, 'cm', 'm', 1.8],
    [43.1, 'cm2', 'm2', 0.00431],
    [5, 'cm2', 'mm2', 500],
    [70000, 'g', 'kg', 70],
    [2, 'kgf', 'n', 19.6133],
    [5000, 'Pa', 'kpa', 5],
    [370_000_000, 'Bq', 'mbq', 370],
    [0.37, 'GBq', 'mbq', 370],
    [1.5, 'uSv', 'msv', 0.0015],
    [15, '{pulse}/s', 'hz', 15],
    [15, 'pulse/s', 'hz', 15],
    [15, 'Hz', 'hz', 15],
    [30, '/min', 'hz', 0.5],
    [30, '°', 'deg', 30],
    [35, '%', 'percent', 35],
    [90, '%', 'ratio', 0.9],
    [1.2, '{ratio}', 'ratio', 1.2],
    [2, '{X-Ray sources}', 'count', 2],
    [2, 'X-ray sources', 'count', 2],
    [9, '1', 'count', 9],
    [10, 'mCi', 'mbq', 370],
    [0.1, 'mCi', 'mbq', 3.7],
    [8.1, 'mCi', 'mbq', 299.7],
    [1.1, 'Ci', 'mbq', 40_700],
    [100, 'uCi', 'bq', 3_700_000],
    [100, 'µCi', 'mbq', 3.7],
    [1, 'nCi', 'bq', 37],
    ...['pulse', 'Pulses', '{pulses}', 'frame', 'Frames', 'image', 'images', '{images}', 'exposures'].map(
      (unit): [number, string, CanonicalUnit, number] => [9, unit, 'count', 9],
    ),
    ...[
      'Pulse/s',
      'pulse/sec',
      'Pulses/Sec',
      'frames/second',
      'images/s',
      '/sec',
      '1/sec',
      '{pulse}/sec',
    ].map((unit): [number, string, CanonicalUnit, number] => [7.5, unit, 'hz', 7.5]),
    ...['PPS', 'pps', 'FPS', 'fps'].map((unit): [number, string, CanonicalUnit, number] => [
      15,
      unit,
      'hz',
      15,
    ]),
    [0.31, 'mmAl', 'mm', 0.31],
    [0.31, 'mm Al', 'mm', 0.31],
    [0.31, 'mm[Al]', 'mm', 0.31],
    [0.31, 'mm{Al}', 'mm', 0.31],
    [3, 'CGY.CM2', 'gy_cm2', 0.03],
    [3, 'cGY.cm2', 'gy_cm2', 0.03],
    [3, 'UGY.M2', 'gy_cm2', 0.03],
    [3, 'ugy.m2', 'gy_cm2', 0.03],
    [3, 'gy.cm2', 'gy_cm2', 3],
    [30, 'KPA', 'kpa', 30],
    [3, 'DGY.CM2', 'gy_cm2', 0.3],
    [3, 'GY.CM2', 'gy_cm2', 3],
    [0.000016, 'GY.M2', 'gy_cm2', 0.16],
    [3, 'cGy.cm.cm', 'gy_cm2', 0.03],
    [3, 'uGy*m*m', 'gy_cm2', 0.03],
    [1.1, 'CGY', 'mgy', 11],
    [1, 'rad', 'deg', 57.29577951308232],
    [0.5, 'rad', 'deg', 28.64788975654116],
    [100, 'mbar', 'kpa', 10],
    [1, 'bar', 'kpa', 100],
    [101, 'hPa', 'kpa', 10.1],
    [100, 'mm[Hg]', 'kpa', 13.3322],
    [100, 'mmHg', 'kpa', 13.3322],
    [1234, 'UA.S', 'mas', 1.234],
    [1234, 'uAS', 'mas', 1.234],
    [1234, 'µAS', 'mas', 1.234],
    [1.1, 'mins', 's', 66],
    [1.1, 'MIN', 's', 66],
    [12, 'S', 's', 12],
    [12, 'SEC', 's', 12],
    [1.234, 'mA.sec', 'mas', 1.234],
    ...['MGY.CM', 'mGY.cm', 'mgy.cm', 'mGyCM', 'MGYCM', 'mGy•cm', 'mGy・cm'].map(
      (unit): [number, string, CanonicalUnit, number] => [724.52, unit, 'mgy_cm', 724.52],
    ),
    [3, 'MGY.CM2', 'gy_cm2', 0.003],
    [3, 'cGyCm2', 'gy_cm2', 0.03],
    [0.000016, 'Gy∙m²', 'gy_cm2', 0.16],
    [0.000016, 'GyM2', 'gy_cm2', 0.16],
    [120, 'mrad', 'mgy', 1.2],
    [7.5, 'pulses per second', 'hz', 7.5],
    ...['none', 'unitless', 'NA', '[ratio]', 'no unit'].map(
      (unit): [number, string, CanonicalUnit, number] => [1.2, unit, 'ratio', 1.2],
    ),
    [20, '[lbf_av]', 'n', 88.96443230521],
    ...['cGy x cm2', 'cGy X cm²', 'cGyxcm2', 'cGy㎠', 'cGy・㎠', 'ｃＧｙ･ｃｍ２'].map(
      (unit): [number, string, CanonicalUnit, number] => [3, unit, 'gy_cm2', 0.03],
    ),
    [3, 'μGy㎡', 'gy_cm2', 0.03],
    [3, 'uGy x m2', 'gy_cm2', 0.03],
    [724.52, 'mGy x cm', 'mgy_cm', 724.52],
    [12, 'mA x s', 'mas', 12],
    [370, 'MBQ', 'mbq', 370],
    [370, 'Mbq', 'mbq', 370],
    [150, '[lb_av]', 'kg', 68.0388555],
    [70, '[in_i]', 'm', 1.778],
  ])('makes of %s %s in %s exactly %s', (value, unit, canonical, expected) => {
    expect(convert(value, unit, 'Gy', canonical)).toEqual({
      value: expected,
      problem: null,
      assumedUnit: null,
    });
  });

  it('takes the unit of the template where none is stated, and says so', () => {
    for (const missing of [null, '', ' \0']) {
      expect(convert(0.000016, missing, 'Gy.m2', 'gy_cm2')).toEqual({
        value: 0.16,
        problem: 'unit_missing',
        assumedUnit: 'Gy.m2',
      });
    }
  });
  it('gives no value for an unknown unit', () => {
    const unknown = { value: null, problem: 'unit_unknown', assumedUnit: null };
    for (const unit of ['furlong', 'R', 'gY.M2', 'mbq', '[stone_av]', 'mcGy.m2', 'MCI', 'MCi', 'mmCu']) {
      expect(convert(1, unit, 'Gy', 'gy')).toEqual(unknown);
    }
  });
  it('gives no value for a unit of another dimension', () => {
    const mismatch = { value: null, problem: 'unit_mismatch', assumedUnit: null };
    expect(convert(1, 'Gy.m2', 'Gy', 'mgy')).toEqual(mismatch);
    expect(convert(1, 'mSv', 'Gy', 'mgy')).toEqual(mismatch);
    expect(convert(1, 'rad', 'Gy', 'mgy')).toEqual(mismatch);
    expect(convert(0.35, '{ratio}', '%', 'percent')).toEqual(mismatch);
    expect(convert(1, '%', '1', 'count')).toEqual(mismatch);
  });
  it('keeps mega and milli apart for activities', () => {
    expect(convert(1, 'MBq', 'MBq', 'mbq').value).toBe(1);
    expect(convert(1, 'mBq', 'MBq', 'mbq').value).toBe(1e-9);
  });
  it('takes a gray with the sign of mega for a misspelt milligray, in products too', () => {
    expect(convert(2, 'MGy', 'mGy', 'mgy').value).toBe(2);
    expect(convert(2, 'MGy.cm', 'mGy.cm', 'mgy_cm').value).toBe(2);
    expect(convert(2000, 'MGy.cm2', 'Gy.m2', 'gy_cm2').value).toBe(2);
  });

  it('knows its own canonical units', () => {
    for (const [name, code] of Object.entries(CANONICAL_UNITS)) {
      expect(convert(1.25, code, code, name as CanonicalUnit).value).toBe(1.25);
    }
  });
});

describe('shifting the decimal point', () => {
  const ordinary = fc.double({ min: -1e12, max: 1e12, noNaN: true }).filter((n) => Math.abs(n) > 1e-30);
  it('gives the double nearest to the decimal result and comes back', () => {
    const shift = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(ordinary, shift, (value, power) => {
        const there = shiftDecimal(value, power);
        expect(Math.abs(there - value * 10 ** power)).toBeLessThanOrEqual(Math.abs(there) * 1e-14);
      }),
    );
    const short = fc.tuple(
      fc.integer({ min: -99_999_999, max: 99_999_999 }),
      fc.integer({ min: -9, max: 0 }),
    );
    fc.assert(
      fc.property(short, shift, ([digits, power], by) => {
        const value = Number(`${digits}e${power}`);
        expect(shiftDecimal(shiftDecimal(value, by), -by)).toBe(value);
      }),
    );
  });
});

const corpus = join(process.env['DOSE_CORPUS'] ?? '../shared/corpus', 'dicom');

function unitCodes(dataSet: dicomParser.DataSet, found: Set<string>): void {
  for (const [tag, element] of Object.entries(dataSet.elements)) {
    for (const { dataSet: item } of element.items ?? []) {
      if (item === undefined) continue;
      if (tag === 'x004008ea') found.add(item.string('x00080100') ?? '');
      unitCodes(item, found);
    }
  }
}

describe.skipIf(!existsSync(corpus))('the reference corpus', () => {
  it('states no unit that is not known', () => {
    const found = new Set<string>();
    for (const name of readdirSync(corpus).filter((file) => file.endsWith('.dcm'))) {
      const bytes = readFileSync(join(corpus, name));
      try {
        unitCodes(dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' }), found);
      } catch {
        continue; // images with private elements of undefined length, which the oracle cannot parse
      }
    }
    expect(found.size).toBeGreaterThan(15);
    expect([...found].filter((code) => unitOf(code) === null)).toEqual([]);
  });
});
