import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { api } from '../api/endpoints.js';
import type { Items, Snapshot } from '../api/types.js';
import { PageElement } from '../components/page-element.js';
import { whenReady } from '../components/states.js';
import { msg } from '../locales/msg.js';
import { formatInstant } from '../state/format.js';
import { Resource } from '../state/resource.js';
import { pageAt } from '../state/viewed-snapshot.js';

/** Most days that the menu lists; older ones are reached by their address. */
const MOST_DAYS = 60;

/** Shows this page as of the last snapshot of a day; the address then names it. */
@customElement('dose-snapshot-menu')
export class SnapshotMenu extends PageElement {
  private readonly snapshots = new Resource<Items<Snapshot>>(this);
  #isOpen = false;

  protected override render(): unknown {
    return html`<button class="link" popovertarget="snapshot-menu">${msg('snapshot.choose')}</button>
      <div class="popover menu" id="snapshot-menu" popover @toggle=${this.#toggled}>
        ${this.#isOpen ? whenReady(this.snapshots, ({ items }) => days(items)) : nothing}
      </div>`;
  }

  readonly #toggled = (event: ToggleEvent): void => {
    this.#isOpen = event.newState === 'open';
    if (this.#isOpen) this.snapshots.load(String(Date.now()), (signal) => api.snapshots(signal));
    this.requestUpdate();
  };
}

/** The newest of each day, newest first. */
function days(snapshots: readonly Snapshot[]): unknown {
  const isFirstOfDay = ({ committed_at: at }: Snapshot, index: number): boolean =>
    snapshots[index - 1]?.committed_at.slice(0, 10) !== at.slice(0, 10);
  return snapshots
    .filter(isFirstOfDay)
    .slice(0, MOST_DAYS)
    .map(
      ({ id, committed_at }) =>
        html`<a href=${pageAt(id)} @click=${closeMenu}
          >${formatInstant(committed_at)} <span class="muted">${id}</span></a
        >`,
    );
}

function closeMenu(event: Event): void {
  (event.currentTarget as HTMLElement).closest<HTMLElement>('[popover]')?.hidePopover();
}
