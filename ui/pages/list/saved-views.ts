import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { api, itemsOf } from '../../api/endpoints.js';
import type { SavedView } from '../../api/types.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { problemPanel } from '../../components/states.js';
import { toast } from '../../components/toasts.js';
import { msg } from '../../locales/msg.js';
import { Resource, asProblem } from '../../state/resource.js';
import { session } from '../../state/session.js';
import type { Problem } from '../../api/problem.js';

/** Personal and shared views of one list: a name for an address. */
@customElement('dose-saved-views')
export class SavedViews extends PageElement {
  /** Path of the list without its slash: `ct`. */
  @property() page = '';
  @property() query = '';
  @state() private problem: Problem | null = null;
  private readonly views = new Resource<readonly SavedView[]>(this);

  protected override render(): unknown {
    return html`<button class="button" popovertarget="saved-views">
        ${icon('bookmark')}${msg('views.title')}
      </button>
      <div
        class="popover chooser"
        id="saved-views"
        popover
        role="dialog"
        aria-label=${msg('views.title')}
        @toggle=${(event: ToggleEvent) => event.newState === 'open' && this.#load()}
      >
        ${this.problem ? problemPanel(this.problem) : nothing} ${this.#list()}
        <form class="save-view" @submit=${this.#save}>
          <label class="field"
            ><span>${msg('views.name')}</span><input name="name" required maxlength="80"
          /></label>
          <label class="check"><input type="checkbox" name="shared" /> ${msg('views.share')}</label>
          <button class="button primary">${msg('views.save')}</button>
        </form>
      </div>`;
  }

  #load(): void {
    this.views.load('views', async (signal) => itemsOf(await api.views(signal)));
  }

  #list(): unknown {
    const views = (this.views.value ?? []).filter(({ page }) => page.replace(/^\//, '') === this.page);
    if (views.length === 0) return html`<p class="muted">${msg('views.none')}</p>`;
    return html`<ul class="view-list">
      ${views.map(
        (view) =>
          html`<li>
            <a href="/${this.page}?${view.query}">${view.name}</a>
            ${view.shared ? html`<span class="badge">${msg('views.shared')}</span>` : nothing}
            ${isOwn(view) ? this.#removeButton(view) : nothing}
          </li>`,
      )}
    </ul>`;
  }

  #removeButton(view: SavedView): unknown {
    return html`<button class="icon-button" @click=${() => void this.#remove(view)}>
      ${icon('trash')}<span class="visually-hidden">${msg('views.delete', { name: view.name })}</span>
    </button>`;
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const target = event.currentTarget as HTMLFormElement;
    const form = new FormData(target);
    const name = String(form.get('name')).trim();
    await this.#attempt(() =>
      api.saveView({ name, page: `/${this.page}`, query: this.query, shared: form.get('shared') === 'on' }),
    );
    if (this.problem) return;
    target.reset();
    toast({ text: msg('views.saved', { name }) });
  }

  async #remove(view: SavedView): Promise<void> {
    await this.#attempt(() => api.deleteView(view.id));
  }

  async #attempt(action: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await action();
      this.views.reload();
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

const isOwn = ({ owner }: SavedView): boolean => owner === undefined || owner === session.get()?.user.name;
