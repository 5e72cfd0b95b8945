import type { KnownSnapshot } from './catalog/snapshots.js';
import { SnapshotUnavailableError } from './pin.js';

/**
 * The id of the snapshot that a text names: its number, or a date or time (UTC), which stands for the last one committed
 * by then (by the end of that day). Null when the text is neither. `snapshots` in order of time.
 * @throws SnapshotUnavailableError when all snapshots are later than the date.
 */
export function snapshotNamed(snapshots: readonly KnownSnapshot[], name: string): number | null {
  if (/^\d{1,9}$/.test(name)) return Number(name);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(name);
  const moment = Date.parse(isDay ? `${name}T23:59:59.999Z` : /Z$/i.test(name) ? name : `${name}Z`);
  if (Number.isNaN(moment) || !isDayOfCalendar(name.slice(0, 10))) return null;
  const found = snapshots.findLast(({ committedAt }) => Date.parse(committedAt) <= moment);
  if (found) return found.id;
  const first = snapshots.find(({ isExpired }) => !isExpired);
  throw new SnapshotUnavailableError(
    'unknown',
    first ? { id: first.id, committedAt: first.committedAt } : null,
  );
}

/** A day that there is: `Date.parse` takes the 30th of February for one of March. */
function isDayOfCalendar(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
