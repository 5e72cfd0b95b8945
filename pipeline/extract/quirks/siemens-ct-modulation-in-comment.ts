export const SIEMENS_CT_MODULATION_IN_COMMENT = 'siemens-ct-modulation-in-comment';

const MODULATION = /^x-ray modulation type\s*=\s*(.+)$/i;

/**
 * Siemens CT (syngo CT, SOMATOM) leaves 113842 out and writes the modulation into the comment of the event, among
 * technical scan parameters separated by commas: `…, X-ray Modulation Type = XYZ_EC, …` (Q03, row IMP-276).
 */
export function modulationFromComment(comment: string): string | null {
  for (const part of comment.split(',')) {
    const stated = MODULATION.exec(part.trim())?.[1]?.trim();
    if (stated) return stated;
  }
  return null;
}
