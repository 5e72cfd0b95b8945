import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, itemsOf } from '../api/endpoints.js';
import type { Attention, CheckSummary, Home, SavedView, SystemSummary } from '../api/types.js';
import { dataTable, type TableColumn } from '../components/data-table.js';
import { icon } from '../components/icons.js';
import { PageElement } from '../components/page-element.js';
import { emptyPanel, whenReady } from '../components/states.js';
import { msg } from '../locales/msg.js';
import { formatPairs } from '../state/address.js';
import { meaning } from '../state/dictionary.js';
import { formatAge, formatCount, formatDate, formatTime } from '../state/format.js';
import { listPath } from '../state/modality.js';
import { Resource } from '../state/resource.js';
import { failingChecks } from './failing-checks.js';
import { runTable } from './imports/run-table.js';

/** The morning page: what needs attention, what is there, and whether data arrives from every system. */
@customElement('dose-home-page')
export class HomePage extends PageElement {
  @state() private sort = '-last_study_date';
  private readonly home = new Resource<Home>(this);
  private readonly views = new Resource<readonly SavedView[]>(this);
  /** Asked for on its own: the page does not wait until every study is checked. */
  private readonly checks = new Resource<CheckSummary>(this);

  protected override willUpdate(): void {
    this.home.load('home', (signal) => api.home(signal));
    this.views.load('views', async (signal) => itemsOf(await api.views(signal)));
    this.checks.load('checks', (signal) => api.checks(signal));
  }

  protected override render(): unknown {
    return html`<div class="page-head"><h1 tabindex="-1">${msg('nav.home')}</h1></div>
      ${whenReady(this.home, (home) => this.#page(home))}`;
  }

  #page(home: Home): unknown {
    const total = home.modalities.reduce((sum, { study_count }) => sum + study_count, 0);
    return html`${attention([...home.attention, ...failingChecks(this.checks.value)], this.checks)}
      <section aria-labelledby="totals-title">
        <h2 id="totals-title">${msg('home.totals', { n: total })}</h2>
        ${total === 0 ? emptyPanel(msg('list.none'), html`<a href="/imports">${msg('list.none_next')}</a>`) : totals(home)}
      </section>
      ${savedViews(this.views.value ?? [])}
      ${
        home.systems.length > 0
          ? html`<section>
              <h2>${msg('home.systems', { n: home.systems.length })} ${countedTo(home.today)}</h2>
              ${this.#systems(home)}
            </section>`
          : nothing
      }
      <section>
        <h2>${msg('home.imports')}</h2>
        ${home.runs.length > 0 ? runTable(home.runs) : html`<p class="muted">${msg('imports.no_runs')}</p>`}
        <p><a href="/imports">${msg('home.all_imports')}</a></p>
      </section>`;
  }

  #systems({ systems, windows, today }: Home): unknown {
    const column = this.sort.replace(/^-/, '') as Exclude<keyof SystemSummary, 'device_ids'>;
    const sign = this.sort.startsWith('-') ? -1 : 1;
    const sorted = systems.toSorted((a, b) => sign * compare(a[column], b[column]));
    return dataTable<SystemSummary>({
      caption: msg('home.systems', { n: systems.length }),
      columns: systemColumns(endOf(today), windows),
      rows: sorted,
      key: ({ device_id, display_name, modality }) => `${device_id} ${display_name} ${modality}`,
      sort: this.sort,
      onSort: (sort) => (this.sort = sort),
    });
  }
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

function attention(items: readonly Attention[], checks: Resource<CheckSummary>): unknown {
  const counting = checks.value === null && checks.problem === null;
  if (items.length === 0 && !counting) {
    return html`<div class="notice calm">
      ${icon('check')}
      <p>${msg('home.nothing')}</p>
    </div>`;
  }
  return html`<section class="attention" aria-labelledby="attention-title">
    <h2 id="attention-title">${msg('home.attention')}</h2>
    <ul>
      ${items.map(
        ({ severity, count, message, href }) =>
          html`<li class=${severity}>
            ${icon(severity === 'info' ? 'info' : 'warning')}
            <a href=${href}>${message}</a>
            <span class="badge">${formatCount(count)}</span>
          </li>`,
      )}
      ${counting ? html`<li class="muted" role="status">${msg('checks.counting')}</li>` : nothing}
      ${checks.problem ? html`<li class="warning">${icon('warning')} ${checks.problem.message}</li>` : nothing}
    </ul>
  </section>`;
}

