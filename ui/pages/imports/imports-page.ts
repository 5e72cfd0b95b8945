import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { OUTCOMES } from '../../api/choices.js';
import { API_BASE } from '../../api/client.js';
import { api } from '../../api/endpoints.js';
import type { Items, Json, Row, Run } from '../../api/types.js';
import { dataTable, type TableColumn } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { pagination } from '../../components/pagination.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { toast } from '../../components/toasts.js';
import { valueView } from '../../components/value.js';
import { isMessageKey, msg } from '../../locales/msg.js';
import { formatPairs } from '../../state/address.js';
import { isNumeric, meaning } from '../../state/dictionary.js';
import { Resource, asProblem } from '../../state/resource.js';
import { may } from '../../state/session.js';
import { heldActions } from './held-actions.js';
import { runTable } from './run-table.js';

const OBJECT_COLUMNS = [
  'path',
  'outcome',
  'reason',
  'modality',
  'extractor',
  'quirks',
  'findings',
  'byte_count',
  'ingested_at',
];
const PAGE_SIZE = 50;

/** What was imported, what was not and why. */
@customElement('dose-imports-page')
export class ImportsPage extends PageElement {
  @property({ attribute: false }) query = '';
  @state() private progress: string | null = null;
  private readonly runs = new Resource<Items<Run>>(this);
  private readonly objects = new Resource<Items>(this);
  #stream: EventSource | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stream?.close();
  }

  protected override willUpdate(): void {
    this.runs.load('runs', (signal) => api.runs(signal));
    this.objects.load(this.query, (signal) => api.objects(this.query, signal));
  }

  protected override render(): unknown {
    return html`<div class="page-head">
        <h1 tabindex="-1">${msg('nav.imports')}</h1>
        ${
          may('configure')
            ? html`<div class="tools">
                <button
                  class="button primary"
                  ?disabled=${this.progress !== null}
                  @click=${() => void this.#start()}
                >
                  ${msg('imports.start')}
                </button>
              </div>`
            : nothing
        }
      </div>
      ${
        this.progress === null
          ? nothing
          : html`<div class="notice" role="status">
              ${icon('clock')}
              <p>${this.progress}</p>
            </div>`
      }
      <section>
        <h2>${msg('imports.runs')}</h2>
        ${whenReady(this.runs, ({ items }) =>
          items.length > 0
            ? runTable(items)
            : emptyPanel(msg('imports.no_runs'), msg('imports.no_runs_next')),
        )}
      </section>
      <section>
        <h2>${msg('imports.objects')}</h2>
        ${this.#outcomes()} ${whenReady(this.objects, (page) => this.#objects(page))}
      </section>`;
  }

  #outcomes(): unknown {
    const chosen = this.#option('outcome');
    const link = (outcome: string | null, label: string): unknown =>
      html`<a
        href=${this.#href({ outcome, page: null })}
        aria-current=${chosen === outcome ? 'true' : nothing}
        >${label}</a
      >`;
    const run = this.#option('run_id');
    return html`<nav class="segments" aria-label=${meaning('source_objects', 'outcome').label}>
        ${link(null, msg('outcome.all'))}
        ${OUTCOMES.map((outcome) => link(outcome, msg(`outcome.${outcome}`)))}
      </nav>
      ${
        run
          ? html`<ul class="chips">
              <li class="chip">
                <span class="chip-text">${meaning('source_objects', 'run_id').label}: ${run}</span>
                <a class="icon-button" href=${this.#href({ run_id: null, page: null })}>
                  ${icon('close')}<span class="visually-hidden"
                    >${msg('filter.remove', { filter: run })}</span
                  >
                </a>
              </li>
            </ul>`
          : nothing
      }`;
  }

  #objects({ items, total = items.length, page_size = PAGE_SIZE }: Items): unknown {
    if (items.length === 0) return emptyPanel(msg('imports.no_objects'), msg('imports.no_objects_next'));
    return html`<div class="table-bar">
        <span>${msg('imports.found', { n: total })}</span>
        ${pagination({
          page: Number(this.#option('page') ?? 1),
          pageSize: page_size,
          total,
          href: (page) => this.#href({ page: String(page) }),
          label: msg('pages.top'),
        })}
      </div>
      ${dataTable<Row>({
        caption: msg('imports.objects'),
        rows: items,
        key: (row) => `${String(row['sha256'])} ${String(row['path'])}`,
        columns: [...OBJECT_COLUMNS.map(objectColumn), ...this.#decisions(items)],
      })}`;
  }

  /** A column of decisions, where there is something to decide. */
  #decisions(items: readonly Row[]): readonly TableColumn<Row>[] {
    if (!may('delete') || items.every(({ outcome }) => outcome !== 'held')) return [];
    const cell = (row: Row): unknown => heldActions(row, () => this.objects.reload());
    return [{ id: 'decisions', heading: msg('admin.actions'), cell }];
  }

  #option(name: string): string | null {
    return new URLSearchParams(this.query).get(name);
  }

  #href(change: Readonly<Record<string, string | null>>): string {
    const params = new Map(new URLSearchParams(this.query));
    for (const [name, value] of Object.entries(change)) {
      if (value === null) params.delete(name);
      else params.set(name, value);
    }
    return `/imports${params.size > 0 ? `?${formatPairs([...params])}` : ''}`;
  }

  async #start(): Promise<void> {
    try {
      const { run_id: runId } = await api.startRun();
      this.progress = msg('imports.running');
      this.#follow(runId);
    } catch (error) {
      toast({ text: asProblem(error).message });
    }
  }

  /** The server tells how far the run is, every second while something changes. */
  #follow(runId: string): void {
    this.#stream?.close();
    const stream = new EventSource(`${API_BASE}/runs/current/progress`);
    this.#stream = stream;
    const end = (): void => {
      stream.close();
      this.progress = null;
      this.runs.reload();
      this.objects.reload();
    };
    stream.addEventListener('error', end);
    stream.addEventListener('run', (event: MessageEvent<string>) => {
      const run = JSON.parse(event.data) as Run | null;
      if (run?.run_id !== runId) return;
      if (run.state === 'running') this.progress = progressWords(run);
      else end();
    });
  }
}

