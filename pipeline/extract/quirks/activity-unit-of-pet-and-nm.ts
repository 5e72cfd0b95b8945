/**
 * Radionuclide Total Dose (0018,1074) is in Bq in PET images and in MBq in NM images (Q58, row IMP-483). Equipment that
 * mistakes the one for the other is a million times off, which no administration can be.
 */
export function statedActivityUnit(isPet: boolean): 'Bq' | 'MBq' {
  return isPet ? 'Bq' : 'MBq';
}

/**
 * Enhanced PET images have it in MBq (PS3.3 C.8.22.4), those converted from PET images in the Bq of these: of a number,
 * one unit only is possible.
 */
export function enhancedPetActivityUnit(stated: number | null): 'Bq' | 'MBq' {
  return stated === null || isPlausibleActivity(stated) ? 'MBq' : 'Bq';
}

/** Therapies reach some 40 GBq; the least diagnostic activities are some 30 kBq, and no megabecquerels read as Bq reach that. */
const MOST_MBQ = 1_000_000;
const LEAST_MBQ = 0.01;

export function isPlausibleActivity(activity_mbq: number): boolean {
  return activity_mbq >= LEAST_MBQ && activity_mbq <= MOST_MBQ;
}
