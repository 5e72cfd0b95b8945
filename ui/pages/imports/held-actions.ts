import { html, nothing } from 'lit';
import { HELD_DECISIONS, type HeldDecision } from '../../api/choices.js';
import { api } from '../../api/endpoints.js';
import type { Row } from '../../api/types.js';
import { confirmDialog } from '../../components/confirm-dialog.js';
import { toast } from '../../components/toasts.js';
import { msg } from '../../locales/msg.js';
import { asProblem } from '../../state/resource.js';
import { may } from '../../state/session.js';

/** What may be decided about a held object, in its row; nothing for others. */
export function heldActions(row: Row, onDecided: () => void): unknown {
  if (row['outcome'] !== 'held' || !may('delete')) return nothing;
  return html`<div class="row-actions">
    ${HELD_DECISIONS.map(
      (decision) =>
        html`<button
          class="button small ${decision === 'delete' ? 'danger' : ''}"
          @click=${() => void decide(decision, row, onDecided)}
        >
          ${msg(`held.${decision}`)}
        </button>`,
    )}
  </div>`;
}

async function decide(decision: HeldDecision, row: Row, onDecided: () => void): Promise<void> {
  const form = await confirmDialog({
    title: msg(`held.${decision}_title`),
    confirm: msg(`held.${decision}`),
    danger: decision !== 'restore',
    body: html`<p>${msg(`held.${decision}_what`)}</p>
      <p class="path">${row['path']}</p>`,
  });
  if (!form) return;
  try {
    const place = { drop_folder: String(row['drop_folder'] ?? ''), path: String(row['path'] ?? '') };
    await api.decideHeld(decision, place);
    toast({ text: msg('held.done') });
    onDecided();
  } catch (error) {
    toast({ text: asProblem(error).message });
  }
}
