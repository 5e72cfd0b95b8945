import type { ProjectionEvent } from '../../../warehouse/tables/index.js';
import type { Reading } from '../reading.js';

/** Exposure, and current times time, are rounded apart from each other. */
const ROUNDING = 0.05;
/** What a wrong prefix of a unit makes of a value. */
const WRONG_PREFIX = 1000;

/**
 * Says where the exposures (113736) of most events of a report are not what current and time of the event make. Philips
 * Azurion (software 1.2.0) states the exposure of one pulse; a factor of a thousand is a unit with a wrong prefix, of
 * which of the three cannot be told. The values are kept as sent: `exposure_derived_mas` stands beside them.
 */
export function noteDoubtfulExposures(reading: Reading, events: readonly ProjectionEvent[]): void {
  const told = events.map(doubtOf).filter((doubt) => doubt !== null);
  for (const [doubt, message] of Object.entries(MESSAGES)) {
    const count = told.filter((one) => one === doubt).length;
    if (2 * count > told.length) {
      reading.finding(doubt, 'exposure_mas', `exposure_mas: ${message} in ${count} of ${told.length} events`);
    }
  }
}

const MESSAGES = {
  exposure_of_one_pulse: 'that of one pulse, by current and time,',
  exposure_unit_doubtful: 'a thousand times what current and time make, or a thousandth,',
} as const;

/** Null where the event does not state enough to tell. */
function doubtOf({
  exposure_mas: stated_mas,
  exposure_derived_mas: derived_mas,
  pulse_count: pulses,
}: ProjectionEvent): keyof typeof MESSAGES | 'none' | null {
  if (!stated_mas || !derived_mas) return null;
  const share = stated_mas / derived_mas;
  if (pulses !== null && pulses > 1 && isNear(share * pulses, 1)) return 'exposure_of_one_pulse';
  const isWrongPrefix = isNear(share, WRONG_PREFIX) || isNear(share * WRONG_PREFIX, 1);
  return isWrongPrefix ? 'exposure_unit_doubtful' : 'none';
}

function isNear(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= ROUNDING * expected;
}
