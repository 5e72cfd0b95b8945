/** The headers by which a browser says where a request comes from. */
export interface OriginHeaders {
  readonly secFetchSite: string | undefined;
  readonly origin: string | undefined;
  readonly host: string;
  readonly hasCookie: boolean;
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request may change something: one of a page of ours, or of a program that carries no cookie. Browsers
 * state Sec-Fetch-Site or Origin with every write; a cookie without either is not trusted.
 */
export function isTrustedOrigin(method: string, headers: OriginHeaders): boolean {
  if (READING.has(method)) return true;
  const { secFetchSite, origin, host, hasCookie } = headers;
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin') return false;
  if (origin !== undefined) return hostOf(origin) === host;
  return secFetchSite === 'same-origin' || !hasCookie;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
