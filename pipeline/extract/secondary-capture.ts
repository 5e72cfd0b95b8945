import type { DataSet } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';

/** PS3.4 B.5. */
const SECONDARY_CAPTURES: readonly string[] = [
  '1.2.840.10008.5.1.4.1.1.7',
  '1.2.840.10008.5.1.4.1.1.7.1', // Of many frames: one bit,
  '1.2.840.10008.5.1.4.1.1.7.2', // a byte,
  '1.2.840.10008.5.1.4.1.1.7.3', // a word,
  '1.2.840.10008.5.1.4.1.1.7.4', // or colours
];

/** Whether an object is a capture of a screen, of one frame or many. */
export function isSecondaryCapture(dataSet: DataSet): boolean {
  return SECONDARY_CAPTURES.includes(dataSet.text(TAG.SOPClassUID) ?? '');
}
