import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { GROUPS } from '../../api/choices.js';
import { api } from '../../api/endpoints.js';
import type { Items, Row } from '../../api/types.js';
import { confirmDialog } from '../../components/confirm-dialog.js';
import { dataTable } from '../../components/data-table.js';
import { PageElement } from '../../components/page-element.js';
import { whenReady } from '../../components/states.js';
import { msg } from '../../locales/msg.js';
import { formatInstant } from '../../state/format.js';
import { Resource } from '../../state/resource.js';
import { attempt } from './attempt.js';

/** Who may sign in, and as what. */
@customElement('dose-users-section')
export class UsersSection extends PageElement {
  private readonly users = new Resource<Items>(this);

  protected override willUpdate(): void {
    this.users.load('users', (signal) => api.users(signal));
  }

  protected override render(): unknown {
    return html`<section>
      <div class="page-head">
        <h2>${msg('admin.users')}</h2>
        <button class="button primary" @click=${() => void this.#add()}>${msg('users.add')}</button>
      </div>
      ${whenReady(this.users, ({ items }) => this.#table(items))}
    </section>`;
  }

  #table(users: readonly Row[]): unknown {
    return dataTable<Row>({
      caption: msg('admin.users'),
      rows: users,
      key: ({ name }) => String(name),
      rowClass: ({ disabled }) => (disabled === true ? 'not-patient' : ''),
      columns: [
        {
          id: 'name',
          heading: msg('session.name'),
          cell: ({ name, disabled }) =>
            html`<strong>${name}</strong>
              ${disabled === true ? html`<span class="badge">${msg('users.disabled')}</span>` : nothing}`,
        },
        {
          id: 'groups',
          heading: msg('users.groups'),
          cell: ({ groups }) => (Array.isArray(groups) ? groups.join(', ') : ''),
        },
        {
          id: 'last_signed_in_at',
          heading: msg('users.last_sign_in'),
          cell: ({ last_signed_in_at: at }) => (typeof at === 'string' ? formatInstant(at) : ''),
        },
        { id: 'actions', heading: msg('admin.actions'), cell: (user) => this.#actions(user) },
      ],
    });
  }

  #actions(user: Row): unknown {
    const name = String(user['name']);
    const disabled = user['disabled'] === true;
    return html`<span class="row-actions">
      <button class="button small" @click=${() => void this.#groups(user)}>
        ${msg('users.change_groups')}<span class="visually-hidden"> ${name}</span>
      </button>
      <button class="button small" @click=${() => void this.#password(name)}>
        ${msg('users.set_password')}<span class="visually-hidden"> ${name}</span>
      </button>
      <button class="button small" @click=${() => void this.#change(name, { disabled: !disabled })}>
        ${msg(disabled ? 'users.enable' : 'users.disable')}<span class="visually-hidden"> ${name}</span>
      </button>
    </span>`;
  }

  async #add(): Promise<void> {
    const form = await confirmDialog({
      title: msg('users.add'),
      confirm: msg('users.add'),
      body: html`<label class="field"
          ><span>${msg('session.name')}</span><input name="name" required autocomplete="off"
        /></label>
        ${passwordField()} ${groupBoxes([])}`,
    });
    if (!form) return;
    const user = {
      name: String(form.get('name')),
      password: String(form.get('password')),
      groups: form.getAll('group').map(String),
    };
    if (await attempt(() => api.addUser(user))) this.users.reload();
  }

  async #groups(user: Row): Promise<void> {
    const current = Array.isArray(user['groups']) ? user['groups'].map(String) : [];
    const form = await confirmDialog({
      title: msg('users.groups_of', { name: String(user['name']) }),
      confirm: msg('action.save'),
      body: groupBoxes(current),
    });
    if (form) await this.#change(String(user['name']), { groups: form.getAll('group').map(String) });
  }

  async #password(name: string): Promise<void> {
    const form = await confirmDialog({
      title: msg('users.password_of', { name }),
      confirm: msg('users.set_password'),
      body: passwordField(),
    });
    if (form) await this.#change(name, { password: String(form.get('password')) });
  }

  async #change(name: string, change: Record<string, boolean | string | string[]>): Promise<void> {
    if (await attempt(() => api.changeUser(name, change))) this.users.reload();
  }
}

const passwordField = () =>
  html`<label class="field">
    <span>${msg('session.password')}</span>
    <input type="password" name="password" minlength="12" required autocomplete="new-password" />
  </label>`;

const groupBoxes = (chosen: readonly string[]) =>
  html`<fieldset class="boxes">
    <legend>${msg('users.groups')}</legend>
    ${GROUPS.map(
      (group) =>
        html`<label class="check">
          <input type="checkbox" name="group" value=${group} ?checked=${chosen.includes(group)} />
          ${group} <span class="muted">${msg(`group.${group}`)}</span>
        </label>`,
    )}
  </fieldset>`;
