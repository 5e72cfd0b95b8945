import type { Json } from '../api/types.js';
import { en } from '../locales/en.js';
import { msg, numberLocale, type MessageKey } from '../locales/msg.js';
import { shifted } from './decimal.js';
import { massNumbersRaised } from './mass-number.js';
import { preferences } from './preferences.js';

/** Decimals by which values of a unit are shown; the full value stays at hand in the explanation. */
const DECIMALS: Readonly<Record<string, number>> = {
  'mGy·cm': 2,
  mGy: 2,
  'Gy·cm²': 3,
  'dGy·cm²': 2,
  'cGy·cm²': 1,
  'mGy·cm²': 0,
  'µGy·m²': 1,
  Gy: 5,
  'Gy·cm': 4,
  GBq: 4,
  cm: 0,
  mSv: 2,
  MBq: 1,
  years: 1,
  kg: 1,
  m: 2,
  mm: 1,
  s: 1,
  ms: 1,
  mAs: 1,
  mA: 0,
  kV: 0,
  N: 0,
  '°': 1,
};

/** A number for reading: fixed decimals per unit, more where that would hide the value. */
export function formatNumber(value: number, unit: string | null = null): string {
  if (!Number.isFinite(value)) return '';
  const decimals = unit === null ? undefined : DECIMALS[unit];
  if (decimals === undefined) return value.toLocaleString(numberLocale(), { maximumFractionDigits: 3 });
  const step = 10 ** -decimals;
  if (value !== 0 && Math.abs(value) < step * 5) {
    return value.toLocaleString(numberLocale(), { maximumSignificantDigits: 3 });
  }
  const least = Number.isInteger(value) && decimals < 1 ? 0 : decimals;
  return value.toLocaleString(numberLocale(), {
    minimumFractionDigits: least,
    maximumFractionDigits: Math.max(decimals, decimals === 0 ? 1 : decimals),
  });
}

export const formatCount = (value: number): string => value.toLocaleString(numberLocale());

/** A calendar date, ISO by default: it reads the same in every hospital. */
export function formatDate(date: string): string {
  if (preferences.get().iso_dates) return date;
  const [year, month, day] = date.split('-').map(Number);
  if (!year || !month || !day) return date;
  return new Intl.DateTimeFormat(numberLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, day),
  );
}

/** A wall-clock time to the minute, or to the second. */
export const formatTime = (time: string, seconds = false): string => time.slice(0, seconds ? 8 : 5);

/** A wall-clock instant of a scanner; never shifted to another zone. */
export function formatWallClock(timestamp: string): string {
  const [date = '', time = ''] = timestamp.split('T');
  return time ? `${formatDate(date)} ${formatTime(time, true)}` : formatDate(date);
}

/** An instant of the server (UTC) in the time zone of the reader. */
export function formatInstant(timestamp: string): string {
  const at = instantOf(timestamp);
  if (Number.isNaN(at.getTime())) return timestamp;
  if (preferences.get().iso_dates) {
    const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16).replace('T', ' ');
  }
  return new Intl.DateTimeFormat(numberLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** Server time stamps are UTC, with or without saying so. */
export function instantOf(timestamp: string): Date {
  return new Date(/[Z+]|-\d\d:\d\d$/.test(timestamp.slice(10)) ? timestamp : `${timestamp}Z`);
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago, in the largest unit that fits. */
export function formatAge(at: Date, now: Date = new Date()): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  if (!step) return msg('time.now');
  const [unit, length] = step;
  return new Intl.RelativeTimeFormat(numberLocale(), { numeric: 'always' }).format(
    -Math.trunc(seconds / length),
    unit,
  );
}

/** How a value of a column is to be read. */
interface ValueMeaning {
  readonly type?: Json;
  /** The unit that it is shown in, and how far its decimal point moves to the right for that. */
  readonly unit?: string | null;
  readonly shift?: number;
}

/** Any scalar of a row for reading, in the unit that the reader wants; '' where it is absent. */
export function formatValue(value: Json | undefined, meaning: ValueMeaning = {}): string {
  const { type = 'text', unit = null, shift = 0 } = meaning;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return formatNumber(shifted(value, shift), unit);
  if (typeof value === 'boolean') return msg(value ? 'value.yes' : 'value.no');
  if (typeof value !== 'string')
    return Array.isArray(value) ? value.map((one) => formatValue(one, meaning)).join(', ') : '';
  if (type === 'date') return formatDate(value);
  if (type === 'time') return formatTime(value, true);
  if (type === 'timestamp') return formatWallClock(value);
  return massNumbersRaised(codeWords(value));
}

/** The lake's own short codes in words; any other text as it is. */
function codeWords(text: string): string {
  const key = `code.${text}`;
  return key in en ? msg(key as MessageKey) : text;
}
