import { ctDoseCapture, rounded } from '../../../support/builders/index.js';
import { ctdiVolOf, dlpOf } from './doses.js';
import { layoutOf, machineAttributes } from './machines.js';
import type { Sending } from './sending.js';
import type { TrueStudy } from './truth.js';

/** The dose pages that a CT scanner makes as it goes on, each with all exposures so far. */
export function writeCaptures(truth: TrueStudy, { machine, habits, captures }: Sending): Uint8Array[] {
  return captures.map((exposures, at) =>
    ctDoseCapture({
      seed: truth.seed,
      startedAt: truth.startedAt,
      object: `capture ${machine.number}/${at}`,
      contentDelay_s: 60 * (at + 1),
      attributes: machineAttributes(machine),
      exposures: exposures.map((exposure) => ({
        type: exposure.isLight ? 'CONSTANT_ANGLE' : 'SPIRAL',
        protocol: exposure.protocol,
        startedAt: exposure.startedAt,
        ctdi_vol_mgy: ctdiVolOf(exposure),
        dlp_mgy_cm: rounded(dlpOf(exposure), 2),
        phantom: exposure.phantom === 'head_16cm' ? '16 CM' : '32 CM',
        kvp_kv: exposure.kvp_kv,
        tube_current_ma: exposure.exposure_mas,
      })),
      ...layoutOf(habits.dialect),
    }),
  );
}
