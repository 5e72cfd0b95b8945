import { html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../api/problem.js';
import type { Snapshot } from '../api/types.js';
import { fieldErrorText } from '../state/dictionary.js';
import { formatInstant } from '../state/format.js';
import type { Resource } from '../state/resource.js';
import { pageAt } from '../state/viewed-snapshot.js';
import { msg, type MessageKey } from '../locales/msg.js';
import { icon } from './icons.js';

/** The first three of the five states; `ready` is the page's own, and may itself be empty or partial. */
export function whenReady<T>(resource: Resource<T>, ready: (value: T) => unknown): unknown {
  const { value, problem } = resource;
  if (value !== null) {
    return html`${problem ? problemPanel(problem, () => resource.reload()) : nothing}
      <div class="stale-while-loading" aria-busy=${resource.loading ? 'true' : 'false'}>
        ${ready(value)}
      </div>`;
  }
  if (problem) return problemPanel(problem, () => resource.reload());
  return skeleton();
}

export function skeleton(): TemplateResult {
  return html`<div class="skeleton" role="status">
    <span class="visually-hidden">${msg('state.loading')}</span>
    ${[1, 2, 3, 4, 5, 6].map(() => html`<div class="skeleton-row" aria-hidden="true"></div>`)}
  </div>`;
}

/** Cause, next step and the id by which the log knows the request. */
export function problemPanel(problem: Problem, retry: (() => void) | null = null): TemplateResult {
  return html`<div class="panel problem" role="alert">
    ${icon('warning')}
    <div>
      <h2>${problemTitle(problem)}</h2>
      <p>${problemCause(problem)}</p>
      ${
        problem.errors.length > 0
          ? html`<ul>
              ${problem.errors.map((error) => html`<li>${fieldErrorText(error)}</li>`)}
            </ul>`
          : nothing
      }
      ${problem.requestId ? html`<p class="muted">${msg('state.request_id')} <code>${problem.requestId}</code></p>` : nothing}
      ${problem.nearest ? nearestSnapshot(problem.nearest) : nothing}
      ${retry && !problem.nearest ? html`<button class="button" @click=${retry}>${msg('state.retry')}</button>` : nothing}
    </div>
  </div>`;
}

/** Leads from a snapshot that is no longer kept to the one that comes closest, and to now. */
function nearestSnapshot({ id, committed_at: at }: Snapshot): TemplateResult {
  return html`<p>
    <a class="button" href=${pageAt(id)}
      >${msg('snapshot.nearest', { at: formatInstant(at), id: String(id) })}</a
    >
    <a class="button" href=${pageAt(null)}>${msg('snapshot.now')}</a>
  </p>`;
}

/** Nothing to show, and what to do about it. */
export function emptyPanel(title: string, next: unknown): TemplateResult {
  return html`<div class="panel empty">
    ${icon('empty')}
    <div>
      <h2>${title}</h2>
      <div>${next}</div>
    </div>
  </div>`;
}

const TITLES: Readonly<Record<number, MessageKey>> = {
  0: 'problem.unreachable',
  401: 'problem.signed_out',
  403: 'problem.forbidden',
  404: 'problem.not_found',
  429: 'problem.too_many',
};

function problemTitle(problem: Problem): string {
  const key = problem.nearest ? undefined : TITLES[problem.status];
  return key ? msg(key) : problem.title;
}

function problemCause(problem: Problem): string {
  if (problem.detail) return problem.detail;
  if (problem.status === 0) return msg('problem.unreachable_cause');
  if (problem.status === 403) return msg('problem.forbidden_cause');
  return problem.status >= 500 ? msg('problem.server_cause') : '';
}
