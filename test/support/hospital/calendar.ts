import { fromMillis, toMillis, type Random, type WallClock } from '../builders/index.js';

/** Eighteen months: the period of a hospital for which none is asked; the tracked samples are of its last weeks. */
export const USUAL_PERIOD = { from: '2025-05-21', to: '2026-11-20' } as const;

const DAY_MS = 86_400_000;

/** How busy a department is from Sunday to Saturday, relative to its busiest day. */
const PLANNED_WORK = [0.06, 0.95, 1, 1, 0.98, 0.85, 0.12] as const;
const EMERGENCY_WORK = [0.75, 1, 0.95, 0.92, 0.95, 1, 0.8] as const;

/** Length of a period of whole days, both ends included, in days. */
export function daysOf(from: string, to: string): number {
  return Math.round((midnight(to) - midnight(from)) / DAY_MS) + 1;
}

/**
 * A moment on about the given day of the period: planned work keeps to weekdays and working hours, emergencies also
 * come at night and at weekends. A day that is too quiet is swapped for one near by, within the period.
 */
export function momentNear(
  from: string,
  day: number,
  days: number,
  stream: Random,
  emergencyShare: number,
): WallClock {
  const emergency = stream.chance(emergencyShare);
  const work = emergency ? EMERGENCY_WORK : PLANNED_WORK;
  let chosen = day;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (stream.chance(work[weekday(from, chosen)]!)) break;
    chosen = Math.min(days - 1, Math.max(0, day + stream.integer(-3, 3)));
  }
  const hour = emergency ? emergencyHour(stream) : Math.min(18.5, Math.max(7.5, stream.normal(12.2, 2.6)));
  return fromMillis(midnight(from) + chosen * DAY_MS + Math.floor(hour * 3600) * 1000);
}

function emergencyHour(stream: Random): number {
  return stream.chance(0.75) ? 8 + 15.9 * stream.next() : 8 * stream.next();
}

function weekday(from: string, day: number): number {
  return new Date(midnight(from) + day * DAY_MS).getUTCDay();
}

function midnight(date: string): number {
  return toMillis(`${date.replaceAll('-', '')}000000`);
}
