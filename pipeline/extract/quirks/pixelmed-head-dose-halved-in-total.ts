export const PIXELMED_HEAD_DOSE_HALVED_IN_TOTAL = 'pixelmed-head-dose-halved-in-total';

/** What PixelMed takes the dose in the head phantom times for that in the body phantom. */
const HEAD_IN_BODY_PHANTOM = 0.5;

/**
 * A sub-total of DLP as it goes into a total of PixelMed (dose reports made of the dose pages of GE and Toshiba scanners):
 * that total is of the body phantom, with half of what the head phantom has; what stands per phantom is not converted.
 */
export function inBodyPhantom(dlp_mgy_cm: number, isInHeadPhantom: boolean): number {
  return isInHeadPhantom ? HEAD_IN_BODY_PHANTOM * dlp_mgy_cm : dlp_mgy_cm;
}
