import { html, nothing } from 'lit';
import { icon } from '../../components/icons.js';
import { msg } from '../../locales/msg.js';
import type { Clause } from '../../state/address.js';
import { endsOf, matchOf, shiftedEnd, subjectOf, textOf } from '../../state/clauses.js';
import { movePoint } from '../../state/decimal.js';
import { filterMeaning } from '../../state/dictionary.js';
import { massNumbersRaised } from '../../state/mass-number.js';

/** Every active condition in words; each can be turned into "not" and be taken away. */
export function filterChips(
  clauses: readonly Clause[],
  modality: string,
  change: (clauses: readonly Clause[]) => void,
): unknown {
  if (clauses.length === 0) return nothing;
  const replace = (at: number, ...by: Clause[]): void => change(clauses.toSpliced(at, 1, ...by));
  return html`<ul class="chips" aria-label=${msg('filter.active')}>
    ${clauses.map((clause, at) => {
      const words = inWords(clause, modality);
      return html`<li class="chip ${clause.negated ? 'negated' : ''}">
        <button
          class="chip-text"
          title=${msg('filter.negate')}
          aria-pressed=${clause.negated ? 'true' : 'false'}
          @click=${() => replace(at, { ...clause, negated: !clause.negated })}
        >
          ${words}
        </button>
        <button class="icon-button" @click=${() => replace(at)}>
          ${icon('close')}<span class="visually-hidden">${msg('filter.remove', { filter: words })}</span>
        </button>
      </li>`;
    })}
  </ul>`;
}

function inWords(clause: Clause, modality: string): string {
  const { label, unit, shift } = filterMeaning(subjectOf(clause), modality);
  const not = clause.negated ? `${msg('filter.not')} ` : '';
  return `${label}: ${not}${condition(clause, shift)}${unit ? ` ${unit}` : ''}`;
}

function condition(clause: Clause, shift: number): string {
  const match = matchOf(clause);
  if (match === 'is_null')
    return msg(clause.value === 'unirradiated' ? 'filter.unirradiated' : 'filter.missing');
  if (match === 'contains')
    return clause.value === 'true' ? msg('value.yes') : `“${movePoint(clause.value, shift)}”`;
  if (match === 'exact') return massNumbersRaised(movePoint(textOf(clause), shift));
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
