import { conceptAmong, type Code, type Concept } from '../../dicom/codes.js';
import { ALL_PLANES, PLANE_A, PLANE_B, SINGLE_PLANE } from '../../dicom/concepts/values.js';

export type Plane = 'A' | 'B' | 'single' | 'all';

const PLANES: ReadonlyMap<Concept, Plane> = new Map([
  [PLANE_A, 'A'],
  [PLANE_B, 'B'],
  [SINGLE_PLANE, 'single'],
  [ALL_PLANES, 'all'],
]);
const CONCEPTS = [...PLANES.keys()];

/** The plane that a code of CID 10003 names; null for any other (row IMP-140). */
export function planeOf(code: Code | null): Plane | null {
  const concept = conceptAmong(code, CONCEPTS);
  return concept ? (PLANES.get(concept) ?? null) : null;
}
