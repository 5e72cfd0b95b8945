import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api } from '../api/endpoints.js';
import type { ValueSource } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { movePoint } from '../state/decimal.js';
import { meaning } from '../state/dictionary.js';
import { Resource } from '../state/resource.js';
import { PageElement } from './page-element.js';

/** What is asked: a column, and where known the exact value and where it came from. */
export interface Question {
  readonly table: string;
  readonly column: string;
  /** Exact value, all digits. */
  readonly value?: number | string | boolean | null;
  /** Where the value came from: `accumulated`, `summed_events`, … */
  readonly origin?: string | null;
  /** Sum over the events, beside a total. */
  readonly eventSum?: number | null;
  /** The row of a study that the value stands in: its objects are then asked where it came from. */
  readonly row?: { readonly studyId: string; readonly key: string };
}

const EXPLAIN = 'dose-explain';

/** Opens the explanation of a column or value beside `anchor`. */
export function explain(anchor: HTMLElement, question: Question): void {
  window.dispatchEvent(new CustomEvent(EXPLAIN, { detail: { anchor, question } }));
}

/** The one popover of the page that says what a number is. */
@customElement('dose-explanation')
export class Explanation extends PageElement {
  @state() private question: Question | null = null;
  private readonly sources = new Resource<readonly ValueSource[]>(this);
  #anchor: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(EXPLAIN, this.#open);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(EXPLAIN, this.#open);
  }

  readonly #open = (event: Event): void => {
    const { anchor, question } = (event as CustomEvent<{ anchor: HTMLElement; question: Question }>).detail;
    this.#anchor = anchor;
    this.question = question;
    this.#askSources(question);
    void this.updateComplete.then(() => this.#show());
  };

  /** The answer of where a value came from makes the panel longer. */
  protected override updated(): void {
    this.#place();
  }

  #askSources({ row, table, column }: Question): void {
    this.sources.clear();
    if (!row) return;
    const { studyId, key } = row;
    this.sources.load(JSON.stringify([studyId, table, key, column]), async (signal) => {
      const { sources } = await api.valueSources(studyId, { table, key, column }, signal);
      return sources;
    });
  }

  #show(): void {
    const panel = this.querySelector<HTMLElement>('[popover]');
    if (!panel?.matches(':popover-open')) panel?.showPopover();
    this.#place();
    panel?.querySelector<HTMLElement>('h2')?.focus();
  }

  #place(): void {
    const panel = this.querySelector<HTMLElement>('[popover]');
    if (!this.#anchor || !panel?.matches(':popover-open')) return;
    const box = this.#anchor.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8));
    const below = box.bottom + 6 + panel.offsetHeight <= innerHeight;
    panel.style.left = `${left}px`;
    panel.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - panel.offsetHeight - 6)}px`;
  }

  protected override render(): unknown {
    return html`<div
      class="popover explanation"
      popover="auto"
      role="dialog"
      aria-labelledby="explanation-title"
      @toggle=${this.#returnFocus}
    >
      ${this.question ? this.#content(this.question) : nothing}
    </div>`;
  }

  #sources(): unknown {
    const { value: sources, problem, loading } = this.sources;
    return html`<section
      class="sources"
      role="region"
      tabindex="0"
      aria-label=${msg('explain.where')}
      aria-busy=${loading ? 'true' : 'false'}
      aria-live="polite"
    >
      <h3>${msg('explain.where')}</h3>
      ${problem ? html`<p>${problem.message}</p>` : nothing}
      ${loading ? html`<p class="muted">${msg('state.loading')}</p>` : nothing}
      ${sources?.length === 0 ? html`<p>${msg('explain.worked_out')}</p>` : nothing}
      ${
        sources && sources.length > 0
          ? html`<ol class="plain">
                ${sources.slice(0, FIRST_SOURCES).map(sourceView)}
              </ol>
              ${
                sources.length > FIRST_SOURCES
                  ? html`<p class="muted">${msg('explain.more', { n: sources.length - FIRST_SOURCES })}</p>`
                  : nothing
              }`
          : nothing
      }
    </section>`;
  }

  #returnFocus(event: ToggleEvent): void {
    if (event.newState === 'closed' && this.contains(document.activeElement)) this.#anchor?.focus();
  }

  #content({ table, column, value, origin, eventSum, row }: Question): unknown {
    const { label, unit, shift, ownUnit, definition, source } = meaning(table, column);
    const exact = (digits: number, in_: string | null): string | null =>
      value === undefined || value === null ? null : withUnit(movePoint(String(value), digits), in_);
    return html`<h2 id="explanation-title" tabindex="-1">${label}</h2>
      <p>${definition}</p>
      <dl class="facts">
        ${fact(msg('explain.value'), exact(shift, unit))}
        ${shift === 0 ? nothing : fact(msg('explain.stored'), exact(0, ownUnit))}
        ${fact(msg('explain.origin'), sourceWords(origin) || (origin ?? null))}
        ${fact(msg('explain.event_sum'), eventSum === undefined || eventSum === null ? null : withUnit(movePoint(String(eventSum), shift), unit))}
        ${fact(msg('explain.unit'), unit)} ${fact(msg('explain.source'), source)}
        ${fact(msg('explain.column'), `${table}.${column}`, true)}
      </dl>
      ${row ? this.#sources() : nothing}`;
  }
}

/** Statements shown at once; a sum over more events is told by the first of them. */
const FIRST_SOURCES = 20;

function sourceView({ path, raw, unit, quirk, extractor, sop_instance_uid }: ValueSource): unknown {
  return html`<li>
    <p>
      <code class="raw">${raw}${unit ? ` ${unit}` : ''}</code>
      ${msg('explain.at')} <code>${path}</code>
    </p>
    <p class="muted">${extractor} <code>${sop_instance_uid}</code></p>
    ${quirk ? html`<p class="muted">${msg('explain.quirk')} <code>${quirk}</code></p>` : nothing}
  </li>`;
}

const withUnit = (text: string, unit: string | null): string => (unit === null ? text : `${text} ${unit}`);

function fact(label: string, value: string | null, code = false): unknown {
  if (value === null || value === '') return nothing;
  return html`<div>
    <dt>${label}</dt>
    <dd>${code ? html`<code>${value}</code>` : value}</dd>
  </div>`;
}

const SOURCES = ['accumulated', 'accumulated_sum', 'summed_events', 'mixed'] as const;

/** How a total came about, in words; '' where the study does not say. */
export function sourceWords(source: unknown): string {
  const known = SOURCES.find((one) => one === source);
  return known ? msg(`source.${known}`) : '';
}
