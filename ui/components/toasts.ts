import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { msg } from '../locales/msg.js';
import { Store, Watch } from '../state/store.js';
import { icon } from './icons.js';
import { PageElement } from './page-element.js';

export interface Toast {
  readonly text: string;
  /** How long it stays, in milliseconds. */
  readonly forMs?: number;
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Shown extends Toast {
  readonly id: number;
}

const toasts = new Store<readonly Shown[]>([]);
let lastId = 0;

/** Says that something was done, with a way back where there is one. */
export function toast(message: Toast): void {
  const id = ++lastId;
  toasts.set([...toasts.get(), { ...message, id }]);
  setTimeout(() => dismiss(id), message.forMs ?? 6_000);
}

const dismiss = (id: number): void => toasts.set(toasts.get().filter((one) => one.id !== id));

/** Shows messages at the foot of the page and reads them to screen readers. */
@customElement('dose-toasts')
export class Toasts extends PageElement {
  protected readonly watch = new Watch(this, [toasts]);

  protected override render(): unknown {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${repeat(
        toasts.get(),
        (one) => one.id,
        (one) =>
          html`<div class="toast">
            <span>${one.text}</span>
            ${one.action ? this.#action(one) : nothing}
            <button class="icon-button" @click=${() => dismiss(one.id)}>
              ${icon('close')}<span class="visually-hidden">${msg('action.dismiss')}</span>
            </button>
          </div>`,
      )}
    </div>`;
  }

  #action(one: Shown): unknown {
    const act = (): void => {
      one.action?.run();
      dismiss(one.id);
    };
    return html`<button class="button toast-action" @click=${act}>
      ${icon('undo')}${one.action?.label}
    </button>`;
  }
}
