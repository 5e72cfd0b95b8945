import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../../../pipeline/dicom/decimal.js';

describe('one number', () => {
  it.each([
    ['70', 70],
    [' 70.5 ', 70.5],
    ['70.5\0', 70.5],
    ['+1.', 1],
    ['-.5', -0.5],
    ['4.05878e-006', 4.05878e-6],
    ['1.07E-05', 1.07e-5],
    ['0', 0],
    ['-0', 0],
    ['0.000000000e+00', 0],
    ['0.12345678901234567890', 0.12345678901234568],
  ])('reads %j', (raw, value) =>
    expect(parseDecimal(raw)).toEqual({ value, values: [value], problem: null }),
  );

  it('takes an empty value for absent, without a problem', () => {
    for (const raw of ['', '  ', '\0', '\\', ' \\ ']) {
      expect(parseDecimal(raw)).toEqual({ value: null, values: [], problem: null });
    }
  });

  it.each([
    ['NaN', 'number_not_a_number'],
    ['NA', 'number_not_a_number'],
    ['N/A', 'number_not_a_number'],
    ['-1.#IND', 'number_not_a_number'],
    ['Infinity', 'number_not_a_number'],
    ['1e400', 'number_out_of_range'],
    ['-1e16', 'number_out_of_range'],
    ['6.95e-310', 'number_out_of_range'],
    ['1e-999', 'number_out_of_range'],
    ['70 kV', 'number_unreadable'],
    ['0x1F', 'number_unreadable'],
    ['1e', 'number_unreadable'],
    ['.', 'number_unreadable'],
    ['9'.repeat(65), 'number_unreadable'],
  ])('refuses %j', (raw, problem) => expect(parseDecimal(raw)).toEqual({ value: null, values: [], problem }));
});

describe('several numbers', () => {
  it('are separated by a backslash, and none of them is the value', () => {
    expect(parseDecimal('56\\57.5 \\ 58')).toEqual({ value: null, values: [56, 57.5, 58], problem: null });
  });
  it('are separated by a slash on Toshiba vHP', () => {
    expect(parseDecimal('1.5/2')).toEqual({
      value: null,
      values: [1.5, 2],
      problem: 'number_separator_slash',
    });
  });
  it('keep the readable ones where others are blank or unreadable', () => {
    expect(parseDecimal('1\\\\3')).toEqual({
      value: null,
      values: [1, 3],
      problem: 'number_partly_blank',
    });
    expect(parseDecimal('1\\\\x').problem).toBe('number_partly_unreadable');
    expect(parseDecimal('x\\3').value).toBeNull();
    expect(parseDecimal('x\\y').problem).toBe('number_unreadable');
  });
});

describe('a comma', () => {
  it('is not guessed to be a point or a separator', () => {
    expect(parseDecimal('1,5')).toEqual({ value: null, values: [], problem: 'number_ambiguous_comma' });
    expect(parseDecimal('1,234.5').value).toBeNull();
    expect(parseDecimal('Al,Cu').problem).toBe('number_unreadable');
  });
  it('separates where each part has its own point, or where the caller knows', () => {
    const problem = 'number_separator_comma';
    expect(parseDecimal('1.06,0.206')).toEqual({ value: null, values: [1.06, 0.206], problem });
    expect(parseDecimal('1,5', { pairSeparator: ',' })).toEqual({ value: null, values: [1, 5], problem });
  });
});

describe('properties', () => {
  it('reads back every number of ordinary size', () => {
    const ordinary = fc
      .double({ min: -1e15, max: 1e15, noNaN: true })
      .filter((n) => n === 0 || Math.abs(n) > 1e-30);
    fc.assert(fc.property(ordinary, (n) => parseDecimal(` ${n} `).value === n + 0));
  });
  it('never throws and never gives what is not finite', () => {
    fc.assert(fc.property(fc.string(), (raw) => parseDecimal(raw).values.every(Number.isFinite)));
  });
});
