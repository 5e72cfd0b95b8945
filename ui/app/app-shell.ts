import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Problem } from '../api/problem.js';
import { emptyPanel, problemPanel, skeleton } from '../components/states.js';
import { PageElement } from '../components/page-element.js';
import { msg, setLocale } from '../locales/msg.js';
import { dictionary, loadDictionary } from '../state/dictionary.js';
import { freshness } from '../state/freshness.js';
import { preferences } from '../state/preferences.js';
import { asProblem } from '../state/resource.js';
import { script } from '../state/script.js';
import { resumeSession, session } from '../state/session.js';
import { Watch } from '../state/store.js';
import { auditHead, signOff } from './audit-frame.js';
import { footer } from './footer.js';
import { header } from './header.js';
import { go, place, startNavigation, startPopovers } from './navigation.js';
import { ROUTES, type Route } from './routes.js';
import { startShortcuts } from './shortcuts.js';
import { snapshotBanner } from './snapshot-banner.js';
import './sign-in-page.js';
import './command-palette.js';
import './shortcut-help.js';
import './snapshot-menu.js';

/** The frame of every page: navigation, the page itself, freshness of the data. */
@customElement('dose-app')
export class AppShell extends PageElement {
  @state() private problem: Problem | null = null;
  @state() private loaded: Route | null = null;
  protected readonly watch = new Watch(this, [session, dictionary, place, preferences, freshness]);
  #shownPath: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    startNavigation();
    startPopovers();
    startShortcuts();
    void this.#start();
  }

  async #start(): Promise<void> {
    this.problem = null;
    try {
      await resumeSession();
      if (session.get()) await loadDictionary();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Once the server answers, the page begins anew: it may have another version, with other scripts, by then. */
  async #again(): Promise<void> {
    try {
      await resumeSession();
      location.reload();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  protected override willUpdate(): void {
    const { theme, density, locale } = preferences.get();
    const root = document.documentElement;
    root.dataset['theme'] = theme;
    root.dataset['density'] = density;
    setLocale(locale);
    if (session.get() && !dictionary.get() && !this.problem) void this.#loadDictionary();
  }

  async #loadDictionary(): Promise<void> {
    try {
      await loadDictionary();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  protected override render(): unknown {
    const who = session.get();
    if (who && place.get().path === '/sign-in') queueMicrotask(() => go('/', { replace: true }));
    if (this.problem)
      return html`<main class="alone">${problemPanel(this.problem, () => void this.#again())}</main>`;
    if (who === undefined) return html`<main class="alone">${skeleton()}</main>`;
    if (who === null) return html`<dose-sign-in-page></dose-sign-in-page>`;
    return html`<a class="skip-link" href="#main" @click=${this.#skip}>${msg('nav.skip')}</a>
      ${who.demo ? html`<aside class="demo-banner" aria-label=${msg('demo.short')}>${msg('demo.banner')}</aside>` : nothing}
      ${snapshotBanner()} ${header(who)}
      <main id="main" tabindex="-1">
        ${auditHead(who)} ${dictionary.get() ? this.#page() : skeleton()} ${signOff()}
      </main>
      ${footer(who)}
      <dose-command-palette></dose-command-palette>
      <dose-shortcut-help></dose-shortcut-help>
      <dose-explanation></dose-explanation>
      <dose-toasts></dose-toasts>`;
  }

  #skip(event: Event): void {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }

  #page(): unknown {
    const here = place.get();
    for (const route of ROUTES) {
      const match = route.pattern.exec(here.path);
      if (!match) continue;
      if (this.loaded === route)
        return keyed(`${match[0].replace(/\/$/, '')} ${here.snapshot}`, route.render(match, here));
      void this.#load(route);
      return skeleton();
    }
    return html`<h1 tabindex="-1">${msg('problem.no_page')}</h1>
      ${emptyPanel(here.path, html`<a href="/">${msg('nav.home')}</a>`)}`;
  }

  async #load(route: Route): Promise<void> {
    try {
      await script(route.load);
      this.loaded = route;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** A new page takes the focus to its heading, so that a keyboard or screen reader starts there. */
  protected override updated(): void {
    const { path } = place.get();
    document.documentElement.lang = 'en';
    const route = ROUTES.find(({ pattern }) => pattern.test(path));
    document.title = `${route && session.get() ? msg(route.title) : msg('app.name')} · DoseLake`;
    if (!session.get() || !dictionary.get() || path === this.#shownPath) return;
    const first = this.#shownPath === null;
    this.#shownPath = path;
    if (first) return;
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }
}
