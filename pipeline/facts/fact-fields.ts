import type { Study } from '../../warehouse/tables/index.js';

/** Columns of `studies` that a CSV file may state (rows IMP-500, IMP-511). */
export const FACT_FIELDS = [
  'patient_height_m',
  'patient_weight_kg',
  'study_description',
  'procedure_code_meaning',
  'requested_procedure_code_meaning',
  'referring_physician',
  'performing_physician',
  'operator',
] as const satisfies readonly (keyof Study)[];

export type FactField = (typeof FACT_FIELDS)[number];
export type QuantityField = 'patient_height_m' | 'patient_weight_kg';

/** Short names by which people call the fields, besides the column names themselves. */
const SHORT_NAMES: Readonly<Record<string, FactField>> = {
  height: 'patient_height_m',
  weight: 'patient_weight_kg',
  description: 'study_description',
  procedure: 'procedure_code_meaning',
  requested_procedure: 'requested_procedure_code_meaning',
};

export const FACT_FIELD_NAMES: readonly string[] = [
  ...Object.keys(SHORT_NAMES),
  'referring_physician',
  'performing_physician',
  'operator',
];

/** The field that a name means: a column name or a short one; null where no such fact can be stated. */
export function factFieldNamed(name: string): FactField | null {
  const key = name.trim().toLowerCase();
  if (Object.hasOwn(SHORT_NAMES, key)) return SHORT_NAMES[key]!;
  return FACT_FIELDS.find((field) => field === key) ?? null;
}

export function isQuantity(field: FactField): field is QuantityField {
  return field === 'patient_height_m' || field === 'patient_weight_kg';
}
