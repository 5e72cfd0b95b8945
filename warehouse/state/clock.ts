/** The present in milliseconds since 1970, given from outside so that tests can move it. */
export type Clock = () => number;

/** An instant as UTC ISO 8601 text. */
export function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