function savedViews(views: readonly SavedView[]): unknown {
  if (views.length === 0) return nothing;
  return html`<section aria-labelledby="views-title">
    <h2 id="views-title">${msg('home.views')}</h2>
    <ul class="chips">
      ${views.map(
        ({ page, query, name, shared }) =>
          html`<li class="chip">
            <a href="${page}?${query}">${name}</a>
            ${shared ? html`<span class="badge">${msg('views.shared')}</span>` : nothing}
          </li>`,
      )}
    </ul>
  </section>`;
}

function totals(home: Home): unknown {
  return html`<ul class="totals-row">
    ${home.modalities.map(
      ({ modality, study_count }) =>
        html`<li>
          <a class="total-card" href=${listPath(modality)}>
            <span class="total-name">${msg(`modality.${modality as 'CT'}`)}</span>
            <span class="total-number">${formatCount(study_count)}</span>
            <span class="muted">${modality}</span>
          </a>
        </li>`,
    )}
  </ul>`;
}

/** Now, or where the hospital's day is another than that of this browser, the end of it. */
function endOf(today: string): Date {
  return isOtherDay(today) ? new Date(`${today}T23:59:59`) : new Date();
}

/** Whether a day is not that of this browser, whatever the zones of either. */
function isOtherDay(today: string): boolean {
  return Math.abs(new Date(`${today}T23:59:59`).getTime() - Date.now()) >= 2 * 86_400_000;
}

/** The day that ages and windows end with, where a reader would take it to be today: in the demo, or in the past. */
function countedTo(today: string): unknown {
  if (!isOtherDay(today)) return nothing;
  return html`<span class="muted">${msg('home.counted_to', { day: formatDate(today) })}</span>`;
}

function systemColumns(
  now: Date,
  { recent_days, earlier_days } = { recent_days: 7, earlier_days: 28 },
): readonly TableColumn<SystemSummary>[] {
  const count = (
    id: 'study_count' | 'last_7_days' | 'last_28_days',
    heading: string,
  ): TableColumn<SystemSummary> => ({
    id,
    heading,
    numeric: true,
    sortKey: id,
    raw: (row) => row[id],
    cell: (row) => formatCount(row[id]),
  });
  return [
    {
      id: 'display_name',
      heading: meaning('studies', 'display_name').label,
      sortKey: 'display_name',
      cell: (row) => html`<a href=${systemHref(row)}>${row.display_name ?? msg('home.unnamed')}</a>`,
    },
    {
      id: 'modality',
      heading: meaning('studies', 'modality').label,
      sortKey: 'modality',
      cell: ({ modality }) => html`<span class="badge modality">${modality}</span>`,
    },
    count('study_count', msg('home.studies')),
    count('last_7_days', msg('filter.last_days', { n: recent_days })),
    count('last_28_days', msg('filter.last_days', { n: earlier_days })),
    {
      id: 'last_study_date',
      heading: msg('home.last_study'),
      sortKey: 'last_study_date',
      raw: (row) => row.last_study_date,
      cell: (row) => lastStudy(row, now),
    },
  ];
}

/** A system is every device that goes by its name: a new software version makes a new device. */
function systemHref({ modality, device_id, device_ids }: SystemSummary): string {
  const ids = device_ids ?? (device_id === null ? [] : [device_id]);
  return `${listPath(modality)}?${formatPairs(ids.map((id) => ['device_id', `=${id}`]))}`;
}

function lastStudy({ last_study_date: date, last_study_time: time }: SystemSummary, now: Date): unknown {
  if (date === null) return nothing;
  const at = new Date(`${date}T${time ?? '12:00:00'}`);
  return html`${formatDate(date)} ${time ? formatTime(time) : ''}
    <span class="muted">${formatAge(at, now)}</span>`;
}
