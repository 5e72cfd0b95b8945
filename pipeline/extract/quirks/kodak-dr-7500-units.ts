import type { Device } from '../../../warehouse/tables/index.js';

/**
 * Kodak DR 7500 (software 4.0.3) sends the distance from source to detector in decimetres, and the thicknesses of two
 * filters as one value with a comma between them (Q38, rows IMP-381 and IMP-391).
 */
export const KODAK_DR_7500_DECIMETRES = 'kodak-dr-7500-decimetres';
export const KODAK_DR_7500_THICKNESS_PAIR = 'kodak-dr-7500-thickness-pair';

export function isKodakDr7500(device: Device): boolean {
  const maker = device.manufacturer?.toLowerCase() ?? '';
  const model = device.manufacturer_model_name?.toLowerCase() ?? '';
  return maker.includes('kodak') && model.includes('dr 7500');
}

/** No detector stands nearer than 10 cm to its source: what is below 100 cannot be in millimetres. */
export function isInDecimetres(device: Device, sourceToDetector: number): boolean {
  return isKodakDr7500(device) && sourceToDetector < 100;
}
