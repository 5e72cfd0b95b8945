/** How the unit suffix of a column name is written for people. Longest suffix first. */
const UNIT_BY_SUFFIX: readonly (readonly [suffix: string, shown: string])[] = [
  ['_mgy_cm', 'mGy·cm'],
  ['_gy_cm2', 'Gy·cm²'],
  ['_percent', '%'],
  ['_years', 'years'],
  ['_mgy', 'mGy'],
  ['_mas', 'mAs'],
  ['_mbq', 'MBq'],
  ['_msv', 'mSv'],
  ['_kpa', 'kPa'],
  ['_mm2', 'mm²'],
  ['_deg', '°'],
  ['_cm3', 'cm³'],
  ['_min', 'min'],
  ['_kev', 'keV'],
  ['_kv', 'kV'],
  ['_ma', 'mA'],
  ['_ms', 'ms'],
  ['_ns', 'ns'],
  ['_mm', 'mm'],
  ['_m2', 'm²'],
  ['_kg', 'kg'],
  ['_hz', 'Hz'],
  ['_s', 's'],
  ['_m', 'm'],
  ['_n', 'N'],
];

/**
 * The unit of a column, read from the suffix of its name (`dlp_mgy_cm` → `mGy·cm`), null where it has none.
 * The name is the one place where a unit is declared.
 */
export function unitOf(columnName: string): string | null {
  const bare = columnName.replace(/_(source|event_sum)$/, '');
  return UNIT_BY_SUFFIX.find(([suffix]) => bare.endsWith(suffix))?.[1] ?? null;
}
