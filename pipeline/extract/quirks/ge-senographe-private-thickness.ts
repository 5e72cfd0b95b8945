import type { DataSet } from '../../dicom/data-set.js';
import { privateTag, privateTagOrUsual } from '../../dicom/private-block.js';
import { TAG } from '../../dicom/tags.js';

/**
 * GE Senographe (software ADS_43 among others) states the radiological thickness in (0045,xx49) of its own block (Q33,
 * row IMP-324), in mm.
 */
export const GE_RADIOLOGICAL_THICKNESS = 'ge-senographe-radiological-thickness';

/**
 * The tag, where GE's creator reserved the block, or where an image of GE lost its creators; the same number of another
 * creator or maker is something else.
 */
export function radiologicalThicknessTag(dataSet: DataSet): number | null {
  const isOfGe = /^GE\b/i.test(dataSet.text(TAG.Manufacturer) ?? '');
  const find = isOfGe ? privateTagOrUsual : privateTag;
  return find(dataSet, 0x0045, 'GEMS_SENO_02', 0x49);
}
