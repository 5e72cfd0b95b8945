import { unitOf } from '../../dicom/units.js';

/** Philips and others state the kerma-area product in dGy·cm², where the template asks for Gy·m² (Q12, row IMP-151). */
export const KAP_NOT_IN_GY_M2 = 'kap-not-in-gy-m2';

/**
 * Canon Ultimax and Alphenix, and others, state the dose at the reference point in mGy, where the template asks for Gy
 * (Q17, row IMP-170).
 */
export const DOSE_AT_RP_NOT_IN_GY = 'dose-at-rp-not-in-gy';

const QUIRKS: ReadonlyMap<string, string> = new Map([
  ['Gy.m2', KAP_NOT_IN_GY_M2],
  ['Gy', DOSE_AT_RP_NOT_IN_GY],
]);

/** The quirk of a dose stated in another unit than that of the template; the unit as stated counts. */
export function doseUnitQuirk(templateUnit: string | undefined, unit: string | null): string | null {
  if (templateUnit === undefined || unit === null || unit === templateUnit) return null;
  const quirk = QUIRKS.get(templateUnit);
  if (quirk === undefined) return null;
  const stated = unitOf(unit);
  const expected = unitOf(templateUnit);
  return stated?.dimension === expected?.dimension && stated?.ten !== expected?.ten ? quirk : null;
}
