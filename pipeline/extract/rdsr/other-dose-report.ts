import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { Extractor } from '../extraction.js';

/** Storage classes of dose reports that no extractor reads, with the reason that keeps them for a later version. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10008.5.1.4.1.1.88.67', 'dose_report_title_unknown'],
  ['1.2.840.10008.5.1.4.1.1.88.68', 'dose_report_title_unknown'],
  ['1.2.840.10008.5.1.4.1.1.88.73', 'patient_radiation_dose_report_not_read'],
  ['1.2.840.10008.5.1.4.1.1.88.76', 'enhanced_xray_dose_report_not_read'],
]);

/**
 * Dose reports that are known to be such and not read: Enhanced X-Ray Radiation Dose SR (TID 10040 and those below),
 * Patient Radiation Dose SR (TID 10030), and reports of a dose class under a title that is not known. They are
 * quarantined, never taken for objects without dose.
 */
export const otherDoseReport: Extractor = {
  name: 'other-dose-report',
  version: 1,

  accepts: (dataSet) => reasonOf(dataSet) !== null,

  extract: (dataSet) => ({
    outcome: 'quarantined',
    reason: reasonOf(dataSet) ?? 'dose_report_title_unknown',
  }),
};

function reasonOf(dataSet: DataSet): string | null {
  return REASONS.get(dataSet.text(TAG.SOPClassUID) ?? '') ?? null;
}
