import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { api } from '../../api/endpoints.js';
import type { BulkResult } from '../../api/types.js';
import { confirmDialog } from '../../components/confirm-dialog.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { toast } from '../../components/toasts.js';
import { msg, type MessageKey } from '../../locales/msg.js';
import { asProblem } from '../../state/resource.js';
import { may } from '../../state/session.js';

type Act = 'mark_not_patient' | 'mark_patient' | 'delete';

/**
 * What can be done with all studies that the filter finds, after asking with their number.
 * @fires bulk-done - the list has changed
 */
@customElement('dose-bulk-actions')
export class BulkActions extends PageElement {
  /** The filter, in the filter language, with its modality. */
  @property({ attribute: false }) filter = '';
  @property({ attribute: false }) total = 0;

  protected override render(): unknown {
    if (!may('configure') && !may('delete')) return nothing;
    return html`<button class="button" popovertarget="bulk-actions" ?disabled=${this.total === 0}>
        ${icon('check')}${msg('bulk.title')}
      </button>
      <div class="popover chooser" id="bulk-actions" popover role="dialog" aria-label=${msg('bulk.title')}>
        <p>${msg('bulk.all', { n: this.total })}</p>
        ${may('configure') ? [this.#button('mark_not_patient'), this.#button('mark_patient')] : nothing}
        ${may('delete') ? this.#button('delete') : nothing}
      </div>`;
  }

  #button(act: Act): unknown {
    return html`<button class="button ${act === 'delete' ? 'danger' : ''}" @click=${() => void this.#do(act)}>
      ${msg(`bulk.${act}`)}
    </button>`;
  }

  async #do(act: Act): Promise<void> {
    this.querySelector<HTMLElement>('#bulk-actions')?.hidePopover();
    const expected = this.total;
    const title: MessageKey = `bulk.${act}`;
    const form = await confirmDialog({
      title: msg(title),
      confirm: msg(title),
      danger: act === 'delete',
      body: html`<p>${msg('bulk.sure', { n: expected })}</p>
        <label class="field">
          <span>${msg('delete.reason')}</span>
          <input name="reason" required maxlength="500" autocomplete="off" />
        </label>`,
    });
    if (!form) return;
    try {
      const { changed } = await this.#ask(act, expected, String(form.get('reason')));
      toast({ text: msg('bulk.done', { n: changed }) });
      this.dispatchEvent(new CustomEvent('bulk-done', { bubbles: true }));
    } catch (error) {
      toast({ text: asProblem(error).message });
    }
  }

  #ask(act: Act, expected: number, reason: string): Promise<BulkResult> {
    return act === 'delete'
      ? api.deleteStudies(this.filter, { expected, reason })
      : api.markStudies(this.filter, { mark: act, expected, reason });
  }
}
