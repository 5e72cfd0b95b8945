import { describe, expect, it } from 'vitest';
import {
  chosenValues,
  endsOf,
  fieldValue,
  isReversed,
  matchOf,
  rangeOf,
  toggleValue,
  withField,
} from '../../../ui/state/clauses.js';

const clause = (key: string, value: string, negated = false) => ({ key, value, negated });

describe('conditions', () => {
  it('are told apart by how they are written', () => {
    expect(matchOf(clause('study_description', 'head'))).toBe('contains');
    expect(matchOf(clause('study_description', '=CT Head..neck'))).toBe('exact');
    expect(matchOf(clause('dlp_total_mgy_cm', '5..'))).toBe('range');
    expect(matchOf(clause('standard_name.is', 'null'))).toBe('is_null');
  });

  it('a field changes its own condition and leaves chosen values and opposites alone', () => {
    const before = [
      clause('manufacturer', '=GE'),
      clause('manufacturer', 'x', true),
      clause('manufacturer', 'sie'),
    ];
    expect(fieldValue(before, 'manufacturer')).toBe('sie');
    expect(withField(before, 'manufacturer', 'phi')).toEqual([
      ...before.slice(0, 2),
      clause('manufacturer', 'phi'),
    ]);
    expect(withField(before, 'manufacturer', '')).toEqual(before.slice(0, 2));
  });

  it('a value is chosen and given up', () => {
    const chosen = toggleValue([], 'manufacturer', 'GE');
    expect(chosenValues(chosen, 'manufacturer')).toEqual(['GE']);
    expect(toggleValue(chosen, 'manufacturer', 'GE')).toEqual([]);
  });

  it('a range is open where an end is empty', () => {
    expect(rangeOf('5', '')).toBe('5..');
    expect(rangeOf('', '')).toBe('');
    expect(endsOf('..7')).toEqual(['', '7']);
  });

  it('a range is reversed where its first end lies above the second', () => {
    const reversed = [
      ['70', '16'],
      ['1e3', '<500'],
      ['2026-05-01', '2026-03-31'],
      ['2026-05', '2026-04-30'],
    ] as const;
    const possible = [
      ['16', '70'],
      ['9', '10'],
      ['5', '5'],
      ['', '5'],
      ['5', ''],
      ['2026-01-15', '2026-01'],
      ['2026-01', '2026-01-15'],
      ['-28d', '2026-01-01'],
    ] as const;
    for (const [low, high] of reversed) expect(isReversed(low, high), `${low}..${high}`).toBe(true);
    for (const [low, high] of possible) expect(isReversed(low, high), `${low}..${high}`).toBe(false);
  });
});
