import { isAtHost } from '@gatehouse/contracts';

/** Where a browser says that a request comes from. */
export interface RequestOrigin {
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site` (Fetch Metadata): set by the browser itself, no page can forge it. */
  readonly fetchSite: string | undefined;
  readonly host: string | undefined;
}

/**
 * Whether a request that carries or sets the session cookie comes from a page that has no business here. `SameSite=Strict`
 * holds such cookies back already; this also stands in browsers and on sister domains where that does not.
 * Requests with neither header come from no browser, and so with nobody else's cookies.
 */
export function isCrossSite(request: RequestOrigin, isAllowed: (origin: string) => boolean): boolean {
  const { origin, fetchSite, host } = request;
  if (fetchSite === 'cross-site') return true;
  // a proxy may have put another Host in the place of the one that the browser asked for
  if (fetchSite === 'same-origin') return false;
  // another port or scheme of our host: a Host without its port does not tell them apart
  if (origin !== undefined && fetchSite === 'same-site') return !isAllowed(origin);
  if (origin !== undefined) return !isAtHost(origin, host) && !isAllowed(origin);
  // without Origin a same-site page (another port, a sister domain) cannot be told from ours
  return fetchSite !== undefined && fetchSite !== 'none';
}
