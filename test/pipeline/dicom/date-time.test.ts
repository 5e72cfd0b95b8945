import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ageInDays,
  ageInYears,
  parseAgeString,
  parseDate,
  parseDateTime,
  parseTime,
  parseUtcOffset,
  wallClockAt,
} from '../../../pipeline/dicom/date-time.js';

describe('dates', () => {
  it.each([
    ['20240229', '2024-02-29'],
    ['1993.08.22', '1993-08-22'],
    ['2020-01-31', '2020-01-31'],
    [' 20200131\0', '2020-01-31'],
  ])('reads %j', (raw, date) => expect(parseDate(raw)).toBe(date));
  it.each([
    '',
    '2024',
    '202402',
    '20230229',
    '19000229',
    '20241301',
    '20240431',
    '00000101',
    '20200101\\20200102',
    '2020.01-02',
    'TODAY',
  ])('refuses %j', (raw) => expect(parseDate(raw)).toBeNull());
});

describe('times', () => {
  it.each([
    ['102030', '10:20:30'],
    ['102030.5', '10:20:30.5'],
    ['102030.123456', '10:20:30.123456'],
    ['102030.1234567', '10:20:30.123456'],
    ['102030.', '10:20:30'],
    ['10', '10:00:00'],
    ['1020', '10:20:00'],
    ['10:20:30', '10:20:30'],
    ['10:20:30.25', '10:20:30.25'],
    ['102030.000+0200', '10:20:30.000'],
    ['235960', '23:59:59'],
    ['000000 ', '00:00:00'],
  ])('reads %j', (raw, time) => expect(parseTime(raw)).toBe(time));
  it.each(['', '24', '1060', '102061', '1', '102', '1020.5', '10:2030', 'noon'])('refuses %j', (raw) =>
    expect(parseTime(raw)).toBeNull(),
  );
});

describe('date-times', () => {
  it.each([
    ['20240229102030.123+0130', '2024-02-29T10:20:30.123', 90, 'fraction'],
    ['20240229102030-0500', '2024-02-29T10:20:30', -300, 'second'],
    ['20240229102030', '2024-02-29T10:20:30', null, 'second'],
    ['202402291020', '2024-02-29T10:20:00', null, 'minute'],
    ['2024022910', '2024-02-29T10:00:00', null, 'hour'],
    ['20240229', '2024-02-29T00:00:00', null, 'day'],
    ['202402', null, null, 'month'],
    ['2024', null, null, 'year'],
    ['2024-0500', null, -300, 'year'],
    ['2024-02-29T10:20:30Z', '2024-02-29T10:20:30', 0, 'second'],
    ['2024-02-29 10:20:30.5+01:00', '2024-02-29T10:20:30.5', 60, 'fraction'],
    ['2024.02.29', '2024-02-29T00:00:00', null, 'day'],
    ['2024/02/29 10:20:30', '2024-02-29T10:20:30', null, 'second'],
    ['20240229T102030.25Z', '2024-02-29T10:20:30.25', 0, 'fraction'],
    ['20240229 102030', '2024-02-29T10:20:30', null, 'second'],
    ['20240229102030Z', '2024-02-29T10:20:30', 0, 'second'],
    ['20240229102030,25+01:00', '2024-02-29T10:20:30.25', 60, 'fraction'],
    ['20240229102030+9900', '2024-02-29T10:20:30', null, 'second'],
    ['20240229102030-0000', '2024-02-29T10:20:30', null, 'second'],
    ['20240229102030+0000', '2024-02-29T10:20:30', 0, 'second'],
  ])('keeps the wall clock of %j as written', (raw, local, offsetMinutes, precision) =>
    expect(parseDateTime(raw)).toEqual({ local, offsetMinutes, precision }),
  );
  it.each([
    '',
    '20230229102030',
    '20240229252030',
    '20240229.5',
    '2024022',
    '20240229 10',
    '2024/02-29 10:20',
    'REMOVED',
  ])('refuses %j', (raw) => expect(parseDateTime(raw)).toBeNull());
  it('never shifts the clock by the offset', () => {
    const offset = fc
      .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 11 }))
      .map(([sign, hours]) => `${sign}${String(hours).padStart(2, '0')}30`);
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        offset,
        (date, at) => {
          const local = date.toISOString().slice(0, 19);
          expect(parseDateTime(local.replace(/[-T:]/g, '') + at)?.local).toBe(local);
        },
      ),
    );
  });
});

describe('Timezone Offset From UTC', () => {
  it.each([
    ['+0100', 60],
    ['-0930 ', -570],
    ['UTC+01:00', 60],
    ['+0000', 0],
    ['-0000', null],
    ['+9900', null],
    ['+0160', null],
    ['0100', null],
    ['CET', null],
  ])('%j is %j min', (raw, minutes) => expect(parseUtcOffset(raw)).toBe(minutes));
});

describe('a wall clock by its milliseconds', () => {
  it.each([
    ['9999-12-31T23:59:59.999', 0, '9999-12-31T23:59:59.999'],
    ['9999-12-31T23:59:59.999', 1, null],
    ['0001-01-01T00:00:00', 0, '0001-01-01T00:00:00.000'],
    ['0001-01-01T00:00:00', -1, null],
  ])('%s and %d ms is %j', (from, more, local) => {
    expect(wallClockAt(Date.parse(`${from}Z`) + more)).toBe(local);
  });
});

describe('ages', () => {
  it('counts birthdays and the share of the year of age', () => {
    expect(ageInYears('1980-03-10', '2020-03-10')).toBe(40);
    expect(ageInYears('1980-03-10', '2020-03-09')).toBeCloseTo(39 + 365 / 366, 12);
    expect(ageInYears('2020-01-01', '2020-07-01')).toBe(182 / 366);
    expect(ageInYears('2020-02-29', '2021-02-28')).toBeLessThan(1);
    expect(ageInYears('2020-02-29', '2021-03-01')).toBe(1);
    expect(ageInYears('2020-01-02', '2020-01-01')).toBeLessThan(0);
    expect(ageInYears('20200101', '2020-01-01')).toBeNull();
  });
  it('counts days', () => {
    expect(ageInDays('2020-02-28', '2020-03-01')).toBe(2);
    expect(ageInDays('2020-03-01', '2020-02-28')).toBe(-2);
    expect(ageInDays('2020-02-30', '2020-03-01')).toBeNull();
  });
  it('never falls as days pass, and is whole only on birthdays', () => {
    const day = fc.integer({ min: 0, max: 40_000 });
    const date = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);
    fc.assert(
      fc.property(day, day, (birth, after) => {
        const age = ageInYears(date(birth), date(birth + after)) ?? NaN;
        expect(ageInYears(date(birth), date(birth + after + 1))).toBeGreaterThan(age);
        expect(Math.abs(age - after / 365.2425)).toBeLessThan(0.01);
      }),
    );
  });
  it.each([
    ['060Y', 60],
    ['6M', 0.5],
    ['026W', 182 / 365.25],
    ['3D', 3 / 365.25],
    ['000D', 0],
    ['45y ', 45],
  ])('reads %j in years', (raw, years) => expect(parseAgeString(raw)).toBeCloseTo(years, 12));
  it.each(['', '060', 'Y', '1000Y', '-05Y', '4.5Y', 'unknown'])('refuses %j', (raw) =>
    expect(parseAgeString(raw)).toBeNull(),
  );
});
