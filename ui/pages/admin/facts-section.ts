import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { API_BASE } from '../../api/client.js';
import { api } from '../../api/endpoints.js';
import type { FactsResult, FactsUpload } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { problemPanel } from '../../components/states.js';
import type { Problem } from '../../api/problem.js';
import { msg } from '../../locales/msg.js';
import { meaning } from '../../state/dictionary.js';
import { formatCount } from '../../state/format.js';
import { asProblem } from '../../state/resource.js';

const KEYS = ['accession_number', 'study_instance_uid'] as const;
type Key = (typeof KEYS)[number];
const ASK_EVERY_MS = 400;
const MOST_LINES = 200;

/** Patient sizes and other facts from a CSV file: choose, map columns, apply, read what became of each row. */
@customElement('dose-facts-section')
export class FactsSection extends PageElement {
  @state() private upload: FactsUpload | null = null;
  @state() private problem: Problem | null = null;
  @state() private sending = false;
  /** What each column holds, by its place in the file. */
  @state() private meanings: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.facts')}</h2>
      <p class="muted">${msg('facts.about')}</p>
      ${this.#file()} ${this.problem ? problemPanel(this.problem) : nothing} ${this.#stage()}
    </section>`;
  }

  #file(): unknown {
    return html`<label class="field panel file-field">
      <span>${msg('facts.file')}</span>
      <input
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        ?disabled=${this.sending || this.upload?.state === 'applying'}
        @change=${(event: Event) => void this.#send(event.target as HTMLInputElement)}
      />
      ${this.sending ? html`<span role="status">${msg('facts.sending')}</span>` : nothing}
    </label>`;
  }

  #stage(): unknown {
    if (this.upload === null) return nothing;
    switch (this.upload.state) {
      case 'received':
        return this.#mapping(this.upload);
      case 'applying':
        return this.#progress(this.upload);
      case 'applied':
        return this.upload.result ? resultPanel(this.upload.id, this.upload.result) : nothing;
      default:
        return html`<div class="notice warning" role="alert">
            ${icon('warning')}
            <p>${this.upload.message}</p>
          </div>
          ${this.#mapping(this.upload)}`;
    }
  }

  #mapping(upload: FactsUpload): unknown {
    const missing = this.#missing();
    return html`<form @submit=${this.#apply}>
      ${dataTable({
        caption: msg('facts.columns'),
        rows: upload.columns.map((column, at) => ({ ...column, at })),
        key: ({ at }) => String(at),
        columns: [
          { id: 'name', heading: msg('facts.column'), cell: ({ name }) => html`<strong>${name}</strong>` },
          {
            id: 'examples',
            heading: msg('facts.examples'),
            cell: ({ examples }) => html`<span class="muted">${examples.join(' · ')}</span>`,
          },
          {
            id: 'holds',
            heading: msg('facts.holds'),
            cell: ({ name, at }) => this.#choice(upload, name, at),
          },
        ],
      })}
      <fieldset class="boxes panel">
        <legend>${msg('facts.where_there')}</legend>
        <label class="check"
          ><input type="radio" name="overwrites" value="no" checked />${msg('facts.keep')}</label
        >
        <label class="check"
          ><input type="radio" name="overwrites" value="yes" />${msg('facts.overwrite')}</label
        >
      </fieldset>
      <p class="row-actions">
        <button class="button primary" ?disabled=${missing !== null}>${msg('facts.apply')}</button>
        ${missing === null ? nothing : html`<span class="muted" role="status">${missing}</span>`}
      </p>
    </form>`;
  }

