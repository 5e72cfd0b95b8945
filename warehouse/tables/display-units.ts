/** A unit in which a quantity can be shown. */
export interface DisplayUnit {
  readonly unit: string;
  /** How many digits the decimal point moves to the right from a value in the unit of its column. */
  readonly shift: number;
}

interface Quantity {
  readonly label: string;
  /** Names of the columns that hold it. */
  readonly columns: RegExp;
  /** That of the columns first, which is how it is shown unless a site or a reader wants another. */
  readonly units: readonly [DisplayUnit, ...DisplayUnit[]];
}

const in_ = (unit: string, shift = 0): DisplayUnit => ({ unit, shift });

/**
 * Quantities that people are used to read in different units. All of them differ by powers of ten, so that no digit
 * of a value is lost: 1 Gy·cm² = 100 µGy·m².
 */
export const QUANTITIES = {
  kerma_area_product: {
    label: 'Kerma-area product',
    columns: /_gy_cm2$/,
    units: [in_('Gy·cm²'), in_('dGy·cm²', 1), in_('cGy·cm²', 2), in_('mGy·cm²', 3), in_('µGy·m²', 2)],
  },
  dose_at_reference_point: {
    label: 'Dose at the reference point',
    columns: /^dose_rp_(?:.*_)?mgy$/,
    units: [in_('mGy'), in_('Gy', -3)],
  },
  dose_length_product: {
    label: 'Dose-length product',
    columns: /_mgy_cm$/,
    units: [in_('mGy·cm'), in_('Gy·cm', -3)],
  },
  administered_activity: {
    label: 'Administered activity',
    columns: /activity_mbq$/,
    units: [in_('MBq'), in_('GBq', -3)],
  },
  patient_height: {
    label: 'Patient height',
    columns: /^patient_height_m$/,
    units: [in_('m'), in_('cm', 2)],
  },
} as const satisfies Record<string, Quantity>;

export type QuantityName = keyof typeof QUANTITIES;
export const QUANTITY_NAMES = Object.keys(QUANTITIES) as readonly QuantityName[];

/** The unit that each quantity is shown in. */
export type DisplayUnits = { readonly [name in QuantityName]: string };

/** The quantity of a column that can be shown in several units; null for all others. */
export function quantityOf(columnName: string): QuantityName | null {
  const bare = columnName.replace(/_event_sum$/, '');
  return QUANTITY_NAMES.find((name) => QUANTITIES[name].columns.test(bare)) ?? null;
}
