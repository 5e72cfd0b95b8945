import { codeKey, foldMeaning, type Concept } from '../dicom/codes.js';

const SCHEMES = ['DCM', 'SCT', 'UMLS'];

/** Whether a stored code value, of which the table keeps no scheme, or else its meaning names a concept. */
export function namesConcept(value: string | null, meaning: string | null, concept: Concept): boolean {
  if (value !== null && SCHEMES.some((scheme) => concept.keys.has(codeKey({ value, scheme })))) return true;
  return value === null && meaning !== null && concept.meanings.has(foldMeaning(meaning));
}
