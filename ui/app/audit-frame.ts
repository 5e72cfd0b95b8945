import { html, type TemplateResult } from 'lit';
import type { Session } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { formatInstant } from '../state/format.js';
import { freshness } from '../state/freshness.js';

/** On paper only: what page this is, of which data, printed by whom and when. */
export function auditHead(who: Session): TemplateResult {
  const snapshot = freshness.get() ?? who.snapshot;
  return html`<div class="print-only audit-head">
    <strong>${msg('app.name')} · ${document.title.split(' · ')[0]}</strong>
    <span>${decodeURI(location.pathname + location.search)}</span>
    <span>
      ${msg('print.by', { name: who.user.name, at: formatInstant(new Date().toISOString()) })}${
        snapshot
          ? ` · ${msg('print.snapshot', { id: String(snapshot.id), at: formatInstant(snapshot.committed_at) })}`
          : ''
      }
    </span>
  </div>`;
}

/** On paper only: a box for the signature of an audit. */
export function signOff(): TemplateResult {
  return html`<div class="print-only sign-off">
    ${(['print.checked_by', 'print.date', 'print.signature', 'print.remarks'] as const).map(
      (key) => html`<span>${msg(key)}</span>`,
    )}
  </div>`;
}
