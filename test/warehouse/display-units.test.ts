import { describe, expect, it } from 'vitest';
import { convert, CANONICAL_UNITS, type CanonicalUnit } from '../../pipeline/dicom/units.js';
import { QUANTITIES, QUANTITY_NAMES, quantityOf, TABLES, unitOf } from '../../warehouse/tables/index.js';

const columns = Object.values(TABLES).flatMap((table) => Object.keys(table.columns));

/** A unit as people read it, as UCUM writes it. */
const ucum = (unit: string): string => unit.replaceAll('·', '.').replace('²', '2').replace('µ', 'u');

const canonicalOf = (unit: string): CanonicalUnit =>
  (Object.keys(CANONICAL_UNITS) as CanonicalUnit[]).find((name) => CANONICAL_UNITS[name] === ucum(unit))!;

describe('quantities that can be shown in several units', () => {
  it.each(QUANTITY_NAMES)('%s names columns, and begins with their unit', (name) => {
    const own = columns.filter((column) => quantityOf(column) === name);
    expect(own.length).toBeGreaterThan(0);
    const [first] = QUANTITIES[name].units;
    expect(new Set(own.map(unitOf))).toEqual(new Set([first.unit]));
    expect(first.shift).toBe(0);
  });

  it('hold what they are for and nothing else', () => {
    expect(quantityOf('kap_total_a_gy_cm2_event_sum')).toBe('kerma_area_product');
    expect(quantityOf('kap_gy_cm2')).toBe('kerma_area_product');
    expect(quantityOf('dose_rp_mgy')).toBe('dose_at_reference_point');
    expect(quantityOf('dose_rp_fluoro_b_mgy')).toBe('dose_at_reference_point');
    for (const other of ['ctdi_vol_mgy', 'agd_left_mgy', 'kap_total_gy_cm2_source', 'study_date', 'kvp_kv'])
      expect(quantityOf(other)).toBeNull();
  });

  const shown = QUANTITY_NAMES.flatMap((name) => {
    const { units } = QUANTITIES[name];
    return units.map(({ unit, shift }) => [name, unit, shift, units[0].unit] as const);
  });
  it.each(shown)('%s in %s: the point moves as the reader of objects converts', (_name, unit, shift, own) => {
    const { value, problem } = convert(1, ucum(unit), ucum(own), canonicalOf(own));
    expect(problem).toBeNull();
    expect(Math.log10(value!)).toBeCloseTo(-shift, 9);
  });
});
