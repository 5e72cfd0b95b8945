import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { API_BASE } from '../../api/client.js';
import { api, itemsOf } from '../../api/endpoints.js';
import type { StudyPage } from '../../api/types.js';
import { go } from '../../app/navigation.js';
import { FOCUS_FILTER } from '../../app/shortcuts.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { pagination } from '../../components/pagination.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { msg } from '../../locales/msg.js';
import {
  formatAddress,
  formatClauses,
  formatPairs,
  parseAddress,
  type Clause,
  type ListAddress,
} from '../../state/address.js';
import { endsOf, isReversed, subjectOf } from '../../state/clauses.js';
import { filterMeaning } from '../../state/dictionary.js';
import { listPath, type Modality } from '../../state/modality.js';
import { PAGE_SIZES, preferences, prefer } from '../../state/preferences.js';
import { atViewedSnapshot } from '../../state/viewed-snapshot.js';
import { rememberList } from '../../state/last-list.js';
import { Resource } from '../../state/resource.js';
import { script } from '../../state/script.js';
import { may } from '../../state/session.js';
import { Watch } from '../../state/store.js';
import { DEVICE, filterChips, type DeviceNames } from './filter-chips.js';
import { chosenColumns, neededColumns } from './list-columns.js';
import { studyTable } from './study-table.js';
import './bulk-actions.js';
import './column-chooser.js';
import './filter-panel.js';
import './saved-views.js';

const DEFAULT_SORT = '-study_date';

/** The list of studies of one modality. Its whole state is in the address. */
@customElement('dose-study-list-page')
export class StudyListPage extends PageElement {
  @property({ attribute: false }) modality: Modality = 'CT';
  @property({ attribute: false }) query = '';
  @state() private filterOpen = !matchMedia('(max-width: 60rem)').matches;
  private readonly studies = new Resource<StudyPage>(this);
  private readonly charts = new Resource<unknown>(this);
  private readonly devices = new Resource<DeviceNames>(this);
  protected readonly watch = new Watch(this, [preferences]);

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(FOCUS_FILTER, this.#focusFilter);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(FOCUS_FILTER, this.#focusFilter);
  }

  protected override willUpdate(): void {
    const query = this.#studiesQuery();
    this.studies.load(query, (signal) => api.studies(query, signal));
    rememberList(listPath(this.modality) + (this.query ? `?${this.query}` : ''));
    const { clauses, chart } = this.#address();
    if (clauses.some(({ key }) => key === DEVICE)) this.devices.load('devices', deviceNames);
    if (chart) this.charts.load('charts', () => script(() => import('../../charts/chart-panel.js')));
  }

  protected override render(): unknown {
    const address = this.#address();
    return html`<div class="list-layout ${this.filterOpen ? '' : 'without-filter'}">
      <div class="list-main">
        <div class="page-head">
          <div>
            <h1>${msg(`modality.${this.modality}`)}</h1>
            <p class="found" role="status">${this.#found()}</p>
          </div>
          ${this.#tools(address)}
        </div>
        ${filterChips(address.clauses, this.modality, this.devices.value ?? new Map(), (clauses) => this.#setClauses(clauses))}
        ${address.chart ? whenReady(this.charts, () => this.#charts(address)) : nothing}
        ${whenReady(this.studies, (page) => this.#results(page, address))}
      </div>
      <aside class="filter-side" aria-label=${msg('filter.title')} ?hidden=${!this.filterOpen}>
        <dose-filter-panel
          .modality=${this.modality}
          .clauses=${address.clauses}
          @clauses-change=${(event: CustomEvent<readonly Clause[]>) => this.#setClauses(event.detail)}
        ></dose-filter-panel>
      </aside>
    </div>`;
  }

