import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { PageElement } from '../components/page-element.js';
import { msg } from '../locales/msg.js';
import { preferences, prefer } from '../state/preferences.js';
import { Watch } from '../state/store.js';
import { NAVIGATION } from './destinations.js';

export function openShortcutHelp(): void {
  document.querySelector<HTMLDialogElement>('#shortcut-help')?.showModal();
}

/** Lists the keys, and lets one switch the single ones off. */
@customElement('dose-shortcut-help')
export class ShortcutHelp extends PageElement {
  protected readonly watch = new Watch(this, [preferences]);

  protected override render(): unknown {
    const keys: readonly (readonly [string, string])[] = [
      ['Ctrl K', msg('palette.open')],
      ['/', msg('shortcuts.filter')],
      ['?', msg('shortcuts.title')],
      ['[', msg('pages.previous')],
      [']', msg('pages.next')],
      ...NAVIGATION.map(({ key, title }) => [`g ${key}`, msg(title)] as const),
    ];
    return html`<dialog id="shortcut-help" class="dialog" aria-labelledby="shortcut-title">
      <form method="dialog">
        <h2 id="shortcut-title">${msg('shortcuts.title')}</h2>
        <dl class="shortcuts">
          ${keys.map(
            ([key, what]) =>
              html`<div>
                <dt>${key.split(' ').map((one) => html`<kbd>${one}</kbd> `)}</dt>
                <dd>${what}</dd>
              </div>`,
          )}
        </dl>
        <label class="check">
          <input
            type="checkbox"
            .checked=${preferences.get().shortcuts}
            @change=${(event: Event) => prefer('shortcuts', (event.target as HTMLInputElement).checked)}
          />
          ${msg('shortcuts.enable')}
        </label>
        <div class="dialog-actions"><button class="button primary">${msg('action.close')}</button></div>
      </form>
    </dialog>`;
  }
}
