import { Store } from '../state/store.js';

export interface Place {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

const here = (): Place => ({ path: location.pathname, query: location.search.replace(/^\?/, '') });

/** Where the reader is. Pages change it only through `go`. */
export const place = new Store<Place>(here());

/** Goes to an address of this application; `replace` while typing, so that Back leaves the page at once. */
export function go(href: string, { replace = false } = {}): void {
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
}

/** Opens every popover below the button that it belongs to, within the window. */
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
      panel.style.top = `${box.bottom + 4}px`;
      panel.style.left = leftHalf ? `${Math.max(8, box.left)}px` : 'auto';
      panel.style.right = leftHalf ? 'auto' : `${Math.max(8, innerWidth - box.right)}px`;
      panel.style.maxHeight = `${innerHeight - box.bottom - 16}px`;
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
