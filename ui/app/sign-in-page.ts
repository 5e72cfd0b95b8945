import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { PageElement } from '../components/page-element.js';
import { msg } from '../locales/msg.js';
import { asProblem } from '../state/resource.js';
import { signIn } from '../state/session.js';
import { go, place } from './navigation.js';

/** Asks who is there. The address stays as it is, so that signing in leads where one wanted to go. */
@customElement('dose-sign-in-page')
export class SignInPage extends PageElement {
  @state() private error: string | null = null;
  @state() private busy = false;

  protected override render(): unknown {
    return html`<main class="sign-in" id="main">
      <form class="panel" @submit=${this.#submit}>
        <p class="sign-in-brand">${msg('app.name')}</p>
        <h1>${msg('session.sign_in')}</h1>
        ${this.error ? html`<p class="form-error" role="alert">${this.error}</p>` : nothing}
        <label class="field">
          <span>${msg('session.name')}</span>
          <input
            name="name"
            autocomplete="username"
            required
            autofocus
            autocapitalize="none"
            spellcheck="false"
          />
        </label>
        <label class="field">
          <span>${msg('session.password')}</span>
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button class="button primary wide" ?disabled=${this.busy}>
          ${msg(this.busy ? 'session.signing_in' : 'session.sign_in')}
        </button>
      </form>
      <p class="muted">${msg('app.tagline')}</p>
    </main>`;
  }

  protected override firstUpdated(): void {
    this.querySelector('input')?.focus();
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    this.busy = true;
    this.error = null;
    try {
      await signIn(String(form.get('name')), String(form.get('password')));
      if (place.get().path === '/sign-in') go('/', { replace: true });
    } catch (error) {
      this.error = this.#explain(asProblem(error).status);
      this.busy = false;
      this.querySelector<HTMLInputElement>('input[name=password]')?.select();
    }
  }

  #explain(status: number): string {
    if (status === 401) return msg('session.wrong');
    if (status === 429) return msg('session.throttled');
    return msg(status === 0 ? 'problem.unreachable_cause' : 'problem.server_cause');
  }
}
