import type { Period } from './request.js';

/** The last day of the calendar that dates of studies are written in. */
const LAST_DAY = '9999-12-31';

/** The last day of the period that begins on a day. */
export function isoDayOfPeriodEnd(start: string, period: Period): string {
  const [year = 1970, month = 1, day = 1] = start.split('-').map(Number);
  const next = {
    day: utc(year, month - 1, day + 1),
    week: utc(year, month - 1, day + 7),
    month: utc(year, month, 1),
    quarter: utc(year, month + 2, 1),
    year: utc(year + 1, 0, 1),
  }[period];
  const last = new Date(next - 86_400_000).toISOString();
  return last.startsWith('+') ? LAST_DAY : last.slice(0, 10);
}

/** `Date.UTC` takes years below 100 for those of the 20th century. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}
