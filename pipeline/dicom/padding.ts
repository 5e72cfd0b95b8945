const SPACE = 0x20;

function isPadding(unit: number): boolean {
  return unit <= SPACE && (unit === SPACE || unit === 0 || (unit >= 0x09 && unit <= 0x0d));
}

/** A value without the blanks and NULs around it (PS3.5 6.2 pads with a space; equipment pads with NUL too). */
export function withoutPadding(raw: string): string {
  let start = 0;
  let end = raw.length;
  while (start < end && isPadding(raw.charCodeAt(start))) start += 1;
  while (end > start && isPadding(raw.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === raw.length ? raw : raw.slice(start, end);
}
