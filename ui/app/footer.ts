import { html, nothing, type TemplateResult } from 'lit';
import type { Session } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { formatAge, formatInstant, instantOf } from '../state/format.js';
import { freshness } from '../state/freshness.js';

/** Which snapshot the page shows and how old it is, and which program shows it. */
export function footer(who: Session): TemplateResult {
  const snapshot = freshness.get() ?? who.snapshot;
  return html`<footer class="app-footer">
    ${
      snapshot
        ? html`<span class="snapshot">
            ${msg('footer.snapshot', { id: String(snapshot.id), age: formatAge(instantOf(snapshot.committed_at)) })}
            <time class="muted" datetime=${snapshot.committed_at}
              >${formatInstant(snapshot.committed_at)}</time
            >
            <dose-snapshot-menu></dose-snapshot-menu>
          </span>`
        : html`<span>${msg('footer.no_snapshot')}</span>`
    }
    ${who.demo ? html`<span class="badge">${msg('demo.short')}</span>` : nothing}
    <span class="muted">${msg('app.name')} ${who.version}</span>
    <a href="/api">API</a>
  </footer>`;
}
