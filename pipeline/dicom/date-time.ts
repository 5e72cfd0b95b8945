import { withoutPadding } from './padding.js';

/** How much of a DT value was stated; what is not stated is not known. */
export type DateTimePrecision = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction';

export interface LocalDateTime {
  /** The wall clock as written, `YYYY-MM-DDTHH:MM:SS[.ffffff]`; null where not even the day is stated. */
  readonly local: string | null;
  /** Minutes east of UTC as written after the value; null where not stated or impossible. */
  readonly offsetMinutes: number | null;
  readonly precision: DateTimePrecision;
}

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})(?:(\d{2})(\d{2})|([.\-/])(\d{2})\4(\d{2}))$/;
const TIME = /^(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d*))?)?|:(\d{2})(?::(\d{2})(?:\.(\d*))?)?)?(?:[+-]\d{4})?$/;
const DATE_TIME = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:[.,](\d*))?(Z|[+-]\d{2}:?\d{2})?$/;
const SEPARATED_DATE_TIME =
  /^(\d{4})([.\-/]?)(\d{2})\2(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:\.(\d*))?)?)? ?(Z|[+-]\d{2}:?\d{2})?$/;

function isCalendarDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

function calendarDate(year = '', month = '', day = ''): string | null {
  return isCalendarDate(Number(year), Number(month), Number(day)) ? `${year}-${month}-${day}` : null;
}

/** A leap second (60) is kept within its minute as 59: no column type holds 60, and the minute stays right. */
function clockTime(hour: string, minute = '00', second = '00', fraction = ''): string | null {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  const stated = fraction.slice(0, 6);
  return `${hour}:${minute}:${second === '60' ? '59' : second}${stated === '' ? '' : `.${stated}`}`;
}

/**
 * DA (PS3.5 6.2) as `YYYY-MM-DD`; also the older `1993.08.22` and separated by `-` or `/`.
 * Null for anything but one full date of the calendar (IMP-027).
 */
export function parseDate(raw: string): string | null {
  const found = DATE.exec(withoutPadding(raw));
  if (found === null) return null;
  return calendarDate(found[1], found[2] ?? found[5], found[3] ?? found[6]);
}

/**
 * TM as `HH:MM:SS[.ffffff]` with the digits of the fraction as stated (at most six); also the older `10:20:30`.
 * `HH` and `HHMM` are taken as the beginning of that hour or minute; an offset behind it is left out (IMP-028).
 */
export function parseTime(raw: string): string | null {
  const found = TIME.exec(withoutPadding(raw));
  if (found === null) return null;
  const [, hour = '', minute, second, fraction, minuteOld, secondOld, fractionOld] = found;
  return clockTime(hour, minute ?? minuteOld, second ?? secondOld, fraction ?? fractionOld);
}

/** Timezone Offset From UTC (0008,0201) in minutes; also with `UTC` before it. */
export function parseUtcOffset(raw: string): number | null {
  return offsetMinutes(/^(?:UTC)?([+-]\d{2}:?\d{2})$/.exec(withoutPadding(raw))?.[1]);
}

/** `&ZZXX` in minutes; PS3.5 6.2 allows -1200 to +1400 and forbids -0000. */
function offsetMinutes(stated: string | undefined): number | null {
  if (stated === undefined || stated.replace(':', '') === '-0000') return null;
  if (stated === 'Z') return 0;
  const digits = stated.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  const signed = digits.startsWith('-') ? -minutes : minutes;
  return Number(digits.slice(3, 5)) > 59 || signed < -720 || signed > 840 ? null : signed + 0;
}

const PRECISIONS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

