import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { PageElement } from '../components/page-element.js';
import { msg, type MessageKey } from '../locales/msg.js';
import { formatPairs } from '../state/address.js';
import { MODALITIES, listPath, type Modality } from '../state/modality.js';
import { THEMES, prefer } from '../state/preferences.js';
import { signOut } from '../state/session.js';
import { go } from './navigation.js';
import { NAVIGATION } from './destinations.js';

/** What a list is searched by. */
interface Search {
  readonly key: string;
  readonly field: MessageKey;
  readonly modalities: readonly Modality[];
}

const TEXT_SEARCHES: readonly Search[] = [
  { key: 'study_description', field: 'palette.description', modalities: MODALITIES },
  { key: 'accession_number', field: 'palette.accession', modalities: MODALITIES },
];
/** UIDs are asked for as a whole: the index finds them in any store at once. */
const UID_SEARCHES: readonly Search[] = [
  { key: 'study_instance_uid', field: 'palette.study_uid', modalities: MODALITIES },
  {
    key: 'event.irradiation_event_uid',
    field: 'palette.event_uid',
    modalities: MODALITIES.filter((modality) => modality !== 'NM'),
  },
];
/** Three components at least: `2.25.` and the number of a UUID (PS3.5 annex B.2). */
const UID = /^\d+(?:\.\d+){2,}$/;

interface Command {
  readonly label: string;
  readonly run: () => void;
}

export function openPalette(): void {
  document.querySelector<CommandPalette>('dose-command-palette')?.open();
}

/** Everything by its name: pages, themes, and a search of each list for what is typed. */
@customElement('dose-command-palette')
export class CommandPalette extends PageElement {
  @state() private text = '';
  @state() private active = 0;

  open(): void {
    this.text = '';
    this.active = 0;
    const dialog = this.#dialog();
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const input = dialog.querySelector('input');
    if (input) {
      input.value = '';
      input.focus();
    }
  }

  protected override render(): unknown {
    const commands = this.#commands();
    return html`<dialog class="dialog palette" aria-label=${msg('palette.open')}>
      <input
        type="text"
        role="combobox"
        aria-label=${msg('palette.open')}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant=${commands.length > 0 ? `palette-${this.active}` : ''}
        placeholder=${msg('palette.hint')}
        autocomplete="off"
        @input=${this.#type}
        @keydown=${this.#key}
      />
      <ul id="palette-list" role="listbox" aria-label=${msg('palette.results')}>
        ${commands.map(
          (command, index) =>
            html`<li
              id="palette-${index}"
              role="option"
              aria-selected=${index === this.active ? 'true' : 'false'}
              @click=${() => this.#run(command)}
            >
              ${command.label}
            </li>`,
        )}
      </ul>
    </dialog>`;
  }

  #commands(): readonly Command[] {
    const wanted = this.text.trim().toLowerCase();
    const named = this.#named().filter(({ label }) => label.toLowerCase().includes(wanted));
    return wanted === '' ? named : [...named, ...this.#searches(this.text.trim())];
  }

  #named(): readonly Command[] {
    return [
      ...NAVIGATION.map(({ href, title }) => ({ label: msg(title), run: () => go(href) })),
      ...THEMES.map((theme) => ({
        label: `${msg('theme.title')}: ${msg(`theme.${theme}`)}`,
        run: () => prefer('theme', theme),
      })),
      { label: msg('admin.account'), run: () => go('/admin/account') },
      { label: msg('session.sign_out'), run: () => void signOut() },
    ];
  }

  #searches(text: string): readonly Command[] {
    const commandsOf = (searches: readonly Search[], label: MessageKey, value: string): readonly Command[] =>
      MODALITIES.flatMap((modality) =>
        searches
          .filter(({ modalities }) => modalities.includes(modality))
          .map(({ key, field }) => ({
            label: msg(label, { modality: msg(`modality.${modality}`), field: msg(field), text }),
            run: () => go(`${listPath(modality)}?${formatPairs([[key, value]])}`),
          })),
      );
    return [
      ...(UID.test(text) ? commandsOf(UID_SEARCHES, 'palette.find', `=${text}`) : []),
      ...commandsOf(TEXT_SEARCHES, 'palette.search', text),
    ];
  }

  #type(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    this.active = 0;
  }

  #key(event: KeyboardEvent): void {
    const commands = this.#commands();
    if (event.key === 'ArrowDown') this.active = Math.min(this.active + 1, commands.length - 1);
    else if (event.key === 'ArrowUp') this.active = Math.max(this.active - 1, 0);
    else if (event.key === 'Enter') {
      const command = commands[this.active];
      if (command) this.#run(command);
    } else return;
    event.preventDefault();
    void this.updateComplete.then(() =>
      this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  #run(command: Command): void {
    this.#dialog()?.close();
    command.run();
  }

  #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }
}
