import { html, nothing } from 'lit';
import { icon } from '../../components/icons.js';
import { msg } from '../../locales/msg.js';
import type { Clause } from '../../state/address.js';
import { endsOf, matchOf, shiftedEnd, subjectOf, textOf } from '../../state/clauses.js';
import { movePoint } from '../../state/decimal.js';
import { filterMeaning, type ShownColumn } from '../../state/dictionary.js';
import { formatValue } from '../../state/format.js';

/** The column of which values are ids that nobody knows: the name of the device stands for them. */
export const DEVICE = 'device_id';

/** Names of devices by id. */
export type DeviceNames = ReadonlyMap<string, string>;

interface Chip {
  readonly words: string;
  /** Several where one system has several devices. */
  readonly clauses: readonly Clause[];
}

/** Every active condition in words; each can be turned into "not" and be taken away. */
export function filterChips(
  clauses: readonly Clause[],
  modality: string,
  devices: DeviceNames,
  change: (clauses: readonly Clause[]) => void,
): unknown {
  if (clauses.length === 0) return nothing;
  return html`<ul class="chips" aria-label=${msg('filter.active')}>
    ${chipsOf(clauses, modality, devices).map(({ words, clauses: own }) => {
      const negated = own.every((clause) => clause.negated);
      const turned = (): Clause[] =>
        clauses.map((clause) => (own.includes(clause) ? { ...clause, negated: !clause.negated } : clause));
      return html`<li class="chip ${negated ? 'negated' : ''}">
        <button
          class="chip-text"
          title=${msg('filter.negate')}
          aria-pressed=${negated ? 'true' : 'false'}
          @click=${() => change(turned())}
        >
          ${words}
        </button>
        <button class="icon-button" @click=${() => change(clauses.filter((clause) => !own.includes(clause)))}>
          ${icon('close')}<span class="visually-hidden">${msg('filter.remove', { filter: words })}</span>
        </button>
      </li>`;
    })}
  </ul>`;
}

/** Conditions in the same words are one. */
function chipsOf(clauses: readonly Clause[], modality: string, devices: DeviceNames): readonly Chip[] {
  const chips = new Map<string, Clause[]>();
  for (const clause of clauses) {
    const words = inWords(clause, modality, devices);
    chips.set(words, [...(chips.get(words) ?? []), clause]);
  }
  return [...chips].map(([words, own]) => ({ words, clauses: own }));
}

function inWords(clause: Clause, modality: string, devices: DeviceNames): string {
  const column = filterMeaning(subjectOf(clause), modality);
  const name = clause.key === DEVICE ? devices.get(textOf(clause)) : undefined;
  const not = clause.negated ? `${msg('filter.not')} ` : '';
  const said = presence(clause) ?? truth(clause, column) ?? not + (name ?? condition(clause, column));
  return `${column.label}: ${said}`;
}

/** Whether there is a value at all; null where the condition is about more. */
function presence(clause: Clause): string | null {
  if (matchOf(clause) !== 'is_null' || clause.value === 'unirradiated') return null;
  return msg(clause.negated ? 'filter.present' : 'filter.missing');
}

/** Yes or no, where the column is. */
function truth(clause: Clause, { type }: ShownColumn): string | null {
  const text = textOf(clause);
  if (type !== 'boolean' || (text !== 'true' && text !== 'false')) return null;
  return msg((text === 'true') === clause.negated ? 'value.no' : 'value.yes');
}

function condition(clause: Clause, column: ShownColumn): string {
  if (matchOf(clause) === 'is_null') return msg('filter.unirradiated');
  const value = comparison(clause, column);
  return column.unit ? `${value} ${column.unit}` : value;
}

function comparison(clause: Clause, { shift, type }: ShownColumn): string {
  const match = matchOf(clause);
  if (match === 'contains') return `“${movePoint(clause.value, shift)}”`;
  if (match === 'exact') return formatValue(movePoint(textOf(clause), shift), { type });
  const [low, high] = endsOf(clause.value).map((end) => endWords(end, shift)) as [string, string];
  if (low === '') return high.startsWith('<') ? high.replace('<', '< ') : `≤ ${high}`;
  return high === '' ? `≥ ${low}` : `${low} – ${high}`;
}

/** `-28d` is 28 days ago. */
function endWords(end: string, shift: number): string {
  const relative = /^-(\d+)([dwmy])$/.exec(end);
  if (!relative) return shiftedEnd(end, shift);
  return msg('filter.ago', { n: Number(relative[1]), unit: msg(`filter.unit.${relative[2] as 'd'}`) });
}
