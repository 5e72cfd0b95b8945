import { html, nothing, type TemplateResult } from 'lit';
import { msg } from '../locales/msg.js';

export interface Pages {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly href: (page: number) => string;
  /** Names which of several page lists this is. */
  readonly label: string;
}

/** First, previous, page n of m, next, last: real links, so that they open in another tab as well. */
export function pagination({ page, pageSize, total, href, label }: Pages): TemplateResult | typeof nothing {
  const last = Math.max(1, Math.ceil(total / pageSize));
  if (last === 1) return nothing;
  return html`<nav class="pagination" aria-label=${label}>
    ${step(href(1), '«', msg('pages.first'), page > 1)}
    ${step(href(page - 1), '‹', msg('pages.previous'), page > 1, 'prev')}
    <span class="page-of">${msg('pages.of', { page, last })}</span>
    ${step(href(page + 1), '›', msg('pages.next'), page < last, 'next')}
    ${step(href(last), '»', msg('pages.last'), page < last)}
  </nav>`;
}

function step(href: string, sign: string, label: string, enabled: boolean, rel = ''): TemplateResult {
  const content = html`<span aria-hidden="true">${sign}</span><span class="visually-hidden">${label}</span>`;
  return enabled
    ? html`<a class="button small" rel=${rel || nothing} href=${href} title=${label}>${content}</a>`
    : html`<span class="button small disabled" aria-hidden="true">${sign}</span>`;
}
