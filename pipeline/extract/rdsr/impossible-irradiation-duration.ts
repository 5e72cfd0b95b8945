import type { ProjectionEvent } from '../../../warehouse/tables/index.js';
import type { Reading } from '../reading.js';

/**
 * Leaves out the irradiation durations of a report of which most are more than twice what the pulses of their event
 * take at their rate, a second allowed for: Canon Alphenix (DFP-8000D) sends hundredths of a second under the unit of
 * seconds. All go, since a sum of those that cannot be told to be wrong would pass for a time.
 */
export function dropImpossibleIrradiationDurations(
  reading: Reading,
  events: readonly ProjectionEvent[],
): void {
  const told = events.map(isBeyondItsPulses).filter((isBeyond) => isBeyond !== null);
  const beyond = told.filter(Boolean).length;
  if (2 * beyond <= told.length) return;
  const message = `irradiation_duration_s: beyond twice the time that the pulses take in ${beyond} of ${told.length} events; left out in all`;
  reading.finding('value_impossible', 'irradiation_duration_s', message);
  for (const event of events) event.irradiation_duration_s = null;
}

/** Null where the event does not state enough to tell. */
function isBeyondItsPulses({
  irradiation_duration_s: duration_s,
  pulse_count: count,
  pulse_rate_hz: rate_hz,
}: ProjectionEvent): boolean | null {
  return duration_s === null || !count || !rate_hz ? null : duration_s > 2 * (count / rate_hz + 1);
}
