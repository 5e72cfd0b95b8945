import { html, render, type TemplateResult } from 'lit';
import { msg } from '../locales/msg.js';

export interface Confirmation {
  readonly title: string;
  readonly body: TemplateResult;
  readonly confirm: string;
  /** Destructive actions are marked as such. */
  readonly danger?: boolean;
}

/**
 * Asks before something is done; resolves with the form that was filled in, or null when it was cancelled.
 */
export function confirmDialog({ title, body, confirm, danger }: Confirmation): Promise<FormData | null> {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  render(
    html`<form method="dialog">
      <h2 id="dialog-title">${title}</h2>
      <div class="dialog-body">${body}</div>
      <div class="dialog-actions">
        <button type="button" class="button" value="cancel" @click=${() => dialog.close('')}>
          ${msg('action.cancel')}
        </button>
        <button type="submit" class="button ${danger ? 'danger' : 'primary'}" value="confirm">
          ${confirm}
        </button>
      </div>
    </form>`,
    dialog,
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const form = dialog.querySelector('form');
      resolve(dialog.returnValue === 'confirm' && form ? new FormData(form) : null);
      dialog.remove();
    });
  });
}
