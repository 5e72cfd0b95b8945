/** What stands wrong in the configuration; the program ends with exit code 3. */
export class ConfigurationError extends Error {}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses the first field that is none of these, so that a misspelt one is not passed over. */
export function requireKnown(
  record: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
  what: string,
): void {
  const unknown = Object.keys(record).find((field) => !known.includes(field));
  if (unknown === undefined) return;
  throw new ConfigurationError(`${where}: no ${what} is called "${unknown}"; there are ${known.join(', ')}`);
}

export function text(field: string, value: unknown, fallback: string): string;
export function text(field: string, value: unknown, fallback: null): string | null;
export function text(field: string, value: unknown, fallback: string | null): string | null {
  if (value === undefined || value === '') return fallback;
  if (typeof value === 'string') return value;
  throw new ConfigurationError(`${field} must be text`);
}

export function wholeNumber(
  field: string,
  value: unknown,
  { fallback, least, greatest }: { fallback: number; least: number; greatest: number },
): number {
  if (value === undefined || value === '') return fallback;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= greatest)
    return number;
  throw new ConfigurationError(`${field} must be a whole number from ${least} to ${greatest}`);
}

export function yesOrNo(field: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined || value === '') return fallback;
  if (value === true || value === 'true' || value === '1') return true;
  if (value === false || value === 'false' || value === '0') return false;
  throw new ConfigurationError(`${field} must be true or false`);
}
