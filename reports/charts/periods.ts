import type { Period } from './request.js';

/** The last day of the period that begins on a day. */
export function isoDayOfPeriodEnd(start: string, period: Period): string {
  const [year = 1970, month = 1, day = 1] = start.split('-').map(Number);
  const next = {
    day: Date.UTC(year, month - 1, day + 1),
    week: Date.UTC(year, month - 1, day + 7),
    month: Date.UTC(year, month, 1),
    quarter: Date.UTC(year, month + 2, 1),
    year: Date.UTC(year + 1, 0, 1),
  }[period];
  return new Date(next - 86_400_000).toISOString().slice(0, 10);
}
