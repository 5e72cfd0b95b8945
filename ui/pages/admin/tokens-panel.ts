import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api } from '../../api/endpoints.js';
import type { Items, Permission, Row } from '../../api/types.js';
import { confirmDialog } from '../../components/confirm-dialog.js';
import { dataTable } from '../../components/data-table.js';
import { PageElement } from '../../components/page-element.js';
import { whenReady } from '../../components/states.js';
import { toast } from '../../components/toasts.js';
import { msg } from '../../locales/msg.js';
import { fieldErrorText } from '../../state/dictionary.js';
import { formatInstant } from '../../state/format.js';
import { Resource, asProblem } from '../../state/resource.js';
import { session } from '../../state/session.js';
import { attempt } from './attempt.js';

const USUAL_DAYS = 90;

/** Own tokens for scripts: what each may do, until when, and when it was used last. A secret is shown once. */
@customElement('dose-tokens-panel')
export class TokensPanel extends PageElement {
  @state() private secret: string | null = null;
  private readonly tokens = new Resource<Items>(this);

  protected override willUpdate(): void {
    this.tokens.load('tokens', (signal) => api.tokens(signal));
  }

  protected override render(): unknown {
    return html`<section>
      <div class="page-head">
        <h2>${msg('tokens.title')}</h2>
        <button class="button" @click=${() => void this.#issue()}>${msg('tokens.issue')}</button>
      </div>
      <p class="muted">${msg('tokens.about')} <a href="/api">${msg('tokens.api')}</a></p>
      ${
        this.secret === null
          ? nothing
          : html`<div class="notice" role="status">
              <p>${msg('tokens.once')} <code class="secret">${this.secret}</code></p>
            </div>`
      }
      ${whenReady(this.tokens, ({ items }) => (items.length > 0 ? this.#table(items) : nothing))}
    </section>`;
  }

  #table(tokens: readonly Row[]): unknown {
    const instant = (value: unknown): string => (typeof value === 'string' ? formatInstant(value) : '');
    return dataTable<Row>({
      caption: msg('tokens.title'),
      rows: tokens,
      key: ({ id }) => String(id),
      columns: [
        { id: 'label', heading: msg('tokens.label'), cell: ({ label }) => html`<strong>${label}</strong>` },
        {
          id: 'permissions',
          heading: msg('tokens.permissions'),
          cell: ({ permissions }) =>
            Array.isArray(permissions) ? permissions.map(permissionWords).join(', ') : '',
        },
        { id: 'expires_at', heading: msg('tokens.expires'), cell: ({ expires_at: at }) => instant(at) },
        { id: 'last_used_at', heading: msg('tokens.last_used'), cell: ({ last_used_at: at }) => instant(at) },
        {
          id: 'revoke',
          heading: msg('admin.actions'),
          cell: ({ id, label }) =>
            html`<button class="button small" @click=${() => void this.#revoke(String(id))}>
              ${msg('tokens.revoke')}<span class="visually-hidden"> ${label}</span>
            </button>`,
        },
      ],
    });
  }

  async #issue(): Promise<void> {
    const permissions = session.get()?.user.permissions ?? [];
    const form = await confirmDialog({
      title: msg('tokens.issue'),
      confirm: msg('tokens.issue'),
      body: tokenFields(permissions),
    });
    if (!form) return;
    try {
      const { token } = await api.issueToken({
        label: String(form.get('label')),
        days: Number(form.get('days')),
        permissions: form.getAll('permission').map(String),
      });
      this.secret = token;
      this.tokens.reload();
    } catch (error) {
      const problem = asProblem(error);
      toast({ text: [problem.message, ...problem.errors.map(fieldErrorText)].join(' ') });
    }
  }

  async #revoke(id: string): Promise<void> {
    this.secret = null;
    if (await attempt(() => api.revokeToken(id))) this.tokens.reload();
  }
}

const permissionWords = (permission: unknown): string => String(permission).replaceAll('_', ' ');

const tokenFields = (permissions: readonly Permission[]) =>
  html`<label class="field"
      ><span>${msg('tokens.label')}</span><input name="label" required maxlength="100" autocomplete="off"
    /></label>
    <label class="field">
      <span>${msg('tokens.days')}</span>
      <input type="number" name="days" min="1" max="366" required value=${USUAL_DAYS} />
    </label>
    <fieldset class="boxes">
      <legend>${msg('tokens.permissions')}</legend>
      ${permissions.map(
        (permission) =>
          html`<label class="check">
            <input type="checkbox" name="permission" value=${permission} ?checked=${permission === 'view'} />
            ${permissionWords(permission)}
          </label>`,
      )}
    </fieldset>`;
