import type { Bound, RelativeDay } from './filter.js';

const DAY = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const CLOCK = /^([01]\d|2[0-3])(?::([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?)?$/;
const RELATIVE = /^([+-]?\d{1,4})([dwmy])$/;

/** First and last instant that a text stands for: `2026-02` is the whole month, `10:30` the whole minute. */
export interface Span {
  readonly first: string;
  readonly last: string;
}

const two = (n: number): string => String(n).padStart(2, '0');

function lastDayOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The days that YYYY, YYYY-MM or YYYY-MM-DD stands for; null when it is no date of the calendar. */
export function daySpan(text: string): Span | null {
  const match = DAY.exec(text);
  if (!match) return null;
  const [, yearText = '', monthText, dayText] = match;
  const year = Number(yearText);
  if (year < 1) return null;
  const month = Number(monthText ?? 1);
  if (month < 1 || month > 12) return null;
  if (dayText !== undefined) {
    const day = Number(dayText);
    return day >= 1 && day <= lastDayOfMonth(year, month) ? { first: text, last: text } : null;
  }
  if (monthText === undefined) return { first: `${yearText}-01-01`, last: `${yearText}-12-31` };
  return { first: `${text}-01`, last: `${text}-${two(lastDayOfMonth(year, month))}` };
}

/** The times that HH, HH:MM, HH:MM:SS or HH:MM:SS.ffffff stands for; null when it is no time of day. */
export function clockSpan(text: string): Span | null {
  const match = CLOCK.exec(text);
  if (!match) return null;
  const [, hour = '', minute, second, fraction] = match;
  const first = `${hour}:${minute ?? '00'}:${second ?? '00'}`;
  if (fraction !== undefined) return { first: text, last: text };
  return { first, last: `${hour}:${minute ?? '59'}:${second ?? '59'}.999999` };
}

/** The instants that a date, or a date and time joined by T or a space, stands for. */
export function instantSpan(text: string): Span | null {
  const [dayText = '', clockText, ...rest] = text.split(/[T ]/);
  const day = daySpan(dayText);
  if (!day || rest.length > 0) return null;
  if (clockText === undefined) return { first: `${day.first}T00:00:00`, last: `${day.last}T23:59:59.999999` };
  const clock = clockSpan(clockText);
  if (!clock || day.first !== day.last) return null;
  return { first: `${day.first}T${clock.first}`, last: `${day.first}T${clock.last}` };
}

/** `-28d`, `-4w`, `-6m`, `-1y`: a day counted from today. */
export function relativeDay(text: string): RelativeDay | null {
  const match = RELATIVE.exec(text);
  if (!match) return null;
  const unit = match[2];
  if (unit !== 'd' && unit !== 'w' && unit !== 'm' && unit !== 'y') return null;
  return { amount: Number(match[1]) || 0, unit };
}

/** The days between which all dates lie. */
const [FIRST_DAY, LAST_DAY] = ['0001-01-01', '9999-12-31'];

/**
 * The calendar day that a relative day stands for; months and years keep the day, or the month's last. What lies outside
 * the calendar stands for its end.
 */
export function resolveDay({ amount, unit }: RelativeDay, today: string): string {
  const [year = 1970, month = 1, day = 1] = today.split('-').map(Number);
  if (unit === 'd' || unit === 'w') {
    const days = unit === 'w' ? amount * 7 : amount;
    return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
  }
  const months = year * 12 + (month - 1) + (unit === 'y' ? amount * 12 : amount);
  const targetYear = Math.floor(months / 12);
  const targetMonth = (months % 12) + 1;
  if (targetYear < 1) return FIRST_DAY;
  if (targetYear > 9999) return LAST_DAY;
  const targetDay = Math.min(day, lastDayOfMonth(targetYear, targetMonth));
  return `${String(targetYear).padStart(4, '0')}-${two(targetMonth)}-${two(targetDay)}`;
}

/** A bound as the value to compare with: relative days resolved, everything else as it is. */
export function resolveBound(bound: Bound, today: string): string | number {
  return typeof bound === 'object' ? resolveDay(bound, today) : bound;
}
