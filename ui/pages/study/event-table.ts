import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Json, Row } from '../../api/types.js';
import { dataTable, type TableColumn } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { tracedNumber, valueView } from '../../components/value.js';
import { msg } from '../../locales/msg.js';
import { columnNames, isNumeric, meaning } from '../../state/dictionary.js';
import { formatNumber } from '../../state/format.js';
import { EVENT_COLUMNS, HOUSEKEEPING, wentBeyondDoseCheck, type EventColumn } from './event-columns.js';
import { factList, isStated } from './study-facts.js';

/** Rows shown before the reader asks for all; a long intervention has over a thousand events. */
const FIRST_ROWS = 200;

/** Every event of a study: the main parameters as columns, all others in a row that opens below. */
@customElement('dose-event-table')
export class EventTable extends PageElement {
  @property() table = 'ct_events';
  @property() modality = 'CT';
  @property({ attribute: false }) rows: readonly Row[] = [];
  @state() private opened: ReadonlySet<string> = new Set();
  @state() private sort: string | null = null;
  @state() private all = false;

  protected override render(): unknown {
    const rows = this.#sorted();
    const visible = this.all ? rows : rows.slice(0, FIRST_ROWS);
    return html`<div class="table-bar">
        <button
          class="button small"
          aria-pressed=${this.#allOpen() ? 'true' : 'false'}
          @click=${this.#toggleAll}
        >
          ${msg(this.#allOpen() ? 'events.close_all' : 'events.open_all')}
        </button>
      </div>
      ${dataTable<Row>({
        caption: msg('events.title', { n: this.rows.length }),
        columns: this.#columns(),
        rows: visible,
        key: keyOf,
        sort: this.sort,
        onSort: (sort) => (this.sort = sort),
        rowClass: (row) => (row['counted'] === false ? 'not-counted' : ''),
        detail: {
          isOpen: (row) => this.opened.has(keyOf(row)),
          toggle: (row) => this.#toggle(keyOf(row)),
          label: (row) =>
            msg('events.parameters', {
              event: String(row['event_index'] ?? row['administration_index'] ?? ''),
            }),
          content: (row) => this.#detail(row),
        },
      })}
      ${
        visible.length < rows.length
          ? html`<button class="button" @click=${() => (this.all = true)}>
              ${msg('events.show_all', { n: rows.length })}
            </button>`
          : nothing
      }`;
  }

  /** Columns that no event of this study states are left to the expanded row. */
  #columns(): readonly TableColumn<Row>[] {
    return (EVENT_COLUMNS[this.modality] ?? [])
      .filter(({ column, b }) => this.rows.some((row) => isStated(row, column) || (b && isStated(row, b))))
      .map((column) => this.#column(column));
  }

  #column({ column, b, below }: EventColumn): TableColumn<Row> {
    const { label, unit, definition } = meaning(this.table, column);
    return {
      id: column,
      heading: label,
      unit,
      hint: definition,
      numeric: isNumeric(this.table, column),
      sortKey: column,
      raw: (row) => row[column],
      cell: (row) =>
        html`${tracedNumber(this.table, column, row, this.#value(row, column))}
        ${b && isStated(row, b) ? html`<span class="below source-b">B: ${tracedNumber(this.table, b, row, this.#value(row, b))}</span>` : nothing}
        ${below && isStated(row, below) ? html`<span class="below">${this.#value(row, below)}</span>` : nothing}
        ${column === 'acquisition_protocol' ? marks(row) : nothing}`,
    };
  }

  #value(row: Row, column: string): unknown {
    const value = row[column];
    if (column.endsWith('_at_local') && dayOf(value) === dayOf(row['started_at_local'])) return timeOf(value);
    if (column === 'filters' && Array.isArray(value))
      return (value as readonly Row[]).map(filterWords).join('; ');
    return valueView(this.table, column, value);
  }

  #detail(row: Row): unknown {
    const main = new Set(
      this.#columns().flatMap(({ id }) => {
        const own = EVENT_COLUMNS[this.modality]?.find(({ column }) => column === id);
        return [id, own?.b ?? id];
      }),
    );
    const stated = columnNames(this.table).filter((name) => !HOUSEKEEPING.has(name) && isStated(row, name));
    return factList(
      this.table,
      row,
      stated.filter((name) => !main.has(name) || name === 'filters'),
    );
  }

  #sorted(): readonly Row[] {
    if (this.sort === null) return this.rows;
    const column = this.sort.replace(/^-/, '');
    const sign = this.sort.startsWith('-') ? -1 : 1;
    return this.rows.toSorted((a, b) => compare(a[column], b[column], sign));
  }

  #toggle(key: string): void {
    const next = new Set(this.opened);
    if (!next.delete(key)) next.add(key);
    this.opened = next;
  }

  #allOpen(): boolean {
    return this.rows.length > 0 && this.opened.size === this.rows.length;
  }

  readonly #toggleAll = (): void => {
    this.opened = this.#allOpen() ? new Set() : new Set(this.rows.map(keyOf));
  };
}

function keyOf(row: Row): string {
  return String(
    row['event_key'] ?? `${String(row['radionuclide_code'])} ${String(row['administration_index'])}`,
  );
}

/** Absent values come last in either direction. */
const dayOf = (moment: unknown): string => String(moment).split('T')[0]!;

const timeOf = (moment: unknown): string => {
  const text = String(moment);
  return text.split('T')[1]?.slice(0, 8) ?? text;
};

function compare(a: Json | undefined, b: Json | undefined, sign: number): number {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b));
}

function marks(row: Row): unknown {
  return html`${row['counted'] === false ? html` <span class="badge">${msg('events.not_counted')}</span>` : nothing}
  ${wentBeyondDoseCheck(row['dose_check']) ? html` <span class="badge warning">${icon('warning')}${msg('events.dose_check')}</span>` : nothing}`;
}

/** One X-ray filter as `Cu 0.3 mm`, or `Cu 0.3–0.6 mm` where its thickness varies. */
function filterWords(filter: Row): string {
  const { material, thickness_min_mm: least, thickness_max_mm: most, type } = filter;
  const ends = [least, most].filter((end): end is number => typeof end === 'number');
  const thickness = [...new Set(ends)].map((end) => formatNumber(end)).join('–');
  return [material ?? type, thickness && `${thickness} mm`].filter(Boolean).join(' ');
}
