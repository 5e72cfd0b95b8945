const SECONDS_PER_DAY = 86_400;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/;

function daysOf(year: number, month: number, day: number): number | null {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  const isReal = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return isReal ? at.getTime() / 86_400_000 : null;
}

/** Days since 1970-01-01 of `YYYY-MM-DD`, null when the text is not a date of the calendar. */
export function daysFromDate(text: string): number | null {
  const match = DATE.exec(text);
  return match && daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/**
 * Microseconds since 1970-01-01 of the wall-clock instant `YYYY-MM-DDTHH:MM:SS[.ffffff]`, null when it is none. A number
 * would hold them to the microsecond from 1684 to 2255 only.
 */
export function microsFromInstant(text: string): bigint | null {
  const match = INSTANT.exec(text);
  if (!match) return null;
  const days = daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  if (days === null || hour > 23 || minute > 59 || second > 59) return null;
  const micros = Number((match[7] ?? '').padEnd(6, '0'));
  return BigInt(days * SECONDS_PER_DAY + (hour * 60 + minute) * 60 + second) * 1_000_000n + BigInt(micros);
}

/** The days of a century: rows of one result repeat them. */
const MOST_KNOWN_DATES = 36_525;
const knownDates = new Map<number, string>();

/** `YYYY-MM-DD` of days since 1970-01-01. */
export function dateFromDays(days: number): string {
  const known = knownDates.get(days);
  if (known !== undefined) return known;
  const date = new Date(days * 86_400_000).toISOString().slice(0, 10);
  if (knownDates.size < MOST_KNOWN_DATES) knownDates.set(days, date);
  return date;
}

/** `YYYY-MM-DDTHH:MM:SS[.f]` of microseconds since 1970-01-01, without trailing zeros of the fraction. */
export function instantFromMicros(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((micros - fraction) / 1_000_000n);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return fraction === 0n ? whole : `${whole}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}