  #choice(upload: FactsUpload, name: string, at: number): unknown {
    const choices = ['', ...KEYS, ...upload.fields];
    const choose = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      this.meanings = this.meanings.map((one, index) =>
        index === at ? value : one === value || (isKey(value) && isKey(one)) ? '' : one,
      );
    };
    return html`<select aria-label=${msg('facts.holds_of', { column: name })} @change=${choose}>
      ${choices.map(
        (choice) =>
          html`<option value=${choice} .selected=${choice === this.meanings[at]}>
            ${choice === '' ? msg('facts.not_used') : meaning('studies', choice).label}
          </option>`,
      )}
    </select>`;
  }

  /** What has to be chosen before the file can be applied. */
  #missing(): string | null {
    if (!this.meanings.some(isKey)) return msg('facts.choose_key');
    return this.meanings.some((one) => one !== '' && !isKey(one)) ? null : msg('facts.choose_field');
  }

  #progress({ message }: FactsUpload): unknown {
    return html`<div class="notice" role="status">
      ${icon('clock')}
      <p>${message ?? msg('facts.applying')}</p>
      <button class="button small" @click=${() => void this.#stop()}>${msg('facts.stop')}</button>
    </div>`;
  }

  async #send(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    this.sending = true;
    this.problem = null;
    this.upload = null;
    try {
      this.#take(await api.sendFacts(file));
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.sending = false;
    input.value = '';
  }

  #take(upload: FactsUpload): void {
    this.upload = upload;
    this.meanings = upload.columns.map(({ suggestion }, at) => {
      const isSecond = upload.columns.findIndex((one) => one.suggestion === suggestion) !== at;
      const isSecondKey =
        isKey(suggestion ?? '') && upload.columns.findIndex((one) => isKey(one.suggestion ?? '')) !== at;
      return suggestion === null || isSecond || isSecondKey ? '' : suggestion;
    });
  }

  readonly #apply = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { upload } = this;
    if (!upload) return;
    const overwrites = new FormData(event.currentTarget as HTMLFormElement).get('overwrites') === 'yes';
    const named = this.meanings.map((field, at) => ({ column: upload.columns[at]?.name ?? '', field }));
    const key = named.find(({ field }) => isKey(field));
    if (!key) return;
    this.problem = null;
    try {
      this.upload = await api.applyFacts(upload.id, {
        id_column: key.column,
        key_kind: key.field as Key,
        columns: named.filter(({ field }) => field !== '' && !isKey(field)),
        overwrites,
      });
      this.#follow(upload.id);
    } catch (error) {
      this.problem = asProblem(error);
    }
  };

  /** Asks how far the server is until it has ended. */
  #follow(id: string): void {
    this.#timer = setTimeout(() => {
      api
        .facts(id)
        .then((upload) => {
          this.upload = upload;
          if (upload.state === 'applying' && this.isConnected) this.#follow(id);
        })
        .catch((error: unknown) => {
          this.problem = asProblem(error);
          this.upload = null;
        });
    }, ASK_EVERY_MS);
  }

  async #stop(): Promise<void> {
    if (this.upload) await api.discardFacts(this.upload.id).catch(() => undefined);
  }
}

const isKey = (text: string): text is Key => KEYS.some((key) => key === text);

function resultPanel(id: string, result: FactsResult): unknown {
  const { row_count: rows, studies_known: known, studies_waited_for: waiting, heights_in: heights } = result;
  const lines = result.log.slice(0, MOST_LINES);
  return html`<section class="panel" aria-labelledby="facts-result" role="status">
      <h3 id="facts-result">${msg('facts.done')}</h3>
      <ul class="plain">
        <li>${msg('facts.rows', { n: rows })}</li>
        <li>${msg('facts.known', { n: known })}</li>
        <li>${msg('facts.waiting', { n: waiting })}</li>
        ${heights.cm + heights.m > 0 ? html`<li>${msg('facts.heights', { cm: heights.cm, m: heights.m })}</li>` : nothing}
      </ul>
      <ul class="plain">
        ${Object.entries(result.counts).map(
          ([outcome, n]) => html`<li>${formatCount(n)} ${outcome.replaceAll('_', ' ')}</li>`,
        )}
      </ul>
      <p><a class="button small" href="${API_BASE}/facts/${id}/log" download>${msg('facts.log')}</a></p>
    </section>
    ${dataTable({
      caption: msg('facts.rows_of_file'),
      rows: lines.map((entry, at) => ({ ...entry, at })),
      key: ({ at }) => String(at),
      columns: [
        { id: 'line', heading: msg('facts.line'), numeric: true, cell: ({ line }) => formatCount(line) },
        {
          id: 'outcome',
          heading: msg('facts.outcome'),
          cell: ({ outcome }) => html`<span class="badge">${outcome.replaceAll('_', ' ')}</span>`,
        },
        { id: 'message', heading: msg('facts.what'), cell: ({ message }) => message },
      ],
    })}
    ${result.log.length > lines.length ? html`<p class="muted">${msg('facts.more_in_log')}</p>` : nothing}`;
}
