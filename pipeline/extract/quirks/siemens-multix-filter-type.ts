/** Siemens Multix DX: thickness and material of the filter are in its type, `CU_0.1_MM` (Q07, row IMP-390). */
export const SIEMENS_MULTIX_FILTER_TYPE = 'siemens-multix-filter-type';

const TYPE = /^CU_(\d+(?:\.\d+)?)_?MM$/i;

/** Thickness of the copper filter in mm; null where the filter type names none. */
export function copperThicknessInType(filterType: string): number | null {
  const stated = TYPE.exec(filterType.trim())?.[1];
  return stated === undefined ? null : Number(stated);
}
