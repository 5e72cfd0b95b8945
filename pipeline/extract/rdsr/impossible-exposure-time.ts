import type { CtEvent, Study } from '../../../warehouse/tables/index.js';
import type { RowReader } from '../row-reader.js';

/** What milliseconds make of seconds. */
const WRONG_PREFIX = 1000;
/** Exposure times and times per rotation are rounded apart from each other. */
const ROUNDING = 0.01;

/**
 * Leaves out a CT exposure time that is the time per rotation in milliseconds under the unit of seconds (Philips
 * Ingenuity), and one of more than twice the span of irradiation (Philips Brilliance Big Bore), whole seconds of clock
 * resolution allowed for.
 */
export function dropImpossibleExposureTimes(study: Study, events: readonly RowReader<'ct_events'>[]): void {
  const span_s = secondsBetween(study.irradiation_started_at_local, study.irradiation_ended_at_local);
  for (const { row, reading, index } of events) {
    const reason = whyImpossible(row, span_s);
    if (reason === null) continue;
    const message = `exposure_time_s: ${row.exposure_time_s} s is ${reason}; left out`;
    reading.finding('value_impossible', `event ${index + 1}`, message);
    row.exposure_time_s = null;
  }
}

function whyImpossible(
  { exposure_time_s: time_s, exposure_time_per_rotation_s: rotation_s }: CtEvent,
  span_s: number | null,
): string | null {
  if (time_s === null) return null;
  if (span_s !== null && span_s > 0 && time_s > 2 * (span_s + 1)) {
    return `beyond twice the irradiation span of ${span_s} s`;
  }
  const isInMilliseconds =
    rotation_s && Math.abs(time_s / rotation_s - WRONG_PREFIX) <= ROUNDING * WRONG_PREFIX;
  return isInMilliseconds ? `a thousand times the ${rotation_s} s of a rotation` : null;
}

/** Seconds from one wall-clock instant to another; null where either is absent. */
export function secondsBetween(start: string | null, end: string | null): number | null {
  if (start === null || end === null) return null;
  return (Date.parse(`${end.slice(0, 23)}Z`) - Date.parse(`${start.slice(0, 23)}Z`)) / 1000;
}
