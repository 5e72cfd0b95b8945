import { describe, expect, it } from 'vitest';
import { isoDayOfPeriodEnd } from '../../../reports/charts/periods.js';

describe('the last day of a period', () => {
  it.each([
    ['2026-11-30', 'day', '2026-11-30'],
    ['2026-12-28', 'week', '2027-01-03'],
    ['2024-02-01', 'month', '2024-02-29'],
    ['2026-10-01', 'quarter', '2026-12-31'],
    ['2026-01-01', 'year', '2026-12-31'],
    ['0001-01-01', 'month', '0001-01-31'],
    ['0099-01-01', 'year', '0099-12-31'],
    ['9999-12-27', 'week', '9999-12-31'],
    ['9999-01-01', 'year', '9999-12-31'],
  ] as const)('that begins on %s, a %s, is %s', (start, period, last) => {
    expect(isoDayOfPeriodEnd(start, period)).toBe(last);
  });
});
