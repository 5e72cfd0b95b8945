import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { go } from '../../app/navigation.js';
import { API_BASE } from '../../api/client.js';
import { api } from '../../api/endpoints.js';
import { AUDIT_ACTIONS } from '../../api/choices.js';
import type { Items, Json, Row } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { PageElement } from '../../components/page-element.js';
import { pagination } from '../../components/pagination.js';
import { icon } from '../../components/icons.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { isMessageKey, msg } from '../../locales/msg.js';
import { formatPairs } from '../../state/address.js';
import { isReversed } from '../../state/clauses.js';
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
    const query = apiQuery(this.#asked()).toString();
    this.audit.load(query, (signal) => api.audit(query, signal));
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.audit')}</h2>
      ${this.#filter()}
      ${whenReady(this.audit, ({ items, total = items.length, page_size = PAGE_SIZE }) =>
        items.length === 0 ? this.#empty() : html`${this.#table(items)} ${this.#pages(total, page_size)}`,
      )}
    </section>`;
  }

  #empty(): unknown {
    const asked = this.#asked();
    const [from, to] = daysOf(asked);
    return emptyPanel(
      msg(FILTERS.some((name) => asked.get(name)) ? 'audit.none_match' : 'audit.none'),
      isReversed(from, to) ? msg('filter.reversed') : '',
    );
  }

  /** Applies as one chooses, or leaves a field. */
  #filter(): unknown {
    const asked = this.#asked();
    const change = (event: Event): void => {
      const form = new FormData((event.currentTarget as HTMLElement).closest('form') ?? undefined);
      const kept = FILTERS.map((name) => [name, String(form.get(name) ?? '').trim()] as const);
      go(addressOf(kept));
    };
    const [from, to] = daysOf(asked);
    const field = (name: (typeof FILTERS)[number], type: 'search' | 'date', label: string): unknown =>
      html`<label class="field"
        ><span>${label}</span
        ><input
          type=${type}
          name=${name}
          aria-invalid=${type === 'date' && isReversed(from, to) ? 'true' : nothing}
          autocomplete="off"
          .value=${asked.get(name) ?? ''}
          @change=${change}
      /></label>`;
    return html`<form
      class="bulk-form filter"
      aria-label=${msg('audit.filter')}
      @submit=${(event: SubmitEvent) => event.preventDefault()}
    >
      ${field('actor', 'search', msg('audit.who'))}
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
      ${field('subject', 'search', msg('audit.subject'))} ${field('from', 'date', msg('audit.from'))}
      ${field('to', 'date', msg('audit.to'))}
      <a class="button" href="${API_BASE}/audit.csv?${apiQuery(asked, { withPage: false })}" download
        >${icon('download')}CSV</a
      >
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
        { id: 'subject', heading: msg('audit.subject'), cell: ({ subject }) => shownSubject(subject) },
        {
          id: 'detail',
          heading: msg('table.details'),
          cell: ({ details }) => shownDetails(details),
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

/** Days of the reader, both included. */
const DAYS = ['from', 'to'] as const;
const FILTERS = ['actor', 'action', 'subject', ...DAYS] as const;

const daysOf = (asked: URLSearchParams): [string, string] => [asked.get('from') ?? '', asked.get('to') ?? ''];

/** What the API is asked for what the address says: days of the reader are instants there. */
function apiQuery(asked: URLSearchParams, { withPage = true } = {}): URLSearchParams {
  const query = new URLSearchParams(asked);
  for (const name of DAYS) query.delete(name);
  if (!withPage) query.delete('page');
  const [since, before] = [dayBegins(asked.get('from'), 0), dayBegins(asked.get('to'), 1)];
  if (since !== null) query.set('since', since);
  if (before !== null) query.set('before', before);
  return query;
}

/** When a day of the reader's calendar, or one some days after it, begins; null where it is none. */
function dayBegins(day: string | null, daysLater: number): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
  if (year === undefined) return null;
  return new Date(Number(year), Number(month) - 1, Number(date) + daysLater).toISOString();
}

/** The subject of an entry; that of a study leads to it. */
function shownSubject(subject: Json | undefined): unknown {
  return typeof subject === 'string' && /^[0-9a-f]{32}$/.test(subject)
    ? html`<a href="/studies/${subject}">${subject}</a>`
    : subject;
}

function addressOf(pairs: readonly (readonly [string, string])[]): string {
  const query = formatPairs(pairs.filter(([, value]) => value !== ''));
  return `/admin/audit${query && `?${query}`}`;
}

function actWords(action: string): string {
  const key = `audit.act.${action}`;
  return isMessageKey(key) ? msg(key) : action;
}

const LONGEST_LIST = 5;

/** What an entry tells besides; a long list is folded to its number. */
function shownDetails(details: Json | undefined): unknown {
  if (details === null || details === undefined) return '';
  if (typeof details !== 'object' || Array.isArray(details)) return words(details);
  const fields = Object.entries(details);
  const isLong = (value: Json): value is Json[] => Array.isArray(value) && value.length > LONGEST_LIST;
  const short = fields.filter(([, value]) => !isLong(value));
  return html`<span class="path">${short.map(([name, value]) => `${name}: ${words(value)}`).join(', ')}</span>
    ${fields
      .filter((field): field is [string, Json[]] => isLong(field[1]))
      .map(
        ([name, list]) =>
          html`<details>
            <summary>${name}: ${list.length}</summary>
            <span class="path">${words(list)}</span>
          </details>`,
      )}`;
}

function words(value: Json): string {
  if (Array.isArray(value)) return value.map(words).join(', ');
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}
