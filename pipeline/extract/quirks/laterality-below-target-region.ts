/** Since CP-1676 makers put the side below the target region instead of below the anatomical structure (Q50, row IMP-147). */
export const LATERALITY_BELOW_TARGET_REGION = 'laterality-below-target-region';
