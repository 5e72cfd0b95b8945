/** Philips Digital Diagnost (DiDi) writes ALUMINIUM where the standard's term is ALUMINUM (Q15, row IMP-387). */
export const PHILIPS_ALUMINIUM_SPELLING = 'philips-aluminium-spelling';

export function isSpeltAluminium(material: string): boolean {
  return material.trim().toUpperCase() === 'ALUMINIUM';
}
