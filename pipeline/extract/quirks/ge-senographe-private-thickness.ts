import type { DataSet } from '../../dicom/data-set.js';
import { privateTag } from '../../dicom/private-block.js';

/** GE Senographe states the radiological thickness in (0045,xx49) of its own block (Q33, row IMP-324), in mm. */
export const GE_RADIOLOGICAL_THICKNESS = 'ge-senographe-radiological-thickness';

/** The tag, where GE's creator reserved the block; the same number of another creator is something else. */
export function radiologicalThicknessTag(dataSet: DataSet): number | null {
  return privateTag(dataSet, 0x0045, 'GEMS_SENO_02', 0x49);
}