function dateTimeOf(
  parts: readonly (string | undefined)[],
  fraction = '',
  offset?: string,
): LocalDateTime | null {
  const stated = parts.findIndex((part) => part === undefined);
  const count = stated === -1 ? parts.length : stated;
  const [year = '', month = '01', day = '01', hour = '00', minute, second] = parts;
  const date = calendarDate(year, month, day);
  const time = clockTime(hour, minute, second, fraction);
  if (date === null || time === null || (fraction !== '' && count < 6)) return null;
  return {
    local: count < 3 ? null : `${date}T${time}`,
    offsetMinutes: offsetMinutes(offset),
    precision: fraction !== '' ? 'fraction' : (PRECISIONS[count - 1] ?? 'second'),
  };
}

/**
 * DT (PS3.5 6.2), partial or whole, or the ISO 8601 form that some systems write. The scanner's wall clock is kept
 * as written and never shifted; its offset stands beside it (BUG-20). Unstated hours and below are the beginning
 * of what is stated (IMP-029). Null where it is not one valid date and time.
 */
export function parseDateTime(raw: string): LocalDateTime | null {
  const text = withoutPadding(raw);
  const plain = DATE_TIME.exec(text);
  if (plain !== null) return dateTimeOf(plain.slice(1, 7), plain[7], plain[8]);
  const separated = SEPARATED_DATE_TIME.exec(text);
  if (separated === null) return null;
  const [, year, , month, day, hour, minute, second, fraction, offset] = separated;
  return dateTimeOf([year, month, day, hour, minute, second], fraction, offset);
}

function dayNumber(date: string): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (found === null || calendarDate(found[1], found[2], found[3]) === null) return null;
  return utcDay(Number(found[1]), Number(found[2]), Number(found[3]));
}

/** Days since 1970-01-01; years below 100 are not moved to the 20th century. */
function utcDay(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day) / DAY_MS;
}

/** Milliseconds of a wall clock since 1970, for differences only; null where it is no instant. */
export function millisecondsOf(local: string): number | null {
  const at = Date.parse(`${local}Z`);
  return Number.isNaN(at) ? null : at;
}

/**
 * The wall clock so many milliseconds after 1970, `YYYY-MM-DDTHH:MM:SS.fff`, without zones; null outside the years 1 to
 * 9999, to which placeholder dates come near and which DA and DT cannot leave.
 */
export function wallClockAt(milliseconds: number): string | null {
  const text = new Date(milliseconds).toISOString();
  return /^\d{4}-/.test(text) && !text.startsWith('0000') ? text.slice(0, -1) : null;
}

/** Whole days from one `YYYY-MM-DD` to another, negative if before; null if either is no date. */
export function ageInDays(birth: string, on: string): number | null {
  const from = dayNumber(birth);
  const to = dayNumber(on);
  return from === null || to === null ? null : to - from;
}

/**
 * Age in years of the calendar, unrounded: birthdays passed, and the share of the days up to the next one.
 * Who was born on 29 February has the birthday of other years on 1 March. Negative before birth (IMP-065).
 */
export function ageInYears(birth: string, on: string): number | null {
  const to = dayNumber(on);
  if (to === null || dayNumber(birth) === null) return null;
  const birthYear = Number(birth.slice(0, 4));
  const birthday = (year: number): number =>
    utcDay(year, Number(birth.slice(5, 7)), Number(birth.slice(8, 10)));
  const thisYear = Number(on.slice(0, 4));
  const last = birthday(thisYear) <= to ? thisYear : thisYear - 1;
  return last - birthYear + (to - birthday(last)) / (birthday(last + 1) - birthday(last));
}

const YEARS_PER_UNIT: Readonly<Record<string, (n: number) => number>> = {
  Y: (n) => n,
  M: (n) => n / 12,
  W: (n) => (n * 7) / 365.25,
  D: (n) => n / 365.25,
};

/** AS in years, unrounded: one to three digits and D, W, M or Y; null for anything else (IMP-065). */
export function parseAgeString(raw: string): number | null {
  const found = /^(\d{1,3})([DWMY])$/i.exec(withoutPadding(raw));
  if (found === null) return null;
  return YEARS_PER_UNIT[(found[2] ?? '').toUpperCase()]?.(Number(found[1])) ?? null;
}
