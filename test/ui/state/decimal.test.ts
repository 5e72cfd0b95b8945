import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movePoint, shifted, typedNumber } from '../../../ui/state/decimal.js';

const PLACES = 60;

/** A plain decimal as a whole number of its smallest place. */
function exact(text: string): bigint {
  const [whole = '', part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(PLACES, '0'));
}

describe('a decimal point', () => {
  it.each([
    ['0.25', 2, '25'],
    ['25', -2, '0.25'],
    ['1234.5', 1, '12345'],
    ['5', -3, '0.005'],
    ['2.', -2, '0.02'],
    ['.5', 2, '50'],
    ['-0.5', 1, '-5'],
    ['0', 3, '0'],
    ['1e-7', 2, '0.00001'],
    ['1.5e21', 0, '1.5e21'],
    ['1.5e3', -3, '1.5'],
  ])('of %s moved by %i gives %s', (text, digits, moved) => {
    expect(movePoint(text, digits)).toBe(moved);
  });

  it.each(['', 'abc', '-', '.', '1..2', '<5', '1e99999999999', '2026-01-31'])(
    'is not looked for in %j',
    (text) => expect(movePoint(text, 2)).toBe(text),
  );

  it('loses no digit of any number, and moves back to where it was', () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 30 }))
      .map(([digits, places]) => {
        const text = digits.toString().padStart(places + 1, '0');
        return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
      });
    fc.assert(
      fc.property(decimal, fc.integer({ min: -6, max: 6 }), (text, digits) => {
        const moved = movePoint(text, digits);
        const power = 10n ** BigInt(Math.abs(digits));
        expect(digits < 0 ? exact(moved) * power : exact(moved)).toBe(
          digits < 0 ? exact(text) : exact(text) * power,
        );
        expect(exact(movePoint(moved, -digits))).toBe(exact(text));
      }),
    );
  });

  it('moves in numbers without the noise of a multiplication', () => {
    expect(0.07 * 100).not.toBe(7);
    expect(shifted(0.07, 2)).toBe(7);
    expect(shifted(1.1, 2)).toBe(110);
    expect(shifted(Number.MIN_VALUE, -3)).toBe(0);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.integer({ min: 0, max: 6 }),
        (whole, places) => {
          const value = whole / 10 ** places;
          expect(shifted(shifted(value, 2), -2)).toBe(value);
          expect(shifted(value, 3)).toBe(Number(`${value}e3`));
        },
      ),
    );
  });
});

describe('a typed number', () => {
  it.each([
    ['1,349', 'en-GB', '1349'],
    ['1,349.57', 'en-GB', '1349.57'],
    ['1,5', 'en-GB', '1.5'],
    [' -12,25 ', 'en-GB', '-12.25'],
    ['1,349', 'de-DE', '1.349'],
    ['1.349,57', 'de-DE', '1349.57'],
    ['1.349', 'de-DE', '1.349'],
    ['1\u202f349,57', 'fr-FR', '1349.57'],
    ['1’234’567', 'de-CH', '1234567'],
    ['1,234,567', 'de-DE', '1234567'],
    ['1,23,4', 'en-GB', '1,23,4'],
    ['ten', 'en-GB', 'ten'],
    ['2026-11-20', 'en-GB', '2026-11-20'],
  ])('%j in %s is %s', (text, locale, meant) => expect(typedNumber(text, locale)).toBe(meant));
});
