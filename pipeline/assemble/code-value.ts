import { declaredCode, foldMeaning, isConcept, type Concept } from '../dicom/codes.js';

const SCHEMES = ['DCM', 'SCT', 'UMLS'];

/** Whether a stored code value is that of some concept. */
export function isKnownCode(value: string | null): boolean {
  return value !== null && SCHEMES.some((scheme) => declaredCode(value, scheme) !== null);
}

/** Whether a stored code value, of which the table keeps no scheme, or else its meaning names a concept. */
export function namesConcept(value: string | null, meaning: string | null, concept: Concept): boolean {
  const declared = value === null ? [] : SCHEMES.map((scheme) => declaredCode(value, scheme));
  const known = declared.filter((code) => code !== null);
  if (known.length > 0) return known.some((code) => concept.declared.includes(code));
  return meaning !== null && concept.meanings.has(foldMeaning(meaning));
}

/** As `namesConcept`, where the table keeps the scheme too: what another scheme calls by the same value is another code. */
export function namesConceptIn(
  scheme: string | null,
  value: string | null,
  meaning: string | null,
  concept: Concept,
): boolean {
  if (scheme === null || value === null) return namesConcept(value, meaning, concept);
  return isConcept({ scheme, value, meaning: meaning ?? '' }, concept);
}
