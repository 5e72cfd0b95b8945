import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { go } from '../../app/navigation.js';
import { api } from '../../api/endpoints.js';
import { AUDIT_ACTIONS } from '../../api/choices.js';
import type { Items, Json, Row } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { PageElement } from '../../components/page-element.js';
import { pagination } from '../../components/pagination.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { isMessageKey, msg } from '../../locales/msg.js';
import { formatPairs } from '../../state/address.js';
import { formatInstant } from '../../state/format.js';
import { Resource } from '../../state/resource.js';

const PAGE_SIZE = 50;

/** Who did what and when: sign-in, identity seen, export, delete, settings, users. */
@customElement('dose-audit-section')
export class AuditSection extends PageElement {
  @property({ attribute: false }) query = '';
  private readonly audit = new Resource<Items>(this);

  #page(): number {
    return Math.max(1, Number(this.#asked().get('page') ?? 1) || 1);
  }

  #asked(): URLSearchParams {
    return new URLSearchParams(this.query);
  }

  protected override willUpdate(): void {
    const query = this.#asked().toString();
    this.audit.load(query, (signal) => api.audit(query, signal));
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.audit')}</h2>
      ${this.#filter()}
      ${whenReady(this.audit, ({ items, total = items.length, page_size = PAGE_SIZE }) =>
        items.length === 0
          ? emptyPanel(
              msg(FILTERS.some((name) => this.#asked().get(name)) ? 'audit.none_match' : 'audit.none'),
              '',
            )
          : html`${this.#table(items)} ${this.#pages(total, page_size)}`,
      )}
    </section>`;
  }

  /** Applies as one chooses, or leaves a field. */
  #filter(): unknown {
    const asked = this.#asked();
    const change = (event: Event): void => {
      const form = new FormData((event.currentTarget as HTMLElement).closest('form') ?? undefined);
      const kept = FILTERS.map((name) => [name, String(form.get(name) ?? '').trim()] as const);
      go(addressOf(kept));
    };
    const text = (name: 'actor' | 'subject', label: string): unknown =>
      html`<label class="field"
        ><span>${label}</span
        ><input
          type="search"
          name=${name}
          autocomplete="off"
          .value=${asked.get(name) ?? ''}
          @change=${change}
      /></label>`;
    return html`<form
      class="bulk-form"
      aria-label=${msg('audit.filter')}
      @submit=${(event: SubmitEvent) => event.preventDefault()}
    >
      ${text('actor', msg('audit.who'))}
      <label class="field"
        ><span>${msg('audit.action')}</span
        ><select name="action" @change=${change}>
          <option value="">${msg('audit.any')}</option>
          ${AUDIT_ACTIONS.map(
            (action) =>
              html`<option value=${action} .selected=${action === asked.get('action')}>
                ${actWords(action)}
              </option>`,
          )}
        </select></label
      >
      ${text('subject', msg('audit.subject'))}
    </form>`;
  }

  #table(rows: readonly Row[]): unknown {
    return dataTable<Row>({
      caption: msg('admin.audit'),
      rows,
      key: (row) => String(row['sequence']),
      columns: [
        { id: 'at', heading: msg('audit.when'), cell: (row) => formatInstant(String(row['at'] ?? '')) },
        { id: 'user', heading: msg('audit.who'), cell: (row) => row['actor'] },
        {
          id: 'action',
          heading: msg('audit.action'),
          cell: ({ action }) => html`<span class="badge">${actWords(String(action))}</span>`,
        },
        { id: 'subject', heading: msg('audit.subject'), cell: ({ subject }) => subject },
        {
          id: 'detail',
          heading: msg('table.details'),
          cell: ({ details }) => words(details),
        },
      ],
    });
  }

  #pages(total: number, pageSize: number): unknown {
    return pagination({
      page: this.#page(),
      pageSize,
      total,
      href: (page) =>
        addressOf([
          ...FILTERS.map((name) => [name, this.#asked().get(name) ?? ''] as const),
          ['page', String(page)],
        ]),
      label: msg('pages.bottom'),
    });
  }
}

const FILTERS = ['actor', 'action', 'subject'] as const;

function addressOf(pairs: readonly (readonly [string, string])[]): string {
  const query = formatPairs(pairs.filter(([, value]) => value !== ''));
  return `/admin/audit${query && `?${query}`}`;
}

function actWords(action: string): string {
  const key = `audit.act.${action}`;
  return isMessageKey(key) ? msg(key) : action;
}

function words(detail: Json | undefined): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail !== 'object') return String(detail);
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
