import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, type Clause, type ListAddress } from '../../../ui/state/address.js';

const key = fc.constantFrom(
  'study_description',
  'event.acquisition_protocol',
  'dlp_total_mgy_cm',
  'standard_name.is',
  'device_id',
);
const clause: fc.Arbitrary<Clause> = fc.record({
  key,
  negated: fc.boolean(),
  value: fc.string({ minLength: 1, unit: 'grapheme' }),
});
const address: fc.Arbitrary<ListAddress> = fc.record({
  clauses: fc.array(clause, { maxLength: 6 }),
  sort: fc.option(fc.constantFrom('-study_date', 'event_count')),
  page: fc.integer({ min: 1, max: 999 }),
  pageSize: fc.option(fc.constantFrom(10, 25, 400)),
  columns: fc.option(
    fc.uniqueArray(fc.constantFrom('study_date', 'event_count', 'comment'), { minLength: 1 }),
  ),
  chart: fc.option(
    fc.record({
      name: fc.constantFrom('dose', 'scatter'),
      by: fc.constantFrom('event.acquisition_protocol', 'standard_name'),
    }),
  ),
});

describe('address of a list', () => {
  it('reads back to the same state, whatever is typed', () => {
    fc.assert(
      fc.property(address, (state) => {
        expect(parseAddress(formatAddress(state))).toEqual(state);
      }),
    );
  });

  it('is short and readable', () => {
    const query =
      'event.acquisition_protocol==Thorax+1/2&-manufacturer=ge&study_date=2026-01-01..2026-03-31&sort=-study_date&page=2';
    expect(formatAddress(parseAddress(`?${query}`))).toBe(query);
  });

  it('leaves a broken percent sign as it is', () => {
    expect(parseAddress('study_description=100%').clauses).toEqual([
      { key: 'study_description', negated: false, value: '100%' },
    ]);
  });
});
