import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { msg } from '../../locales/msg.js';
import { columnNames, meaning } from '../../state/dictionary.js';
import { may } from '../../state/session.js';

/** Columns that identify are offered to those who may see them. */
const isVisible = (name: string): boolean =>
  (meaning('studies', name).identity ?? 'none') === 'none' || may('see_identity');

/**
 * Which columns the list shows: any column of studies, in the order in which they are ticked.
 * @fires columns-change - the names, or null for the default, as `detail`
 */
@customElement('dose-column-chooser')
export class ColumnChooser extends PageElement {
  @property({ attribute: false }) chosen: readonly string[] = [];
  @property({ type: Boolean }) custom = false;
  @state() private text = '';
  @state() private open = false;

  protected override render(): unknown {
    return html`<button class="button" popovertarget="column-chooser">
        ${icon('columns')}${msg('list.columns')}
      </button>
      <div
        class="popover chooser"
        id="column-chooser"
        popover
        role="dialog"
        aria-label=${msg('list.columns')}
        @toggle=${(event: ToggleEvent) => (this.open = event.newState === 'open')}
      >
        ${this.open ? this.#content() : nothing}
      </div>`;
  }

  #content(): unknown {
    const wanted = this.text.trim().toLowerCase();
    const matches = (name: string): boolean =>
      wanted === '' || `${meaning('studies', name).label} ${name}`.toLowerCase().includes(wanted);
    const rest = columnNames('studies').filter((name) => !this.chosen.includes(name) && isVisible(name));
    return html`<input
        type="search"
        aria-label=${msg('list.find_column')}
        placeholder=${msg('list.find_column')}
        @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}
      />
      <ul class="chooser-list">
        ${[...this.chosen, ...rest].filter(matches).map((name) => this.#item(name))}
      </ul>
      <button class="button small" ?disabled=${!this.custom} @click=${() => this.#change(null)}>
        ${msg('list.default_columns')}
      </button>`;
  }

  #item(name: string): unknown {
    const { label, unit, definition } = meaning('studies', name);
    const checked = this.chosen.includes(name);
    const toggle = (): void =>
      this.#change(checked ? this.chosen.filter((one) => one !== name) : [...this.chosen, name]);
    return html`<li>
      <label title=${definition}>
        <input
          type="checkbox"
          .checked=${checked}
          ?disabled=${checked && this.chosen.length === 1}
          @change=${toggle}
        />
        ${label}${unit ? html` <span class="unit">${unit}</span>` : nothing}
      </label>
    </li>`;
  }

  #change(columns: readonly string[] | null): void {
    this.dispatchEvent(new CustomEvent('columns-change', { detail: columns }));
  }
}
