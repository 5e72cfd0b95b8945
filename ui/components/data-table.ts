import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Json } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { icon } from './icons.js';

/** One column of a table on screen. */
export interface TableColumn<R> {
  readonly id: string;
  readonly heading: string;
  readonly unit?: string | null;
  /** Definition, shown with the heading. */
  readonly hint?: string;
  /** Aligned by digits at the right. */
  readonly numeric?: boolean;
  /** Column name to sort by; absent where the heading does not sort. */
  readonly sortKey?: string;
  readonly cell: (row: R) => unknown;
  /** The exact value behind the cell. */
  readonly raw?: (row: R) => Json | undefined;
  /** Explains the column when its heading is pressed. */
  readonly explain?: (anchor: HTMLElement) => void;
}

export interface TableOptions<R> {
  /** Names the table to people who do not see it. */
  readonly caption: string;
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly key: (row: R) => string;
  /** `column` ascending, `-column` descending. */
  readonly sort?: string | null;
  readonly onSort?: (sort: string) => void;
  /** The rest of a row, shown below it when opened. */
  readonly detail?: {
    readonly isOpen: (row: R) => boolean;
    readonly toggle: (row: R) => void;
    readonly label: (row: R) => string;
    readonly content: (row: R) => unknown;
  };
  readonly rowClass?: (row: R) => string;
}

/** A table with a sticky heading, units in the headings and numbers aligned by their digits. */
export function dataTable<R>(options: TableOptions<R>): TemplateResult {
  const { caption, columns, rows, key, detail } = options;
  return html`<div class="table-scroll" role="region" tabindex="0" aria-label=${caption}>
    <table class="data">
      <caption class="visually-hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${detail ? html`<th scope="col" class="toggle"><span class="visually-hidden">${msg('table.details')}</span></th>` : nothing}
          ${columns.map((column) => heading(column, options))}
        </tr>
      </thead>
      <tbody>
        ${repeat(rows, key, (row) => bodyRow(row, options))}
      </tbody>
    </table>
  </div>`;
}

function heading<R>(column: TableColumn<R>, options: TableOptions<R>): TemplateResult {
  const order = sortOrder(column.sortKey, options.sort);
  const unit = column.unit ? html` <span class="unit">${column.unit}</span>` : nothing;
  const label = html`<span class="heading-text">${column.heading}${unit}</span>`;
  const { sortKey, explain } = column;
  return html`<th
    scope="col"
    class=${column.numeric ? 'number' : ''}
    aria-sort=${sortKey ? order : nothing}
    title=${column.hint || nothing}
  >
    ${
      sortKey && options.onSort
        ? html`<button
            class="sort"
            @click=${() => options.onSort?.(nextSort(sortKey, order, column.numeric ?? false))}
          >
            ${label}${icon(order === 'none' ? 'sort' : 'up')}
          </button>`
        : explain
          ? html`<button class="term" @click=${(event: Event) => explain(event.currentTarget as HTMLElement)}>
              ${label}
            </button>`
          : label
    }
  </th>`;
}

function bodyRow<R>(row: R, { columns, detail, rowClass }: TableOptions<R>): TemplateResult {
  const open = detail?.isOpen(row) ?? false;
  return html`<tr class=${rowClass?.(row) ?? ''}>
      ${
        detail
          ? html`<td class="toggle">
              <button
                class="icon-button"
                aria-expanded=${open ? 'true' : 'false'}
                @click=${() => detail.toggle(row)}
              >
                ${icon('chevron')}<span class="visually-hidden">${detail.label(row)}</span>
              </button>
            </td>`
          : nothing
      }
      ${columns.map((column) => bodyCell(row, column))}
    </tr>
    ${
      detail && open
        ? html`<tr class="detail">
            <td colspan=${columns.length + 1}>${detail.content(row)}</td>
          </tr>`
        : nothing
    }`;
}

function bodyCell<R>(row: R, column: TableColumn<R>): TemplateResult {
  const raw = column.raw?.(row);
  const value = raw === null || raw === undefined || typeof raw === 'object' ? nothing : String(raw);
  return html`<td class=${column.numeric ? 'number' : ''} data-column=${column.id} data-value=${value}>
    ${column.cell(row)}
  </td>`;
}

type Order = 'ascending' | 'descending' | 'none';

function sortOrder(sortKey: string | undefined, sort: string | null | undefined): Order {
  const [first = ''] = (sort ?? '').split(',');
  if (!sortKey || first.replace(/^-/, '') !== sortKey) return 'none';
  return first.startsWith('-') ? 'descending' : 'ascending';
}

/** Numbers and dates are first wanted from the top; a second press turns the order round. */
function nextSort(sortKey: string, order: Order, descendingFirst: boolean): string {
  if (order === 'none') return descendingFirst ? `-${sortKey}` : sortKey;
  return order === 'ascending' ? `-${sortKey}` : sortKey;
}
