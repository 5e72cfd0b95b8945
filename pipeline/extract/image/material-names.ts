import type { Code } from '../../dicom/codes.js';

interface Material {
  readonly spellings: RegExp;
  readonly code: Code;
}

function material(spellings: RegExp, value: string, name: string): Material {
  return { spellings, code: { value, scheme: 'SRT', meaning: `${name} or ${name} compound` } };
}

/** Names of materials in image headers as the codes of PS3.16 CID 10016 (rows IMP-315, IMP-316, IMP-387). */
const MATERIALS: readonly Material[] = [
  material(/^MOLYBDENUM\b/i, 'C-150F9', 'Molybdenum'),
  material(/^RHODIUM\b/i, 'C-167F9', 'Rhodium'),
  material(/^SILVER\b/i, 'C-137F9', 'Silver'),
  material(/^ALUMINI?UM\b/i, 'C-120F9', 'Aluminum'),
  material(/^COPPER\b/i, 'C-127F9', 'Copper'),
  material(/^NIOBIUM\b/i, 'C-1190E', 'Niobium'),
  material(/^EUROPIUM\b/i, 'C-1190F', 'Europium'),
  material(/^LEAD\b/i, 'C-132F9', 'Lead'),
  material(/^TANTALUM\b/i, 'C-156F9', 'Tantalum'),
  material(/^TUNGSTEN\b/i, 'C-164F9', 'Tungsten'),
  material(/^TIN\b/i, 'C-139F9', 'Tin'),
];

/** The code of a material that an image header names in English; null for another name. */
export function materialCode(name: string): Code | null {
  return MATERIALS.find(({ spellings }) => spellings.test(name.trim()))?.code ?? null;
}
