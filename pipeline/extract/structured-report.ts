import type { DataSet } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';

/** What the SOP classes of structured reports have in common (PS3.4 B.5). */
const STRUCTURED_REPORT = '1.2.840.10008.5.1.4.1.1.88.';

/** Of whichever class: makers send dose reports as Enhanced SR, archives pass them on as others. */
export function isStructuredReport(dataSet: DataSet): boolean {
  return dataSet.text(TAG.SOPClassUID)?.startsWith(STRUCTURED_REPORT) ?? false;
}
