/**
 * DRGEM radiography writes decimals into Exposure Time, X-Ray Tube Current and Exposure, whose VR holds whole numbers
 * only (Q40, row IMP-378). The value is taken as it stands, unrounded.
 */
export const DRGEM_DECIMALS_IN_INTEGER_STRINGS = 'drgem-decimals-in-integer-strings';

/** Whether an integer string holds a decimal. */
export function isDecimalInIntegerString(raw: string): boolean {
  return /^\s*[+-]?\d*\.\d*[1-9]\d*\s*$/.test(raw);
}
