const PREFIX: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  c: -2,
  d: -1,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
};
const FACTOR = /^(n|u|m|c|d|k|M|G)??(Gy|Sv|Bq|Hz|eV|Pa|deg|A|V|N|g|m|s|L)(\d)?$/;

/** Capitals for a milli: no equipment measures megaamperes, megagrays or megametres. */
const MISSPELT = /^M(A|Gy|V|m)\b/;

/** The power of ten that a UCUM product of units with prefixes stands for; null where it is something else. */
export function powerOfTen(code: string): number | null {
  if (MISSPELT.test(code)) return null;
  if (/^(1|%|\{[^}]*\})?$/.test(code)) return code === '%' ? -2 : 0;
  let sum = 0;
  for (const factor of code.split('.')) {
    const [, prefix = '', , exponent = '1'] = FACTOR.exec(factor) ?? [];
    if (!FACTOR.test(factor)) return null;
    sum += PREFIX[prefix]! * Number(exponent);
  }
  return sum;
}

/** UCUM codes of the unit suffixes of columns. */
const SUFFIXES: readonly (readonly [string, string])[] = [
  ['_mgy_cm', 'mGy.cm'],
  ['_gy_cm2', 'Gy.cm2'],
  ['_mgy', 'mGy'],
  ['_msv', 'mSv'],
  ['_mbq', 'MBq'],
  ['_kv', 'kV'],
  ['_mas', 'mA.s'],
  ['_ma', 'mA'],
  ['_ms', 'ms'],
  ['_mm', 'mm'],
  ['_m2', 'm2'],
  ['_kpa', 'kPa'],
  ['_kg', 'kg'],
  ['_hz', 'Hz'],
  ['_deg', 'deg'],
  ['_s', 's'],
  ['_n', 'N'],
  ['_m', 'm'],
  ['_percent', '%'],
];

/** How many times larger a number is in the unit of the column than in the stated one; null where not known. */
export function factorTo(column: string, unit: string): number | null {
  const suffix = SUFFIXES.find(([ending]) => column.endsWith(ending));
  const from = powerOfTen(unit);
  const to = suffix ? powerOfTen(suffix[1]) : 0;
  return from === null || to === null ? null : Number(`1e${from - to}`);
}
