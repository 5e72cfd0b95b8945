import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { KEEPING } from '../../api/choices.js';
import { api } from '../../api/endpoints.js';
import type { Json, Row } from '../../api/types.js';
import { PageElement } from '../../components/page-element.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { isMessageKey, msg } from '../../locales/msg.js';
import { quantities } from '../../state/dictionary.js';
import { Resource } from '../../state/resource.js';
import { resumeSession } from '../../state/session.js';
import { attempt } from './attempt.js';
import { mayChangeIdentity } from './identity-change.js';

/** Values that are one of a few: what is kept of an identifying value, and what becomes of a file. */
const CHOICES = [KEEPING, ['leave', 'delete']] as const;

interface AllSettings {
  readonly values: Json;
  /** The parts that the configuration of the server fixes. */
  readonly fixed: Json;
}

/** The settings of the site: a form for each, a control for each of its parts by the kind of its value. */
@customElement('dose-settings-section')
export class SettingsSection extends PageElement {
  private readonly settings = new Resource<AllSettings>(this);
  /** The form that nobody may change, since the answer of the server will replace what it holds. */
  @state() private saving: string | null = null;

  protected override willUpdate(): void {
    this.settings.load('settings', async (signal) => {
      const [values, fixed] = await Promise.all([api.settings(signal), api.fixedSettings(signal)]);
      return { values, fixed };
    });
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.settings')}</h2>
      ${whenReady(this.settings, (all) => this.#forms(all))}
    </section>`;
  }

  #forms({ values, fixed }: AllSettings): unknown {
    const settings = Object.entries(rowOf(values)).filter(([name]) => name !== 'snapshot');
    if (settings.length === 0) return emptyPanel(msg('settings.none'), msg('settings.none_next'));
    return html`<div class="settings">
      ${settings.map(([name, value]) => this.#form(name, value, rowOf(rowOf(fixed)[name] ?? null)))}
    </div>`;
  }

  #form(name: string, value: Json, fixed: Row): unknown {
    const parts = isRow(value) ? value : { [name]: value };
    const save = async (event: SubmitEvent): Promise<void> => {
      event.preventDefault();
      const next = readParts(event.currentTarget as HTMLFormElement, parts);
      if (name === 'identity' && !(await mayChangeIdentity(parts, next, wordsOf))) return;
      this.saving = name;
      const saved = await attempt(async () => {
        await api.saveSetting(name, isRow(value) ? next : (next[name] ?? null));
        await resumeSession();
      });
      if (saved) await this.settings.reload();
      this.saving = null;
    };
    return html`<form class="panel setting" @submit=${save}>
      <fieldset ?disabled=${name === this.saving}>
        <legend>${wordsOf(name)}</legend>
        ${noteOn(name)}
        ${Object.entries(parts).map(([part, one]) =>
          part in fixed ? fixedPart(part, one) : control(part, one),
        )}
      </fieldset>
      <button class="button small">
        ${msg('action.save')}<span class="visually-hidden"> ${wordsOf(name)}</span>
      </button>
    </form>`;
  }
}

/** What a setting does not do by itself. */
function noteOn(name: string): unknown {
  const key = `setting.${name}.note`;
  return isMessageKey(key) ? html`<p class="muted">${msg(key)}</p>` : nothing;
}

/** A part that cannot be changed here, with what it is fixed to. */
function fixedPart(name: string, value: Json): unknown {
  return html`<div class="field fixed-setting">
    <span>${wordsOf(name)}</span>
    <strong>${textOf(name, value)}</strong>
    <span class="muted">${msg('settings.fixed')}</span>
  </div>`;
}

function textOf(name: string, value: Json): string {
  if (isLines(value)) return value.length === 0 ? msg('settings.nothing') : value.join(', ');
  const choice = choicesOf(name, value).find(([one]) => one === value);
  if (choice) return choice[1];
  const folder = rowOf(value)['move'];
  return typeof folder === 'string' ? msg('choice.move', { folder }) : String(value);
}

/** The values that a part of a setting can have, in words; none where any text will do. */
function choicesOf(name: string, value: Json): readonly (readonly [value: string, words: string])[] {
  const choices = CHOICES.find((some) => some.some((one) => one === value));
  if (choices) return choices.map((one) => [one, msg(`choice.${one}`)]);
  return (quantities()[name]?.units ?? []).map(({ unit }) => [unit, unit]);
}

function control(name: string, value: Json): unknown {
  const label = html`<span>${wordsOf(name)}</span>`;
  if (typeof value === 'boolean') {
    return html`<label class="check"
      ><input type="checkbox" name=${name} .checked=${value} />${label}</label
    >`;
  }
  return html`<label class="field">${label}${input(name, value)}</label>`;
}

function input(name: string, value: Json): unknown {
  if (typeof value === 'number') {
    return html`<input type="number" step="any" name=${name} required .value=${String(value)} />`;
  }
  if (isLines(value)) {
    return html`<textarea
        name=${name}
        rows=${Math.max(3, value.length + 1)}
        .value=${value.join('\n')}
      ></textarea>
      <span class="muted">${msg('settings.one_per_line')}</span>`;
  }
  const choices = choicesOf(name, value);
  if (choices.length > 0) {
    return html`<select name=${name}>
      ${choices.map(([one, words]) => html`<option value=${one} .selected=${one === value}>${words}</option>`)}
    </select>`;
  }
  return typeof value === 'string' || value === null
    ? html`<input name=${name} .value=${value ?? ''} />`
    : nothing;
}

/** The form's values in the kinds that they had; what it cannot show stays as it was. */
function readParts(form: HTMLFormElement, before: Row): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(before).map(([name, value]) => [name, read(form.elements.namedItem(name), value)]),
  );
}

function read(element: Element | RadioNodeList | null, before: Json): Json {
  if (!(
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  )) {
    return before;
  }
  if (typeof before === 'boolean') return element instanceof HTMLInputElement && element.checked;
  if (typeof before === 'number') return Number(element.value);
  if (isLines(before)) return linesOf(element.value);
  return before === null && element.value === '' ? null : element.value;
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const rowOf = (value: Json): Row => (isRow(value) ? value : {});

const isRow = (value: Json): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLines = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function wordsOf(name: string): string {
  const key = `setting.${name}`;
  return isMessageKey(key) ? msg(key) : (quantities()[name]?.label ?? name.replaceAll('_', ' '));
}
