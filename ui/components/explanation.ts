import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { msg } from '../locales/msg.js';
import { meaning } from '../state/dictionary.js';
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
    void this.updateComplete.then(() => this.#place());
  };

  #place(): void {
    const panel = this.querySelector<HTMLElement>('[popover]');
    if (!panel || !this.#anchor) return;
    panel.showPopover();
    const box = this.#anchor.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8));
    const below = box.bottom + 6 + panel.offsetHeight <= innerHeight;
    panel.style.left = `${left}px`;
    panel.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - panel.offsetHeight - 6)}px`;
    panel.querySelector<HTMLElement>('h2')?.focus();
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

  #returnFocus(event: ToggleEvent): void {
    if (event.newState === 'closed' && this.contains(document.activeElement)) this.#anchor?.focus();
  }

  #content({ table, column, value, origin, eventSum }: Question): unknown {
    const { label, unit, definition, source } = meaning(table, column);
    return html`<h2 id="explanation-title" tabindex="-1">${label}</h2>
      <p>${definition}</p>
      <dl class="facts">
        ${fact(msg('explain.value'), value === undefined || value === null ? null : `${value}${unit ? ` ${unit}` : ''}`)}
        ${fact(msg('explain.origin'), origin ?? null)}
        ${fact(msg('explain.event_sum'), eventSum === undefined || eventSum === null ? null : `${eventSum} ${unit ?? ''}`)}
        ${fact(msg('explain.unit'), unit)} ${fact(msg('explain.source'), source)}
        ${fact(msg('explain.column'), `${table}.${column}`, true)}
      </dl>`;
  }
}

function fact(label: string, value: string | null, code = false): unknown {
  if (value === null || value === '') return nothing;
  return html`<div>
    <dt>${label}</dt>
    <dd>${code ? html`<code>${value}</code>` : value}</dd>
  </div>`;
}
