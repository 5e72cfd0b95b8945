/** What stands wrong in the configuration; the program ends with exit code 3. */
export class ConfigurationError extends Error {}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
