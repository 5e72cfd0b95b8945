/** NewTom panoramic units send the DX class with modality PX (Q51, row CLS-010): read as radiography. */
export const NEWTOM_PANORAMIC_MODALITY = 'newtom-panoramic-modality';

export function isPanoramic(modality: string | null): boolean {
  return modality?.trim().toUpperCase() === 'PX';
}
