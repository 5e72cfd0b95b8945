import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { STANDARD_NAME_FIELDS } from '../../api/choices.js';
import { api } from '../../api/endpoints.js';
import type { FacetValue, Items, Json, Row } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { msg } from '../../locales/msg.js';
import { meaning } from '../../state/dictionary.js';
import { formatCount } from '../../state/format.js';
import { MODALITIES } from '../../state/modality.js';
import { Resource } from '../../state/resource.js';
import { may } from '../../state/session.js';
import { viewedSnapshot } from '../../state/viewed-snapshot.js';
import { attempt } from './attempt.js';

/** Names are changed as they are now: those of an older snapshot would come back in their place. */
const mayChange = (): boolean => may('configure') && viewedSnapshot.get() === null;

/** Which texts the site counts as one name, and which texts have none yet, most frequent first (row UI-150). */
@customElement('dose-standard-names-section')
export class StandardNamesSection extends PageElement {
  @state() private modality = 'CT';
  @state() private field: (typeof STANDARD_NAME_FIELDS)[number] = 'study_description';
  private readonly names = new Resource<Items>(this);
  private readonly texts = new Resource<readonly FacetValue[]>(this);

  protected override willUpdate(): void {
    this.names.load('names', (signal) => api.standardNames(signal));
    const key = this.field === 'acquisition_protocol' ? `event.${this.field}` : this.field;
    this.texts.load(`${this.modality} ${key}`, async (signal) => {
      const { facets } = await api.facets(`modality=${this.modality}&facet=${key}`, signal);
      return facets[key] ?? [];
    });
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.standard_names')}</h2>
      <p class="muted">${msg('names.about')}</p>
      <div class="bulk-form panel">
        ${this.#select(meaning('standard_names', 'modality').label, MODALITIES, this.modality, (to) => (this.modality = to))}
        ${this.#select(meaning('standard_names', 'field').label, STANDARD_NAME_FIELDS, this.field, (to) => (this.field = to as typeof this.field))}
      </div>
      ${whenReady(this.names, ({ items }) => whenReady(this.texts, (texts) => this.#table(items, texts)))}
    </section>`;
  }

  #select(label: string, values: readonly string[], value: string, set: (to: string) => void): unknown {
    const name = (one: string): string =>
      one in { CT: 1, RF: 1, MG: 1, DX: 1, NM: 1 }
        ? msg(`modality.${one as 'CT'}`)
        : meaning(one === 'acquisition_protocol' ? 'ct_events' : 'studies', one).label;
    return html`<label class="field">
      <span>${label}</span>
      <select @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
        ${values.map((one) => html`<option value=${one} .selected=${one === value}>${name(one)}</option>`)}
      </select>
    </label>`;
  }

  #table(names: readonly Row[], texts: readonly FacetValue[]): unknown {
    const stated = texts.filter(({ value }) => value !== null);
    if (stated.length === 0) return emptyPanel(msg('names.none'), nothing);
    const mapped = new Map(
      names.filter((row) => this.#isShown(row)).map((row) => [row['text'], String(row['standard_name'])]),
    );
    const named = stated.filter(({ value }) => mapped.has(value)).length;
    const known = [...new Set(names.map((row) => String(row['standard_name'])))].sort();
    return html`<form @submit=${(event: SubmitEvent) => void this.#save(event, names, stated)}>
      <div class="table-bar">
        <span>${msg('names.coverage', { named, all: stated.length })}</span>
        ${mayChange() ? html`<button class="button primary">${msg('action.save')}</button>` : nothing}
      </div>
      <datalist id="known-names">${known.map((name) => html`<option value=${name}></option>`)}</datalist>
      ${dataTable<FacetValue>({
        caption: msg('admin.standard_names'),
        rows: stated,
        key: ({ value }) => `${this.modality} ${this.field} ${String(value)}`,
        columns: [
          {
            id: 'text',
            heading: meaning('standard_names', 'text').label,
            cell: ({ value }) => String(value),
          },
          {
            id: 'count',
            heading: msg('home.studies'),
            numeric: true,
            cell: ({ count }) => formatCount(count),
          },
          {
            id: 'standard_name',
            heading: meaning('standard_names', 'standard_name').label,
            cell: ({ value }) =>
              html`<input
                aria-label=${msg('names.name_for', { text: String(value) })}
                list="known-names"
                autocomplete="off"
                data-text=${String(value)}
                ?readonly=${!mayChange()}
                .value=${mapped.get(value) ?? ''}
              />`,
          },
        ],
      })}
      ${icon('info')} <span class="muted">${msg('names.hint')}</span>
    </form>`;
  }

  #isShown = (row: Row): boolean => row['modality'] === this.modality && row['field'] === this.field;

  async #save(event: SubmitEvent, names: readonly Row[], texts: readonly FacetValue[]): Promise<void> {
    event.preventDefault();
    const inputs = [
      ...(event.currentTarget as HTMLFormElement).querySelectorAll<HTMLInputElement>('input[data-text]'),
    ];
    const edited = new Map(inputs.map((input) => [input.dataset['text'] ?? '', input.value.trim()]));
    const shown = new Set(texts.map(({ value }) => value));
    const kept = names
      .filter((row) => !this.#isShown(row) || !shown.has(row['text'] ?? null))
      .map(({ modality, field, text, standard_name }) => ({ modality, field, text, standard_name }) as Json);
    const own: Json[] = [...edited]
      .filter(([, name]) => name !== '')
      .map(([text, name]) => ({ modality: this.modality, field: this.field, text, standard_name: name }));
    if (await attempt(() => api.saveStandardNames({ items: [...kept, ...own] }))) this.names.reload();
  }
}
