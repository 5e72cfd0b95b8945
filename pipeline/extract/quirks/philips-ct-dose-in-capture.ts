import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';

/**
 * Philips CT without dose reports (Brilliance 16P and BigBore v3.5.4, Gemini TF v2.3.0 and their kin) repeats the doses
 * of its "Dose Info" capture in Exposure Dose Sequence and in private elements (Q13, row IMP-410). Total and times may
 * be missing (Q14, row IMP-414), as the exposures may beside a total.
 */
export const PHILIPS_CT_DOSE_IN_CAPTURE = 'philips-ct-dose-in-capture';

/** Whether a secondary capture is the dose information of such a scanner. */
export function isPhilipsDoseInfo(dataSet: DataSet): boolean {
  return (
    /^philips/i.test(dataSet.text(TAG.Manufacturer) ?? '') &&
    dataSet.text(TAG.SeriesDescription)?.toLowerCase() === 'dose info'
  );
}
