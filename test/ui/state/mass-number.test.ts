import { describe, expect, it } from 'vitest';
import { massNumbersRaised } from '../../../ui/state/mass-number.js';

describe('mass numbers', () => {
  it.each([
    ['^18^Fluorine', '¹⁸Fluorine'],
    ['Medronate Tc^99m^', 'Medronate Tc⁹⁹ᵐ'],
    ['Abdomen^01_AbdPelvis (Adult)', 'Abdomen^01_AbdPelvis (Adult)'],
    ['Head^1^2', 'Head^1^2'],
  ])('%s is read as %s', (sent, read) => expect(massNumbersRaised(sent)).toBe(read));
});
