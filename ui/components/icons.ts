import { svg, html, type TemplateResult } from 'lit';

const PATHS = {
  warning: svg`<path d="M10 3 2.5 16.5h15L10 3Z"/><path d="M10 8v4M10 14.2v.1"/>`,
  info: svg`<circle cx="10" cy="10" r="7.2"/><path d="M10 9v4.5M10 6.4v.1"/>`,
  check: svg`<path d="m4 10.5 4 4 8-9"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  search: svg`<circle cx="8.5" cy="8.5" r="5.2"/><path d="m12.5 12.5 4.5 4.5"/>`,
  filter: svg`<path d="M3 5h14M5.5 10h9M8 15h4"/>`,
  chart: svg`<path d="M3 17V3M3 17h14M7 14v-4M11 14V6M15 14V9"/>`,
  columns: svg`<rect x="3" y="4" width="14" height="12" rx="1.5"/><path d="M8 4v12M12.5 4v12"/>`,
  download: svg`<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13"/>`,
  bookmark: svg`<path d="M5.5 3.5h9v13L10 13l-4.5 3.5v-13Z"/>`,
  chevron: svg`<path d="m7 4 6 6-6 6"/>`,
  down: svg`<path d="m5 7.5 5 5 5-5"/>`,
  up: svg`<path d="M10 16V4M5 9l5-5 5 5"/>`,
  trash: svg`<path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v4.5M11.5 9v4.5"/>`,
  print: svg`<path d="M6 7V3h8v4M6 14H3.5V7.5h13V14H14M6 11.5h8V17H6z"/>`,
  user: svg`<circle cx="10" cy="7" r="3.2"/><path d="M3.8 16.8c.8-3.4 3.2-4.8 6.2-4.8s5.4 1.4 6.2 4.8"/>`,
  theme: svg`<circle cx="10" cy="10" r="6.8"/><path d="M10 3.2v13.6a6.8 6.8 0 0 0 0-13.6Z" class="filled"/>`,
  menu: svg`<path d="M3 5.5h14M3 10h14M3 14.5h14"/>`,
  empty: svg`<path d="M3 11.5 5 4.5h10l2 7v4.5H3v-4.5ZM3 11.5h4l1 2h4l1-2h4"/>`,
  clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.8 1.8"/>`,
  undo: svg`<path d="M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5"/>`,
  link: svg`<path d="M8.5 11.5a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2l-.8.8M11.5 8.5a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.2 4.2l.8-.8"/>`,
  sort: svg`<path d="m6.5 8 3.5-3.5L13.5 8M6.5 12l3.5 3.5 3.5-3.5"/>`,
  plus: svg`<path d="M10 4v12M4 10h12"/>`,
};

export type IconName = keyof typeof PATHS;

/** A decorative line drawing; what it means is always said in words beside it. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    ${PATHS[name]}
  </svg>`;
}
