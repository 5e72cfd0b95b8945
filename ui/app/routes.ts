import { html, type TemplateResult } from 'lit';
import type { MessageKey } from '../locales/msg.js';
import { MODALITIES, listPath, type Modality } from '../state/modality.js';
import type { Place } from './navigation.js';

export interface Route {
  readonly pattern: RegExp;
  readonly title: MessageKey;
  /** Loads the page's own script. */
  readonly load: () => Promise<unknown>;
  readonly render: (match: RegExpExecArray, place: Place) => TemplateResult;
}

const list = (modality: Modality): Route => ({
  pattern: new RegExp(`^${listPath(modality)}/?$`),
  title: `modality.${modality}`,
  load: () => import('../pages/list/study-list-page.js'),
  render: (_match, { query }) =>
    html`<dose-study-list-page .modality=${modality} .query=${query}></dose-study-list-page>`,
});

export const ROUTES: readonly Route[] = [
  {
    pattern: /^\/$/,
    title: 'nav.home',
    load: () => import('../pages/home-page.js'),
    render: () => html`<dose-home-page></dose-home-page>`,
  },
  ...MODALITIES.map(list),
  {
    pattern: /^\/studies\/([^/]+)\/?$/,
    title: 'study.title',
    load: () => import('../pages/study/study-page.js'),
    render: (match) =>
      html`<dose-study-page .studyId=${decodeURIComponent(match[1] ?? '')}></dose-study-page>`,
  },
  {
    pattern: /^\/imports\/?$/,
    title: 'nav.imports',
    load: () => import('../pages/imports/imports-page.js'),
    render: (_match, { query }) => html`<dose-imports-page .query=${query}></dose-imports-page>`,
  },
  {
    pattern: /^\/api\/?$/,
    title: 'nav.api',
    load: () => import('../pages/api/api-page.js'),
    render: () => html`<dose-api-page></dose-api-page>`,
  },
  {
    pattern: /^\/admin(?:\/([a-z-]+))?\/?$/,
    title: 'nav.admin',
    load: () => import('../pages/admin/admin-page.js'),
    render: (match, { query }) =>
      html`<dose-admin-page .section=${match[1] ?? ''} .query=${query}></dose-admin-page>`,
  },
];
