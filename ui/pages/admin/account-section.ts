import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { api, itemsOf } from '../../api/endpoints.js';
import type { Quantity, Row } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { PageElement } from '../../components/page-element.js';
import { whenReady } from '../../components/states.js';
import { PSEUDO_LOCALE, msg } from '../../locales/msg.js';
import { quantities } from '../../state/dictionary.js';
import { formatInstant } from '../../state/format.js';
import { PAGE_SIZES, THEMES, prefer, preferences, type Theme } from '../../state/preferences.js';
import { Resource } from '../../state/resource.js';
import { session } from '../../state/session.js';
import { Watch } from '../../state/store.js';
import { attempt } from './attempt.js';
import './tokens-panel.js';

const LOCALES: readonly (readonly [tag: string, name: string])[] = [
  ['en-GB', 'English (United Kingdom)'],
  ['en-US', 'English (United States)'],
  ['de-DE', 'Deutsch'],
  ['fr-FR', 'Français'],
  ['sv-SE', 'Svenska'],
  [PSEUDO_LOCALE, 'Pseudo (translation test)'],
];

/** Preferences, password and own sessions. */
@customElement('dose-account-section')
export class AccountSection extends PageElement {
  private readonly sessions = new Resource<readonly Row[]>(this);
  protected readonly watch = new Watch(this, [preferences]);

  protected override willUpdate(): void {
    this.sessions.load('sessions', async (signal) => itemsOf<Row>(await api.ownSessions(signal)));
  }

  protected override render(): unknown {
    return html`<section class="panel">
        <h2>${msg('account.preferences')}</h2>
        ${this.#preferences()}
      </section>
      <section class="panel">
        <h2>${msg('account.units')}</h2>
        <p class="muted">${msg('account.units_note')}</p>
        <div class="form-grid">${Object.entries(quantities()).map(unitChoice)}</div>
      </section>
      <section class="panel">
        <h2>${msg('account.password')}</h2>
        ${this.#password()}
      </section>
      <section>
        <h2>${msg('account.sessions')}</h2>
        ${whenReady(this.sessions, (rows) => this.#sessions(rows))}
      </section>
      <dose-tokens-panel></dose-tokens-panel>`;
  }

  #preferences(): unknown {
    const { theme, density, shortcuts, page_size, locale, iso_dates } = preferences.get();
    const check = (label: string, value: boolean, set: (to: boolean) => void): unknown =>
      html`<label class="check">
        <input
          type="checkbox"
          .checked=${value}
          @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
        />
        ${label}
      </label>`;
    return html`<div class="form-grid">
      ${select(
        msg('theme.title'),
        theme,
        THEMES.map((one) => [one, msg(`theme.${one}`)]),
        (to) => prefer('theme', to as Theme),
      )}
      ${select(
        msg('account.density'),
        density,
        [
          ['comfortable', msg('account.comfortable')],
          ['compact', msg('account.compact')],
        ],
        (to) => prefer('density', to === 'compact' ? 'compact' : 'comfortable'),
      )}
      ${select(
        msg('list.page_size'),
        String(page_size),
        PAGE_SIZES.map((size) => [String(size), String(size)]),
        (to) => prefer('page_size', Number(to)),
      )}
      ${select(msg('account.locale'), locale ?? '', [['', msg('account.locale_browser')], ...LOCALES], (to) =>
        prefer('locale', to === '' ? null : to),
      )}
      ${check(msg('account.iso_dates'), iso_dates, (to) => prefer('iso_dates', to))}
      ${check(msg('shortcuts.enable'), shortcuts, (to) => prefer('shortcuts', to))}
    </div>`;
  }

  #password(): unknown {
    const submit = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const target = event.currentTarget as HTMLFormElement;
      const form = new FormData(target);
      const changed = await attempt(
        () => api.changePassword(String(form.get('current')), String(form.get('next'))),
        msg('account.password_changed'),
      );
      if (changed) target.reset();
    };
    return html`<form class="form-grid" @submit=${submit}>
      <label class="field">
        <span>${msg('account.current_password')}</span>
        <input type="password" name="current" autocomplete="current-password" required />
      </label>
      <label class="field">
        <span>${msg('account.next_password')}</span>
        <input type="password" name="next" autocomplete="new-password" minlength="12" required />
      </label>
      <button class="button primary">${msg('account.change_password')}</button>
    </form>`;
  }

  #sessions(rows: readonly Row[]): unknown {
    return dataTable<Row>({
      caption: msg('account.sessions'),
      rows,
      key: ({ id }) => String(id),
      columns: [
        { id: 'user_agent', heading: msg('account.browser'), cell: ({ user_agent }) => user_agent },
        {
          id: 'created_at',
          heading: msg('imports.started'),
          cell: ({ created_at }) => formatInstant(String(created_at)),
        },
        {
          id: 'last_seen_at',
          heading: msg('account.last_seen'),
          cell: ({ last_seen_at }) => formatInstant(String(last_seen_at)),
        },
        {
          id: 'end',
          heading: msg('admin.actions'),
          cell: ({ id, current }) =>
            current === true
              ? html`<span class="badge">${msg('account.this_session')}</span>`
              : html`<button class="button small" @click=${() => void this.#end(String(id))}>
                  ${msg('account.end_session')}
                </button>`,
        },
      ],
    });
  }

  async #end(id: string): Promise<void> {
    if (await attempt(() => api.endSession(id))) this.sessions.reload();
  }
}

function select(
  label: string,
  value: string,
  options: readonly (readonly [value: string, name: string])[],
  set: (to: string) => void,
): unknown {
  return html`<label class="field">
    <span>${label}</span>
    <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
      ${options.map(([one, name]) => html`<option value=${one} .selected=${one === value}>${name}</option>`)}
    </select>
  </label>`;
}

/** In which unit a quantity is shown; by default in that of the site. */
function unitChoice([quantity, { label, units }]: readonly [string, Quantity]): unknown {
  const { [quantity]: own, ...others } = preferences.get().display_units;
  const ofSite = session.get()?.display_units[quantity] ?? '';
  return select(
    label,
    own ?? '',
    [['', msg('account.as_site', { unit: ofSite })], ...units.map(({ unit }) => [unit, unit] as const)],
    (to) => prefer('display_units', to === '' ? others : { ...others, [quantity]: to }),
  );
}
