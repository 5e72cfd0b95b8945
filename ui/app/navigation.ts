import { Store } from '../state/store.js';
import { atViewedSnapshot, namesSnapshot, takeSnapshot, viewedSnapshot } from '../state/viewed-snapshot.js';

export interface Place {
  readonly path: string;
  /** Without the question mark and the snapshot. */
  readonly query: string;
  /** The snapshot that the address names; null at the newest. */
  readonly snapshot: string | null;
}

function here(): Place {
  const { query, snapshot } = takeSnapshot(location.search.replace(/^\?/, ''));
  viewedSnapshot.set(snapshot || null);
  return { path: location.pathname, query, snapshot: snapshot || null };
}

/** Where the reader is. Pages change it only through `go`. */
export const place = new Store<Place>(here());

/**
 * Goes to an address of this application, at the snapshot that is looked at unless it names one itself; `replace` while
 * typing, so that Back leaves the page at once.
 */
export function go(address: string, { replace = false } = {}): void {
  const href = atViewedSnapshot(address);
  if (href === location.pathname + location.search) return;
  if (replace) history.replaceState(history.state, '', href);
  else history.pushState(null, '', href);
  place.set(here());
}

/** Keeps the address and the page in step, and opens links without loading the page again. */
export function startNavigation(): void {
  window.addEventListener('popstate', () => place.set(here()));
  document.addEventListener('click', (event) => {
    const href = internalLink(event);
    if (href === null) return;
    event.preventDefault();
    go(href);
  });
  keepSnapshotInLinks();
}

/** A link that is opened in a new window or copied names the snapshot too. */
function keepSnapshotInLinks(): void {
  const changed = new Map<Element, string>();
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      const link = target instanceof Element ? target.closest('a') : null;
      const href = link?.getAttribute('href');
      if (!link || !href?.startsWith('/') || viewedSnapshot.get() === null || namesSnapshot(href)) return;
      if (!changed.has(link)) changed.set(link, href);
      link.setAttribute('href', atViewedSnapshot(href));
    },
    true,
  );
  viewedSnapshot.subscribe(() => {
    for (const [link, href] of changed) link.setAttribute('href', href);
    changed.clear();
  });
}

/** Opens every popover beside the button that it belongs to, within the window. */
export function startPopovers(): void {
  document.addEventListener(
    'beforetoggle',
    (event) => {
      const panel = event.target;
      if (!(panel instanceof HTMLElement) || panel.id === '' || (event as ToggleEvent).newState !== 'open')
        return;
      const button = document.querySelector(`[popovertarget="${CSS.escape(panel.id)}"]`);
      if (!button) return;
      const box = button.getBoundingClientRect();
      const leftHalf = box.left + box.width / 2 < innerWidth / 2;
      const lowerHalf = box.top > innerHeight / 2;
      panel.style.top = lowerHalf ? 'auto' : `${box.bottom + 4}px`;
      panel.style.bottom = lowerHalf ? `${innerHeight - box.top + 4}px` : 'auto';
      panel.style.left = leftHalf ? `${Math.max(8, box.left)}px` : 'auto';
      panel.style.right = leftHalf ? 'auto' : `${Math.max(8, innerWidth - box.right)}px`;
      panel.style.maxHeight = `${(lowerHalf ? box.top : innerHeight - box.bottom) - 16}px`;
    },
    true,
  );
}

function internalLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.hasAttribute('download') || link.getAttribute('target')) return null;
  const href = link.getAttribute('href') ?? link.getAttribute('xlink:href');
  if (!href || href.startsWith('#')) return null;
  const url = new URL(href, location.href);
  if (url.origin !== location.origin || /^\/(api|assets)\//.test(url.pathname)) return null;
  return url.pathname + url.search;
}
