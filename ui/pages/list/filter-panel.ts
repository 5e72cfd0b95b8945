import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { api } from '../../api/endpoints.js';
import type { FacetValue, Facets } from '../../api/types.js';
import { PageElement } from '../../components/page-element.js';
import { msg, numberLocale } from '../../locales/msg.js';
import { formatClauses, type Clause } from '../../state/address.js';
import {
  chosenValues,
  endsOf,
  fieldValue,
  isReversed,
  rangeOf,
  toggleValue,
  withField,
  without,
} from '../../state/clauses.js';
import { movePoint, typedNumber } from '../../state/decimal.js';
import { filterMeaning } from '../../state/dictionary.js';
import { formatCount } from '../../state/format.js';
import { massNumbersRaised } from '../../state/mass-number.js';
import type { Modality } from '../../state/modality.js';
import { may } from '../../state/session.js';
import { Resource } from '../../state/resource.js';
import { filterGroups, type FilterField } from './filter-fields.js';

/** Typing waits this long before it asks, in milliseconds. */
const DEBOUNCE_MS = 150;

/**
 * The filter at the right of a list. Applies as one types.
 * @fires clauses-change - the new conditions, as `detail`
 */
@customElement('dose-filter-panel')
export class FilterPanel extends PageElement {
  @property({ attribute: false }) modality: Modality = 'CT';
  @property({ attribute: false }) clauses: readonly Clause[] = [];
  @state() private openFacets: readonly string[] = [];
  private readonly facets = new Resource<Facets>(this);
  #typed: { readonly id: string; readonly text: string } | null = null;
  /** What the address does not hold yet. */
  #pending: { readonly key: string; readonly value: string } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(): void {
    if (this.openFacets.length === 0) return;
    const filters = formatClauses([
      { key: 'modality', negated: false, value: this.modality },
      ...this.clauses,
    ]);
    const query = `${filters}&${this.openFacets.map((key) => `facet=${key}`).join('&')}`;
    this.facets.load(query, (signal) => api.facets(query, signal));
  }

  protected override render(): unknown {
    return html`<form class="filter-panel" @submit=${(event: Event) => event.preventDefault()}>
      <div class="filter-head">
        <h2>${msg('filter.title')}</h2>
        <button
          type="button"
          class="button small quiet"
          ?disabled=${this.clauses.length === 0}
          @click=${() => this.#change([])}
        >
          ${msg('filter.clear')}
        </button>
      </div>
      ${filterGroups(this.modality, may('see_identity')).map(
        ({ title, fields }) =>
          html`<fieldset>
            <legend>${msg(title)}</legend>
            ${fields.map((field) => this.#field(field))}
          </fieldset>`,
      )}
    </form>`;
  }

  #field(field: FilterField): unknown {
    if (field.kind === 'range') return this.#range(field.key, 'text');
    if (field.kind === 'date') return this.#dates(field.key);
    if (field.kind === 'not_patient') return this.#notPatient(field.key);
    return this.#text(field);
  }

  #label(key: string): unknown {
    const { label, unit } = filterMeaning(key, this.modality);
    const own = key === 'event.standard_name' ? msg('filter.protocol_standard_name') : label;
    return html`${own}${unit ? html` <span class="unit">${unit}</span>` : nothing}`;
  }

  #text({ key, facet }: FilterField): unknown {
    return html`<div class="filter-field">
      <label for="filter-${key}" title=${filterMeaning(key, this.modality).definition}
        >${this.#label(key)}</label
      >
      <input
        id="filter-${key}"
        type="search"
        autocomplete="off"
        spellcheck="false"
        .value=${live(this.#shownText(key))}
        @input=${(event: Event) => this.#textInput(event, key)}
      />
      ${facet ? this.#facet(key) : nothing}
    </div>`;
  }

  #facet(key: string): unknown {
    const open = this.openFacets.includes(key);
    const chosen = chosenValues(this.clauses, key);
    const toggle = (event: Event): void => {
      const isOpen = (event.target as HTMLDetailsElement).open;
      if (isOpen !== open)
        this.openFacets = isOpen ? [...this.openFacets, key] : this.openFacets.filter((one) => one !== key);
    };
    return html`<details class="facet" ?open=${open} @toggle=${toggle}>
      <summary>
        ${msg('filter.values')}${chosen.length > 0 ? html` <span class="badge">${chosen.length}</span>` : nothing}
        <span class="visually-hidden">${this.#label(key)}</span>
      </summary>
      ${open ? this.#values(key, chosen) : nothing}
    </details>`;
  }

  #values(key: string, chosen: readonly string[]): unknown {
    const found = this.facets.value?.facets[key];
    if (!found)
      return html`<p class="muted">
        ${this.facets.problem ? msg('problem.server_cause') : msg('state.loading')}
      </p>`;
    const missing: FacetValue[] = chosen
      .filter((value) => !found.some((one) => one.value === value))
      .map((value) => ({ value, count: 0 }));
    const values = [...found, ...missing].filter(({ value }) => value !== null && value !== '');
    if (values.length === 0) return html`<p class="muted">${msg('filter.no_values')}</p>`;
    return html`<ul class="facet-values">
      ${values.map(({ value, count }) => {
        const text = String(value);
        return html`<li class=${count === 0 ? 'zero' : ''}>
          <label>
            <input
              type="checkbox"
              .checked=${live(chosen.includes(text))}
              @change=${() => this.#change(toggleValue(this.clauses, key, text))}
            />
            <span class="facet-value">${massNumbersRaised(text)}</span
            ><span class="facet-count">${formatCount(count)}</span>
          </label>
        </li>`;
      })}
    </ul>`;
  }

  #range(key: string, type: 'text' | 'date'): unknown {
    const [low, high] = endsOf(fieldValue(this.clauses, key));
    const { definition, shift } = filterMeaning(key, this.modality);
    const reversed = isReversed(low, high);
    const input = (end: 'low' | 'high', value: string): unknown =>
      html`<input
        id="filter-${key}-${end}"
        type=${type}
        inputmode=${type === 'text' ? 'decimal' : nothing}
        autocomplete="off"
        aria-label=${msg(end === 'low' ? 'filter.from' : 'filter.to')}
        aria-invalid=${reversed ? 'true' : 'false'}
        aria-describedby=${reversed ? `reversed-${key}` : nothing}
        placeholder=${type === 'text' ? msg(end === 'low' ? 'filter.min' : 'filter.max') : nothing}
        .value=${live(this.#shownEnd(key, end, value, shift, type))}
        @input=${(event: Event) => this.#rangeInput(event, key, shift)}
      />`;
    return html`<div class="filter-field" role="group" aria-labelledby="label-${key}">
      <span class="label" id="label-${key}" title=${definition}>${this.#label(key)}</span>
      <span class="ends">${input('low', low)}<span aria-hidden="true">–</span>${input('high', high)}</span>
      ${reversed ? html`<span id="reversed-${key}" class="field-problem">${msg('filter.reversed')}</span>` : nothing}
    </div>`;
  }

  #dates(key: string): unknown {
    return html`${this.#range(key, 'date')}
      <div class="presets">
        ${[7, 28, 90, 365].map(
          (days) =>
            html`<button type="button" class="button small quiet" @click=${() => this.#lastDays(key, days)}>
              ${msg('filter.last_days', { n: days })}
            </button>`,
        )}
      </div>`;
  }

  #notPatient(key: string): unknown {
    const clause = this.clauses.find((one) => one.key === key);
    const value = clause ? (clause.negated ? 'without' : 'only') : 'with';
    const choose = (event: Event): void => {
      const wanted = (event.target as HTMLSelectElement).value;
      const rest = without(this.clauses, (one) => one.key === key);
      this.#change(
        wanted === 'with' ? rest : [...rest, { key, negated: wanted === 'without', value: 'true' }],
      );
    };
    return html`<div class="filter-field">
      <label for="filter-${key}">${this.#label(key)}</label>
      <select id="filter-${key}" @change=${choose}>
        ${(['with', 'without', 'only'] as const).map(
          (one) =>
            html`<option value=${one} .selected=${one === value}>
              ${msg(`filter.not_patient_${one}`)}
            </option>`,
        )}
      </select>
    </div>`;
  }

  /** What is typed counts in the unit that is shown; the address holds it in that of the column. */
  #rangeInput(event: Event, key: string, shift: number): void {
    const target = event.target as HTMLInputElement;
    this.#typed = { id: target.id, text: target.value };
    const inputs = target.closest('.ends')?.querySelectorAll('input');
    const [low, high] = [...(inputs ?? [])].map((input) => movePoint(typedEnd(input.value), -shift));
    this.#later(key, rangeOf(low ?? '', high ?? ''));
  }

  #textInput(event: Event, key: string): void {
    const { id, value } = event.target as HTMLInputElement;
    this.#typed = { id, text: value };
    this.#later(key, value);
  }

  #shownText(key: string): string {
    const value = fieldValue(this.clauses, key);
    return this.#stillTyped(`filter-${key}`, key, (text) => text.trim() === value) ?? value;
  }

  /** The end of a range in the unit that is shown. */
  #shownEnd(key: string, which: 'low' | 'high', end: string, shift: number, type: 'text' | 'date'): string {
    const isSame = (text: string): boolean => movePoint(typedEnd(text), -shift) === end;
    return this.#stillTyped(`filter-${key}-${which}`, key, isSame) ?? movePoint(shownEnd(end, type), shift);
  }

  /** The text being typed stays as it is until it is applied, and while it means the same; null for other inputs. */
  #stillTyped(id: string, key: string, isSame: (text: string) => boolean): string | null {
    if (this.#typed?.id !== id) return null;
    const { text } = this.#typed;
    return this.#pending?.key === key || isSame(text) ? text : null;
  }

  /** Relative to today, so that a saved view stays current. */
  #lastDays(key: string, days: number): void {
    this.#change(withField(this.clauses, key, `-${days}d..`));
  }

  #later(key: string, value: string): void {
    if (this.#pending && this.#pending.key !== key) this.#apply(this.#pending);
    const pending = { key, value };
    this.#pending = pending;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#apply(pending), DEBOUNCE_MS);
  }

  #apply({ key, value }: { readonly key: string; readonly value: string }): void {
    this.#change(withField(this.clauses, key, value.trim()));
  }

  #change(clauses: readonly Clause[]): void {
    clearTimeout(this.#timer);
    this.#pending = null;
    this.dispatchEvent(new CustomEvent('clauses-change', { detail: clauses }));
  }
}

const typedEnd = (text: string): string => typedNumber(text, numberLocale());

/** The end of a range as an input shows it: an excluded end without its sign, a relative date not at all. */
function shownEnd(end: string, type: 'text' | 'date'): string {
  const plain = end.replace(/^</, '');
  return type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(plain) ? '' : plain;
}
