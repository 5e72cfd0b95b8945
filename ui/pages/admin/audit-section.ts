import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { api } from '../../api/endpoints.js';
import type { Items, Json, Row } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { PageElement } from '../../components/page-element.js';
import { pagination } from '../../components/pagination.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { msg } from '../../locales/msg.js';
import { formatInstant } from '../../state/format.js';
import { Resource } from '../../state/resource.js';

const PAGE_SIZE = 50;

/** Who did what and when: sign-in, identity seen, export, delete, settings, users. */
@customElement('dose-audit-section')
export class AuditSection extends PageElement {
  @property({ attribute: false }) query = '';
  private readonly audit = new Resource<Items>(this);

  #page(): number {
    return Math.max(1, Number(new URLSearchParams(this.query).get('page') ?? 1) || 1);
  }

  protected override willUpdate(): void {
    const page = this.#page();
    this.audit.load(String(page), (signal) => api.audit(page, signal));
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.audit')}</h2>
      ${whenReady(this.audit, ({ items, total = items.length, page_size = PAGE_SIZE }) =>
        items.length === 0
          ? emptyPanel(msg('audit.none'), '')
          : html`${this.#table(items)} ${this.#pages(total, page_size)}`,
      )}
    </section>`;
  }

  #table(rows: readonly Row[]): unknown {
    return dataTable<Row>({
      caption: msg('admin.audit'),
      rows,
      key: (row) => String(row['sequence'] ?? rows.indexOf(row)),
      columns: [
        { id: 'at', heading: msg('audit.when'), cell: (row) => formatInstant(String(row['at'] ?? '')) },
        { id: 'user', heading: msg('audit.who'), cell: (row) => row['user'] ?? row['actor'] },
        {
          id: 'action',
          heading: msg('audit.action'),
          cell: ({ action }) => html`<span class="badge">${action}</span>`,
        },
        { id: 'subject', heading: msg('audit.subject'), cell: ({ subject }) => subject },
        {
          id: 'detail',
          heading: msg('table.details'),
          cell: ({ details, detail }) => words(details ?? detail),
        },
      ],
    });
  }

  #pages(total: number, pageSize: number): unknown {
    return pagination({
      page: this.#page(),
      pageSize,
      total,
      href: (page) => `/admin/audit?page=${page}`,
      label: msg('pages.bottom'),
    });
  }
}

function words(detail: Json | undefined): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail !== 'object') return String(detail);
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
