import { html, nothing } from 'lit';
import { icon } from '../components/icons.js';
import { msg } from '../locales/msg.js';
import { formatInstant } from '../state/format.js';
import { freshness } from '../state/freshness.js';
import { pageAt, viewedSnapshot } from '../state/viewed-snapshot.js';

/** Says on every page that it shows the lake as it was, and leads back to now. */
export function snapshotBanner(): unknown {
  if (viewedSnapshot.get() === null) return nothing;
  const shown = freshness.get();
  return html`<aside class="demo-banner as-of" aria-label=${msg('snapshot.banner')}>
    ${icon('info')}
    ${
      shown
        ? msg('snapshot.as_of', { at: formatInstant(shown.committed_at), id: String(shown.id) })
        : msg('snapshot.banner')
    }
    ${shown?.changed_at ? msg('snapshot.changed', { at: formatInstant(shown.changed_at) }) : nothing}
    <a href=${pageAt(null)}>${msg('snapshot.now')}</a>
  </aside>`;
}
