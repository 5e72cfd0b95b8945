import { millisecondsOf } from '../dicom/date-time.js';

/** Clocks of two objects may be this far apart for one exposure. */
const FARTHEST_MS = 5_000;

/** A start as objects state it: the wall clock, and its offset from UTC. */
export interface Start {
  readonly started_at_local: string | null;
  readonly started_at_offset_min: number | null;
}

/** Whether two objects state one start. Null where one of them states none. */
export function startTogether(one: Start, other: Start): boolean | null {
  const apart_ms = startsApart(one, other);
  return apart_ms === null ? null : apart_ms <= FARTHEST_MS;
}

/**
 * How far two starts are apart in milliseconds: by the clocks as written; or, where they are stated of different zones,
 * by the instants, whichever is less. Null where one of them is not stated.
 */
export function startsApart(one: Start, other: Start): number | null {
  const a = one.started_at_local === null ? null : millisecondsOf(one.started_at_local);
  const b = other.started_at_local === null ? null : millisecondsOf(other.started_at_local);
  if (a === null || b === null) return null;
  const [offset_min, otherOffset_min] = [one.started_at_offset_min, other.started_at_offset_min];
  const isStated = offset_min !== null && otherOffset_min !== null;
  const zones_ms = isStated ? (offset_min - otherOffset_min) * 60_000 : 0;
  return Math.min(Math.abs(a - b), Math.abs(a - b - zones_ms));
}
