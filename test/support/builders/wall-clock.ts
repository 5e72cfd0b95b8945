/** A wall-clock instant as in a DT without offset: `YYYYMMDDHHMMSS`, or with `.FFFFFF` behind it. */
export type WallClock = string;

/** The instant so many seconds later (or earlier). Fractions are kept to milliseconds, whole seconds have none. */
export function plusSeconds(start: WallClock, seconds: number): WallClock {
  return fromMillis(toMillis(start) + Math.round(seconds * 1000));
}

/** DA part of an instant. */
export function dateOf(instant: WallClock): string {
  return instant.slice(0, 8);
}

/** TM part of an instant. */
export function timeOf(instant: WallClock): string {
  return instant.slice(8);
}

/** Milliseconds on a time line without zones. */
export function toMillis(instant: WallClock): number {
  const part = (from: number, to: number): number => Number(instant.slice(from, to) || '0');
  const whole = Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14));
  return whole + Math.round(Number(`0${instant.slice(14)}`) * 1000);
}

/** The instant at so many milliseconds on that time line. */
export function fromMillis(millis: number): WallClock {
  const digits = new Date(millis).toISOString().replace(/[-:TZ]/g, '');
  return digits.endsWith('.000') ? digits.slice(0, 14) : digits;
}
