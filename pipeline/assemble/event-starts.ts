import { millisecondsOf } from '../dicom/date-time.js';
import type { IrradiationEvent } from './event-nature.js';

/** Clocks of two objects may be this far apart for one exposure. */
const FARTHEST_MS = 5_000;

/**
 * Whether two objects state one start: by the clocks as written; or, where they state them of different zones, by the
 * instant. Null where one of them states none.
 */
export function startTogether(one: IrradiationEvent, other: IrradiationEvent): boolean | null {
  const a = one.started_at_local === null ? null : millisecondsOf(one.started_at_local);
  const b = other.started_at_local === null ? null : millisecondsOf(other.started_at_local);
  if (a === null || b === null) return null;
  const [offset_min, otherOffset_min] = [one.started_at_offset_min, other.started_at_offset_min];
  const isStated = offset_min !== null && otherOffset_min !== null;
  const zones_ms = isStated ? (offset_min - otherOffset_min) * 60_000 : 0;
  return Math.abs(a - b) <= FARTHEST_MS || Math.abs(a - b - zones_ms) <= FARTHEST_MS;
}