function progressWords({ file_count: done, file_total: total }: Run): string {
  if (typeof done !== 'number' || typeof total !== 'number') return msg('imports.running');
  return msg('imports.progress', { done, total });
}

function objectColumn(column: string): TableColumn<Row> {
  const { label, unit, definition } = meaning('source_objects', column);
  return {
    id: column,
    heading: label,
    unit,
    hint: definition,
    numeric: isNumeric('source_objects', column),
    cell: (row) => {
      if (column === 'outcome') return outcomeBadge(row['outcome']);
      if (column === 'findings') return messages(row['findings']);
      if (column === 'reason') return reasonView(row['reason']);
      return column === 'path'
        ? html`<span class="path">${row['path']}</span>`
        : valueView('source_objects', column, row[column]);
    },
  };
}

function outcomeBadge(outcome: unknown): unknown {
  const known = OUTCOMES.find((one) => one === outcome);
  const warn = outcome === 'quarantined' || outcome === 'held';
  return html`<span class="badge ${warn ? 'warning' : ''}"
    >${known ? msg(`outcome.${known}`) : outcome}</span
  >`;
}

/** A reason as it is recorded, and what to do about it where somebody can. */
function reasonView(reason: Json | undefined): unknown {
  const key = `reason.${String(reason)}`;
  return html`${valueView('source_objects', 'reason', reason)}
  ${isMessageKey(key) ? html`<div class="muted">${msg(key)}</div>` : nothing}`;
}

function messages(findings: unknown): unknown {
  if (!Array.isArray(findings)) return nothing;
  return html`<ul class="plain">
    ${(findings as readonly Row[]).map(({ message, code }) => html`<li>${message ?? code}</li>`)}
  </ul>`;
}
