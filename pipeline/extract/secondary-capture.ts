import type { DataSet } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';

/** Secondary captures of one frame and of several (PS3.4 B.5). */
const SECONDARY_CAPTURES = [
  '1.2.840.10008.5.1.4.1.1.7',
  '1.2.840.10008.5.1.4.1.1.7.1',
  '1.2.840.10008.5.1.4.1.1.7.2',
  '1.2.840.10008.5.1.4.1.1.7.3',
  '1.2.840.10008.5.1.4.1.1.7.4',
];

export function isSecondaryCapture(dataSet: DataSet): boolean {
  return SECONDARY_CAPTURES.includes(dataSet.text(TAG.SOPClassUID) ?? '');
}