  #found(): unknown {
    const page = this.studies.value;
    if (!page) return html`&nbsp;`;
    const tests =
      page.not_patient_count > 0
        ? html` <span class="muted">${msg('list.not_patient', { n: page.not_patient_count })}</span>`
        : nothing;
    return html`${msg('list.found', { n: page.total })}${tests}`;
  }

  #tools(address: ListAddress): unknown {
    const columns = chosenColumns(this.modality, address.columns).map(({ column }) => column);
    const toggleCharts = (): void => this.#go({ ...address, chart: address.chart ? null : { name: 'dose' } });
    return html`<div class="tools" role="group" aria-label=${msg('list.tools')}>
      <button class="button" aria-pressed=${address.chart ? 'true' : 'false'} @click=${toggleCharts}>
        ${icon('chart')}${msg('charts.title')}
      </button>
      <dose-saved-views .page=${listPath(this.modality).slice(1)} .query=${this.query}></dose-saved-views>
      <dose-column-chooser
        .chosen=${columns}
        .custom=${address.columns !== null}
        @columns-change=${(event: CustomEvent<readonly string[] | null>) => this.#go({ ...address, columns: event.detail })}
      ></dose-column-chooser>
      <dose-bulk-actions
        .filter=${this.#filters(address)}
        .total=${this.studies.value?.total ?? 0}
        @bulk-done=${() => this.studies.reload()}
      ></dose-bulk-actions>
      ${
        may('export')
          ? html`<a
              class="button"
              download
              href=${atViewedSnapshot(`${API_BASE}/studies.csv?${this.#csvQuery(address)}`)}
              >${icon('download')}CSV</a
            >`
          : nothing
      }
      <button class="button" @click=${() => window.print()}>${icon('print')}${msg('action.print')}</button>
      <button
        class="button"
        aria-expanded=${this.filterOpen ? 'true' : 'false'}
        @click=${() => (this.filterOpen = !this.filterOpen)}
      >
        ${icon('filter')}${msg('filter.title')}
      </button>
    </div>`;
  }

  #charts(address: ListAddress): unknown {
    return html`<dose-chart-panel
      .modality=${this.modality}
      .clauses=${address.clauses}
      .options=${address.chart}
      @options-change=${(event: CustomEvent<Record<string, string>>) =>
        this.#go({ ...this.#address(), chart: event.detail }, true)}
      @clauses-change=${(event: CustomEvent<readonly Clause[]>) => this.#setClauses(event.detail)}
    ></dose-chart-panel>`;
  }

  #results(page: StudyPage, address: ListAddress): unknown {
    if (page.items.length === 0) return page.total > 0 ? this.#beyond(page, address) : this.#empty(address);
    const pages = (label: string): unknown =>
      pagination({
        page: page.page,
        pageSize: page.page_size,
        total: page.total,
        href: (to) => this.#href({ ...address, page: to }),
        label,
      });
    return html`<div class="table-bar">${this.#pageSize(address)}${pages(msg('pages.top'))}</div>
      ${studyTable({
        caption: msg('list.caption', { modality: msg(`modality.${this.modality}`) }),
        columns: chosenColumns(this.modality, address.columns),
        rows: page.items,
        sort: address.sort ?? DEFAULT_SORT,
        onSort: (sort) => this.#go({ ...address, sort: sort === DEFAULT_SORT ? null : sort, page: 1 }),
      })}
      <div class="table-bar end">${pages(msg('pages.bottom'))}</div>`;
  }

  /** An address that was kept may name a page that there is no more. */
  #beyond({ page, page_size: size, total }: StudyPage, address: ListAddress): unknown {
    const last = Math.ceil(total / size);
    return emptyPanel(
      msg('pages.beyond', { page }),
      html`<a href=${this.#href({ ...address, page: last })}>${msg('pages.last')}</a>`,
    );
  }

  #empty(address: ListAddress): unknown {
    if (address.clauses.length === 0) {
      return emptyPanel(msg('list.none'), html`<a href="/imports">${msg('list.none_next')}</a>`);
    }
    return emptyPanel(
      msg('list.none_match'),
      html`${this.#reversedRanges(address.clauses)}
        <button class="button" @click=${() => this.#setClauses([])}>${msg('filter.clear')}</button>`,
    );
  }

  /** Why nothing is found, where a range is the wrong way round: its field may be far down the panel. */
  #reversedRanges(clauses: readonly Clause[]): unknown {
    return clauses
      .filter((clause) => !clause.negated && isReversed(...endsOf(clause.value)))
      .map(
        (clause) =>
          html`<p>${filterMeaning(subjectOf(clause), this.modality).label}: ${msg('filter.reversed')}</p>`,
      );
  }

  #pageSize(address: ListAddress): unknown {
    const current = address.pageSize ?? preferences.get().page_size;
    const choose = (event: Event): void => {
      const size = Number((event.target as HTMLSelectElement).value) as (typeof PAGE_SIZES)[number];
      prefer('page_size', size);
      this.#go({ ...address, pageSize: size, page: 1 });
    };
    return html`<label class="page-size">
      ${msg('list.page_size')}
      <select @change=${choose}>
        ${PAGE_SIZES.map((size) => html`<option value=${size} .selected=${size === current}>${size}</option>`)}
      </select>
    </label>`;
  }

  #address(): ListAddress {
    const address = parseAddress(this.query);
    const own = ({ key, negated, value }: Clause): boolean =>
      key === 'modality' && !negated && value.replace(/^=/, '') === this.modality;
    return { ...address, clauses: address.clauses.filter((clause) => !own(clause)) };
  }

  #filters(address: ListAddress): string {
    return formatClauses([{ key: 'modality', negated: false, value: this.modality }, ...address.clauses]);
  }

  #studiesQuery(): string {
    const address = this.#address();
    const paging = formatPairs([
      ...this.#sort(address),
      ['page', String(address.page)],
      ['page_size', String(address.pageSize ?? preferences.get().page_size)],
      ['columns', neededColumns(chosenColumns(this.modality, address.columns)).join(',')],
    ]);
    return `${this.#filters(address)}&${paging}`;
  }

  /** The server's own order is the default: newest first, ties in a fixed order. */
  #sort({ sort }: ListAddress): [string, string][] {
    return sort ? [['sort', sort]] : [];
  }

  #csvQuery(address: ListAddress): string {
    const columns = neededColumns(chosenColumns(this.modality, address.columns)).join(',');
    return `${this.#filters(address)}&${formatPairs([...this.#sort(address), ['columns', columns]])}`;
  }

  #setClauses(clauses: readonly Clause[]): void {
    this.#go({ ...this.#address(), clauses, page: 1 }, true);
  }

  #go(address: ListAddress, replace = false): void {
    go(this.#href(address), { replace });
  }

  #href(address: ListAddress): string {
    const query = formatAddress(address);
    return listPath(this.modality) + (query ? `?${query}` : '');
  }

  readonly #focusFilter = (): void => {
    this.filterOpen = true;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>('#filter-study_description')?.focus(),
    );
  };
}

async function deviceNames(signal: AbortSignal): Promise<DeviceNames> {
  const devices = itemsOf(await api.devices(signal));
  return new Map(devices.map(({ device_id: id, display_name: name }) => [String(id), String(name ?? id)]));
}
