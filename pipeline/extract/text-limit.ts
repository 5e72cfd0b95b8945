/** Longest text that a column holds, in UTF-16 code units; the whole stays in the kept document. */
export const LONGEST_TEXT = 1024;

/** A text without NUL, which is padding wherever it stands; no longer than a column holds, never ending within a character. */
export function cutText(stated: string, longest: number = LONGEST_TEXT): string {
  const text = stated.includes('\0') ? stated.replaceAll('\0', '') : stated;
  if (text.length <= longest) return text;
  const last = text.charCodeAt(longest - 1);
  const isWithinPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isWithinPair ? longest - 1 : longest);
}

/** A value of a column with every text in it made to fit, those in lists and structs too; an empty one in a struct is null. */
export function fitting(value: unknown, fit: (text: string) => string): unknown {
  if (typeof value === 'string') return fit(value);
  if (Array.isArray(value)) return value.map((entry: unknown) => fitting(entry, fit));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, field]: [string, unknown]) => [
    name,
    field === '' ? null : fitting(field, fit),
  ]);
  return Object.fromEntries(entries);
}
