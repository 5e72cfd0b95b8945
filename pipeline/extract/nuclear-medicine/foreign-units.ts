import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** Grams of a mole. */
const GLUCOSE = 180.156;
const CREATININE = 113.12;
/** A milligram in a decilitre is so many grams in a cubic metre, and a mole in one a millimole in a litre. */
const DL_G = 10;

/** Quantities of nuclear medicine whose units no other table has: factor to the column's unit, by UCUM code. */
const FACTORS = {
  volume_cm3: { cm3: 1, mL: 1, ml: 1, cc: 1, L: 1000, l: 1000, uL: 1e-3 },
  specific_activity_bq_mol: { 'Bq/mol': 1, 'MBq/mol': 1e6, 'GBq/mol': 1e9, 'Bq/umol': 1e6, 'GBq/umol': 1e15 },
  body_mass_index: { 'kg/m2': 1, 'kg.m-2': 1 },
  glucose_mmol_l: { 'mmol/l': 1, 'mmol/L': 1, 'mg/dl': DL_G / GLUCOSE, 'mg/dL': DL_G / GLUCOSE },
  fasting_duration_h: { h: 1, min: 1 / 60, s: 1 / 3600, d: 24 },
  hydration_volume_ml: { mL: 1, ml: 1, cm3: 1, L: 1000, l: 1000 },
  serum_creatinine_mg_dl: {
    'mg/dl': 1,
    'mg/dL': 1,
    'umol/l': CREATININE / 1e4,
    'umol/L': CREATININE / 1e4,
  },
  glomerular_filtration_rate_ml_min_173m2: {
    'ml/min/1.73m2': 1,
    'mL/min/1.73m2': 1,
    'ml/min/{1.73_m2}': 1,
    'mL/min/{1.73_m2}': 1,
  },
} as const satisfies Record<string, Readonly<Record<string, number>>>;

/**
 * A number in a unit that only this column has. A unit that is not known leaves the column null, with a finding; where
 * none is stated, that of the template is taken, with a finding.
 */
export function readInUnit(
  row: RowReader<'nm_administrations'>,
  column: keyof typeof FACTORS,
  parent: ContentItem,
  concept: Concept,
): void {
  const item = parent.child(concept);
  const stated = item?.number;
  if (!item || !stated) return;
  const unit = stated.unit;
  const factor = unit === null ? 1 : (FACTORS[column] as Readonly<Record<string, number>>)[unit];
  // The column names none of the canonical units, so that the number comes as it stands.
  const value = row.numbersIn('as_stated', item)?.[0];
  if (value === undefined) return;
  if (factor === undefined) {
    row.reading.finding(
      'unit_unknown',
      item.path,
      `${column}: the unit is not known; the value was left out`,
    );
    return;
  }
  if (unit === null) {
    row.reading.finding(
      'unit_missing',
      item.path,
      `${column}: no unit is stated; that of the template was taken`,
    );
  }
  const converted = factor === 1 ? value : Number((value * factor).toPrecision(12));
  row.set(column, converted, { path: item.path, raw: stated.raw, unit });
}
