import type { Code } from '../../dicom/codes.js';

interface Material {
  readonly spellings: RegExp;
  readonly code: Code;
}

function material(spellings: RegExp, value: string, name: string): Material {
  return { spellings, code: { value, scheme: 'SRT', meaning: `${name} or ${name} compound` } };
}

/**
 * Names of materials in image headers, and the signs of their elements, as the codes of PS3.16 CID 10016 (rows IMP-315,
 * IMP-316, IMP-387).
 */
const MATERIALS: readonly Material[] = [
  material(/^(?:MOLYBDENUM\b|MO$)/i, 'C-150F9', 'Molybdenum'),
  material(/^(?:RHODIUM\b|RH$)/i, 'C-167F9', 'Rhodium'),
  material(/^(?:SILVER\b|AG$)/i, 'C-137F9', 'Silver'),
  material(/^(?:ALUMINI?UM\b|AL$)/i, 'C-120F9', 'Aluminum'),
  material(/^(?:COPPER\b|CU$)/i, 'C-127F9', 'Copper'),
  material(/^(?:NIOBIUM\b|NB$)/i, 'C-1190E', 'Niobium'),
  material(/^(?:EUROPIUM\b|EU$)/i, 'C-1190F', 'Europium'),
  material(/^(?:LEAD\b|PB$)/i, 'C-132F9', 'Lead'),
  material(/^(?:TANTALUM\b|TA$)/i, 'C-156F9', 'Tantalum'),
  material(/^(?:TUNGSTEN\b|W$)/i, 'C-164F9', 'Tungsten'),
  material(/^(?:TIN\b|SN$)/i, 'C-139F9', 'Tin'),
];

/** The code of a material that an image header names in English or by its sign; null for another name. */
export function materialCode(name: string): Code | null {
  return MATERIALS.find(({ spellings }) => spellings.test(name.trim()))?.code ?? null;
}
