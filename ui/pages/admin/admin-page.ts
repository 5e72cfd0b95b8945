import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Permission } from '../../api/types.js';
import { PageElement } from '../../components/page-element.js';
import { emptyPanel } from '../../components/states.js';
import { msg, type MessageKey } from '../../locales/msg.js';
import { may } from '../../state/session.js';
import './account-section.js';
import './audit-section.js';
import './deleted-section.js';
import './devices-section.js';
import './facts-section.js';
import './settings-section.js';
import './standard-names-section.js';
import './users-section.js';

interface Section {
  readonly name: string;
  readonly title: MessageKey;
  /** Who may open it; absent for everybody. */
  readonly needs?: Permission;
  readonly render: (query: string) => TemplateResult;
}

const SECTIONS: readonly Section[] = [
  {
    name: 'account',
    title: 'admin.account',
    render: () => html`<dose-account-section></dose-account-section>`,
  },
  {
    name: 'devices',
    title: 'admin.devices',
    needs: 'configure',
    render: () => html`<dose-devices-section></dose-devices-section>`,
  },
  {
    name: 'standard-names',
    title: 'admin.standard_names',
    render: () => html`<dose-standard-names-section></dose-standard-names-section>`,
  },
  {
    name: 'facts',
    title: 'admin.facts',
    needs: 'import_facts',
    render: () => html`<dose-facts-section></dose-facts-section>`,
  },
  {
    name: 'settings',
    title: 'admin.settings',
    needs: 'configure',
    render: () => html`<dose-settings-section></dose-settings-section>`,
  },
  {
    name: 'users',
    title: 'admin.users',
    needs: 'manage_users',
    render: () => html`<dose-users-section></dose-users-section>`,
  },
  {
    name: 'deleted',
    title: 'admin.deleted',
    needs: 'delete',
    render: () => html`<dose-deleted-section></dose-deleted-section>`,
  },
  {
    name: 'audit',
    title: 'admin.audit',
    needs: 'manage_users',
    render: (query) => html`<dose-audit-section .query=${query}></dose-audit-section>`,
  },
];

/** Everything about running the site, as far as the reader may; their own account for everybody. */
@customElement('dose-admin-page')
export class AdminPage extends PageElement {
  @property({ attribute: false }) section = '';
  @property({ attribute: false }) query = '';

  protected override render(): unknown {
    const open = SECTIONS.filter(({ needs }) => needs === undefined || may(needs));
    const wanted = this.section === '' ? 'account' : this.section;
    const current = open.find(({ name }) => name === wanted);
    return html`<div class="page-head"><h1>${msg('nav.admin')}</h1></div>
      <div class="admin-layout">
        <nav class="side-nav" aria-label=${msg('nav.admin')}>
          ${open.map(
            ({ name, title }) =>
              html`<a href="/admin/${name}" aria-current=${name === wanted ? 'page' : nothing}
                >${msg(title)}</a
              >`,
          )}
        </nav>
        <div class="admin-main">
          ${current ? current.render(this.query) : emptyPanel(msg('problem.forbidden'), msg('problem.forbidden_cause'))}
        </div>
      </div>`;
  }
}
