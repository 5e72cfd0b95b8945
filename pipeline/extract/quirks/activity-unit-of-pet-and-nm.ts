/**
 * Radionuclide Total Dose (0018,1074) is in Bq in PET images and in MBq in NM images (Q58, row IMP-483). Equipment that
 * mistakes the one for the other is a million times off, which no administration can be.
 */
export function statedActivityUnit(isPet: boolean): 'Bq' | 'MBq' {
  return isPet ? 'Bq' : 'MBq';
}

/** Therapies reach some 40 GBq, the least diagnostic activities some kBq. */
const MOST_MBQ = 1_000_000;
const LEAST_MBQ = 0.001;

export function isPlausibleActivity(activity_mbq: number): boolean {
  return activity_mbq >= LEAST_MBQ && activity_mbq <= MOST_MBQ;
}
