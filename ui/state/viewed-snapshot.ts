import { Store } from './store.js';

/** The parameter of every address, of pages and of the API, that names the snapshot to look at. */
const KEY = 'snapshot';

/** The snapshot that the address of the page names, by number or date; null looks at the newest. */
export const viewedSnapshot = new Store<string | null>(null);

/** A query without the snapshot that it names, and that snapshot; '' where it names none on purpose. */
export function takeSnapshot(query: string): { readonly query: string; readonly snapshot: string | null } {
  const parts = query.split('&').filter((part) => part !== '');
  const named = parts.find((part) => part.startsWith(`${KEY}=`));
  return {
    query: parts.filter((part) => part !== named).join('&'),
    snapshot: named === undefined ? null : decodeURIComponent(named.slice(KEY.length + 1)),
  };
}

/** Whether an address names a snapshot, or none on purpose. */
export const namesSnapshot = (address: string): boolean =>
  takeSnapshot(address.split('?')[1] ?? '').snapshot !== null;

/** The address with the snapshot that is looked at, unless it names one itself. */
export function atViewedSnapshot(address: string): string {
  const [path = '', query = ''] = address.split('?');
  const taken = takeSnapshot(query);
  const snapshot = taken.snapshot ?? viewedSnapshot.get();
  const named = snapshot ? [`${KEY}=${encodeURIComponent(snapshot)}`] : [];
  const whole = [taken.query, ...named].filter(Boolean).join('&');
  return whole === '' ? path : `${path}?${whole}`;
}

/** The address of this page at another snapshot; null at the newest. */
export function pageAt(snapshot: string | number | null): string {
  const { query } = takeSnapshot(location.search.replace(/^\?/, ''));
  return `${location.pathname}?${[query, `${KEY}=${snapshot ?? ''}`].filter(Boolean).join('&')}`;
}
