import type { DataSet } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';
import { isSecondaryCapture } from './secondary-capture.js';

/** What the SOP classes of structured reports have in common (PS3.4 B.5). */
const STRUCTURED_REPORT = '1.2.840.10008.5.1.4.1.1.88.';

/**
 * Of whichever class: makers send dose reports as Enhanced SR, archives pass them on as others, and Siemens Emotion puts
 * the content of one into the capture of its dose page (Q65).
 */
export function isStructuredReport(dataSet: DataSet): boolean {
  const isOfReportClass = dataSet.text(TAG.SOPClassUID)?.startsWith(STRUCTURED_REPORT) ?? false;
  return isOfReportClass || (isSecondaryCapture(dataSet) && dataSet.items(TAG.ContentSequence).length > 0);
}
