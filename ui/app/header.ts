import { html, nothing, type TemplateResult } from 'lit';
import type { Session } from '../api/types.js';
import { icon } from '../components/icons.js';
import { msg } from '../locales/msg.js';
import { THEMES, preferences, prefer, type Theme } from '../state/preferences.js';
import { may, signOut } from '../state/session.js';
import { openPalette } from './command-palette.js';
import { place } from './navigation.js';
import { NAVIGATION } from './destinations.js';
import { openShortcutHelp } from './shortcut-help.js';

/** The bar at the top of every page. */
export function header(who: Session): TemplateResult {
  return html`<header class="app-header">
    <a class="brand" href="/" aria-label=${msg('app.name')}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path class="brand-a" d="M12 2.5c4 5 6.5 8 6.5 11.6a6.5 6.5 0 0 1-13 0C5.5 10.5 8 7.5 12 2.5Z" />
        <path class="brand-b" d="M7.5 14.5c1.5-1.3 3-1.3 4.5 0s3 1.3 4.5 0" />
      </svg>
      <span>${msg('app.name')}</span>
    </a>
    <button class="icon-button nav-toggle" popovertarget="main-nav">
      ${icon('menu')}<span class="visually-hidden">${msg('nav.menu')}</span>
    </button>
    <nav class="main-nav" aria-label=${msg('nav.main')}>${links()}</nav>
    <nav class="popover menu" id="main-nav" popover aria-label=${msg('nav.menu')}>${links()}</nav>
    <div class="header-tools">
      <button class="button search-button" @click=${openPalette}>
        ${icon('search')}<span class="search-label">${msg('palette.open')}</span><kbd>Ctrl K</kbd>
      </button>
      <button class="icon-button" title=${msg('shortcuts.title')} @click=${openShortcutHelp}>
        <span class="question" aria-hidden="true">?</span
        ><span class="visually-hidden">${msg('shortcuts.title')}</span>
      </button>
      <button class="icon-button user-button" popovertarget="user-menu">
        ${icon('user')}<span class="user-name">${who.user.name}</span>
      </button>
      <div class="popover menu user-menu" id="user-menu" popover>${userMenu(who)}</div>
    </div>
  </header>`;
}

function links(): unknown {
  const { path } = place.get();
  const current = (href: string): boolean => (href === '/' ? path === '/' : path.startsWith(href));
  return NAVIGATION.map(
    ({ href, title }) =>
      html`<a href=${href} aria-current=${current(href) ? 'page' : nothing} @click=${closeMenu}
        >${msg(title)}</a
      >`,
  );
}

function closeMenu(event: Event): void {
  (event.currentTarget as HTMLElement).closest<HTMLElement>('[popover]')?.hidePopover();
}

function userMenu(who: Session): TemplateResult {
  const { theme } = preferences.get();
  return html`<p class="menu-title">
      ${who.user.name}<span class="muted">${who.user.groups.join(', ')}</span>
    </p>
    <fieldset class="themes">
      <legend>${msg('theme.title')}</legend>
      ${THEMES.map(
        (one) =>
          html`<label>
            <input
              type="radio"
              name="theme"
              .checked=${one === theme}
              @change=${() => prefer('theme', one)}
            />
            ${themeName(one)}
          </label>`,
      )}
    </fieldset>
    <a href="/admin/account" @click=${closeMenu}>${msg('admin.account')}</a>
    ${may('manage_users') ? html`<a href="/admin/users" @click=${closeMenu}>${msg('admin.users')}</a>` : nothing}
    <button class="menu-item" @click=${() => void signOut()}>${msg('session.sign_out')}</button>`;
}

const themeName = (theme: Theme): string => msg(`theme.${theme}`);
