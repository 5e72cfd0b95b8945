import { html, nothing } from 'lit';
import type { Run } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { isMessageKey, msg } from '../../locales/msg.js';
import { formatPairs } from '../../state/address.js';
import { formatCount, formatInstant, instantOf } from '../../state/format.js';

const COUNTED = ['imported', 'duplicate', 'superseded', 'not_dose', 'quarantined', 'held'] as const;

/** Runs of the import, newest first, with how many files came to what. */
export function runTable(runs: readonly Run[]): unknown {
  return dataTable<Run>({
    caption: msg('imports.runs'),
    rows: runs,
    key: ({ run_id }) => run_id,
    columns: [
      {
        id: 'started_at',
        heading: msg('imports.started'),
        cell: ({ started_at }) => formatInstant(started_at),
      },
      { id: 'took', heading: msg('imports.took'), numeric: true, cell: took },
      { id: 'state', heading: msg('imports.state'), cell: stateView },
      { id: 'trigger', heading: msg('imports.trigger'), cell: startedBy },
      {
        id: 'file_count',
        heading: msg('imports.files'),
        numeric: true,
        cell: ({ file_count }) => (file_count === null ? '' : formatCount(file_count)),
      },
      ...COUNTED.map((outcome) => ({
        id: outcome,
        heading: msg(`outcome.${outcome}`),
        numeric: true,
        raw: (run: Run) => run.counts[outcome],
        cell: (run: Run) => countLink(run, outcome),
      })),
    ],
  });
}

/** What started the run; of upkeep, that it is that. */
const startedBy = ({ kind, trigger }: Run): string =>
  [kind === 'upkeep' ? msg('imports.upkeep') : '', trigger].filter(Boolean).join(': ');

function countLink(run: Run, outcome: (typeof COUNTED)[number]): unknown {
  const n = run.counts[outcome] ?? 0;
  if (n === 0) return html`<span class="muted">0</span>`;
  if (outcome === 'superseded') return formatCount(n);
  const query = formatPairs([
    ['outcome', outcome],
    ['run_id', run.run_id],
  ]);
  return html`<a href="/imports?${query}">${formatCount(n)}</a>`;
}

function took({ started_at, finished_at }: Run): string {
  if (finished_at === null) return '';
  const seconds = (instantOf(finished_at).getTime() - instantOf(started_at).getTime()) / 1000;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

function stateView({ state, error }: Run): unknown {
  const failed = state === 'failed' || error !== null;
  const key = `run.${state}`;
  return html`<span class="badge ${failed ? 'error' : ''}"
      >${failed ? icon('warning') : nothing}${isMessageKey(key) ? msg(key) : state}</span
    >
    ${error ? html`<span class="below">${error}</span>` : nothing}`;
}
