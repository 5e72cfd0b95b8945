import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { API_BASE } from '../api/client.js';
import { atViewedSnapshot } from '../state/viewed-snapshot.js';
import { api } from '../api/endpoints.js';
import type { Chart } from '../api/types.js';
import { icon } from '../components/icons.js';
import { PageElement } from '../components/page-element.js';
import { emptyPanel, whenReady } from '../components/states.js';
import { msg } from '../locales/msg.js';
import { formatAddress, formatClauses, formatPairs, parseAddress, type Clause } from '../state/address.js';
import { rangeOf, withField } from '../state/clauses.js';
import { movePoint } from '../state/decimal.js';
import { filterMeaning } from '../state/dictionary.js';
import { formatCount } from '../state/format.js';
import { freshness } from '../state/freshness.js';
import { listPath, type Modality } from '../state/modality.js';
import { preferences } from '../state/preferences.js';
import { Resource } from '../state/resource.js';
import { may } from '../state/session.js';
import { Watch } from '../state/store.js';
import { brushedText } from './brush.js';
import { chartControls } from './chart-controls.js';
import {
  changedOptions,
  chartPairs,
  chartTitle,
  completeOptions,
  type ChartOptions,
} from './chart-options.js';
import { chartTable } from './chart-table.js';
import { SIGNS, chartColours } from './colours.js';
import { startHover } from './hover.js';
import { chartNotes, picturesOf, type Picture } from './pictures.js';
import { shownChart } from './shown-chart.js';
import { savePng, saveSvg, type Caption } from './save-picture.js';

/**
 * Charts over the current filter. Every mark leads to exactly its studies.
 * @fires options-change - options that differ from the usual, as `detail`
 * @fires clauses-change - the conditions with a brushed range, as `detail`
 */
@customElement('dose-chart-panel')
export class ChartPanel extends PageElement {
  @property({ attribute: false }) modality: Modality = 'CT';
  @property({ attribute: false }) clauses: readonly Clause[] = [];
  @property({ attribute: false }) options: Readonly<Record<string, string>> = {};
  @state() private width = 0;
  private readonly chart = new Resource<Chart>(this);
  protected readonly watch = new Watch(this, [preferences]);
  #pictures: readonly Picture[] = [];
  readonly #resize = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (Math.abs(width - this.width) > 8) this.width = width;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    startHover(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override willUpdate(): void {
    const options = this.#options();
    const query = this.#query();
    const { modality } = this;
    this.chart.load(`${options.name}?${query}`, async (signal) =>
      shownChart(await api.chart(options.name, query, signal), modality),
    );
    this.#pictures = this.#draw();
  }

  protected override render(): unknown {
    const options = this.#options();
    return html`<section class="panel chart-panel" aria-label=${msg('charts.title')}>
      ${chartControls(this.modality, options, (change) => this.#change(change))}
      <div class="chart-body">
        ${whenReady(this.chart, (chart) => (chart.groups.length === 0 ? this.#empty() : this.#content(chart, options)))}
      </div>
    </section>`;
  }

  #content(chart: Chart, options: ChartOptions): unknown {
    return html`${options.view === 'table' ? chartTable(chart, this.#href) : this.#pictures.map((picture) => pictureView(picture))}
      <div class="chart-foot">
        <p class="muted">${chartNotes({ chart }).join(' · ')}</p>
        ${this.#tools(options)}
      </div>`;
  }

  #empty(): unknown {
    return emptyPanel(msg('chart.none'), msg('chart.none_next'));
  }

  #tools(options: ChartOptions): unknown {
    const name = `doselake-${this.modality}-${options.name}`;
    return html`<div class="tools chart-controls">
      ${
        options.view === 'chart'
          ? html`<button
                class="button small"
                @click=${() => void savePng(name, this.#pictures, this.#caption(), chartColours())}
              >
                ${icon('download')}PNG
              </button>
              <button
                class="button small"
                @click=${() => saveSvg(name, this.#pictures, this.#caption(), chartColours())}
              >
                ${icon('download')}SVG
              </button>`
          : nothing
      }
      ${
        may('export')
          ? html`<a
              class="button small"
              download
              href=${atViewedSnapshot(`${API_BASE}/charts/${options.name}.csv?${this.#query()}`)}
            >
              ${icon('download')}CSV
            </a>`
          : nothing
      }
    </div>`;
  }

  #caption(): Caption {
    const chart = this.chart.value;
    const snapshot = freshness.get();
    return {
      title: [
        msg(`modality.${this.modality}`),
        msg(chartTitle(this.#options().name)),
        chart?.value?.label,
        chart?.by?.label,
      ]
        .filter(Boolean)
        .join(' · '),
      lines: [
        decodeURIComponent(this.#filters()),
        ...(chart ? [chartNotes({ chart }).join(' · ')] : []),
        ...(snapshot
          ? [msg('footer.snapshot', { id: String(snapshot.id), age: snapshot.committed_at })]
          : []),
      ],
    };
  }

  #draw(): readonly Picture[] {
    const chart = this.chart.value;
    const options = this.#options();
    if (!chart || chart.chart !== options.name || this.width === 0 || options.view === 'table') return [];
    return picturesOf({
      chart,
      options,
      groups: chart.groups,
      width: Math.max(280, this.width - 40),
      colours: chartColours(),
      href: this.#href,
      brushed: (low, high) => this.#brushed(brushedText(low), brushedText(high)),
    });
  }

  /** Addresses of marks lead to the list of this modality; its own modality goes without saying. */
  readonly #href = (address: string | null): string | undefined => {
    if (address === null) return undefined;
    const parsed = parseAddress(address);
    const clauses = parsed.clauses.filter(({ key, negated }) => key !== 'modality' || negated);
    const query = formatAddress({ ...parsed, clauses });
    return listPath(this.modality) + (query ? `?${query}` : '');
  };

  /** A dragged range becomes a condition on what the horizontal axis shows. */
  #brushed(low: string, high: string): void {
    const { name, value, x } = this.#options();
    const key = name === 'over-time' ? 'study_date' : name === 'scatter' ? x : value;
    const { shift } = filterMeaning(key, this.modality);
    const range = rangeOf(movePoint(low, -shift), movePoint(high, -shift));
    this.dispatchEvent(new CustomEvent('clauses-change', { detail: withField(this.clauses, key, range) }));
  }

  #options(): ChartOptions {
    return completeOptions(this.modality, this.options);
  }

  #filters(): string {
    return formatClauses([{ key: 'modality', negated: false, value: this.modality }, ...this.clauses]);
  }

  #query(): string {
    return `${this.#filters()}&${formatPairs(chartPairs(this.#options()))}`;
  }

  #change(change: Partial<ChartOptions>): void {
    this.dispatchEvent(
      new CustomEvent('options-change', { detail: changedOptions(this.modality, this.#options(), change) }),
    );
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.width === 0) this.width = Math.floor(this.getBoundingClientRect().width);
  }
}

function pictureView({ title, n, svg, series, more }: Picture): unknown {
  return html`<figure class="picture">
    ${title === '' ? nothing : html`<figcaption>${title} <span class="muted">n ${formatCount(n)}</span></figcaption>`}
    ${series.length > 0 ? legend(series) : nothing} ${svg}
    ${more > 0 ? html`<p class="muted">${msg('chart.more', { n: more })}</p>` : nothing}
  </figure>`;
}

function legend(series: Picture['series']): unknown {
  return html`<ul class="legend">
    ${series.map(
      ({ name, at }) =>
        html`<li class="series-${at}"><span aria-hidden="true">${SIGNS[at]}</span> ${name}</li>`,
    )}
  </ul>`;
}
