import type { DataSet } from '../../dicom/data-set.js';
import { privateTagOrUsual } from '../../dicom/private-block.js';
import { TAG } from '../../dicom/tags.js';

/**
 * Toshiba and Canon CT without dose reports repeat the CTDIvol and DLP of an acquisition in a
 * private block of each of its images (Q22, rows IMP-440…IMP-447). Archives pass the block on as doubles, as bytes
 * under UN, as text (row IMP-015), or without its creator.
 */
export const TOSHIBA_CT_DOSE_IN_IMAGE_HEADER = 'toshiba-ct-dose-in-image-header';

export function isToshibaCt(dataSet: DataSet): boolean {
  return /toshiba|canon/i.test(dataSet.text(TAG.Manufacturer) ?? '');
}

/** The tag of an element of the block; null where the block is that of somebody else. */
export function toshibaCtTag(dataSet: DataSet, element: number): number | null {
  return privateTagOrUsual(dataSet, 0x7005, 'TOSHIBA_MEC_CT3', element);
}
