import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { api } from '../../api/endpoints.js';
import type { Items, Row } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { emptyPanel, whenReady } from '../../components/states.js';
import { valueView } from '../../components/value.js';
import { msg } from '../../locales/msg.js';
import { meaning } from '../../state/dictionary.js';
import { Resource } from '../../state/resource.js';
import { may } from '../../state/session.js';
import { viewedSnapshot } from '../../state/viewed-snapshot.js';
import { attempt } from './attempt.js';
import { eraseStudy } from './erase-study.js';

const STUDY = ['study_date', 'modality', 'study_description', 'institution_name', 'station_name'];

/** Studies that were deleted, by whom and why; those of now can be brought back, or erased for good. */
@customElement('dose-deleted-section')
export class DeletedSection extends PageElement {
  private readonly deleted = new Resource<Items>(this);

  protected override willUpdate(): void {
    this.deleted.load('deleted', (signal) => api.deletedStudies(signal));
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.deleted')}</h2>
      ${whenReady(this.deleted, ({ items }) =>
        items.length === 0 ? emptyPanel(msg('deleted.none'), msg('deleted.none_next')) : this.#table(items),
      )}
    </section>`;
  }

  #table(rows: readonly Row[]): unknown {
    return dataTable<Row>({
      caption: msg('admin.deleted'),
      rows,
      key: ({ study_id }) => String(study_id),
      columns: [
        ...STUDY.map((column) => ({
          id: column,
          heading: meaning('studies', column).label,
          cell: (row: Row) => valueView('studies', column, row[column]),
        })),
        ...(['reason', 'actor', 'acted_at'] as const).map((column) => ({
          id: column,
          heading: meaning('study_actions', column).label,
          cell: (row: Row) =>
            valueView('study_actions', column, row[column] ?? row[ALIASES[column] ?? column]),
        })),
        ...(viewedSnapshot.get() === null
          ? [{ id: 'actions', heading: msg('admin.actions'), cell: (row: Row) => this.#actions(row) }]
          : []),
      ],
    });
  }

  #actions(row: Row): unknown {
    const restore = (): unknown =>
      html`<button class="button small" @click=${() => void this.#restore(String(row['study_id']))}>
        ${icon('undo')}${msg('deleted.restore')}
      </button>`;
    return html`<div class="row-actions">
      ${row['is_purged'] === true ? msg('deleted.purged') : restore()}
      ${
        may('erase')
          ? html`<button class="button small danger" @click=${() => void this.#erase(row)}>
              ${msg('erase.action')}
            </button>`
          : nothing
      }
    </div>`;
  }

  async #erase(row: Row): Promise<void> {
    if (await eraseStudy(row)) this.deleted.reload();
  }

  async #restore(studyId: string): Promise<void> {
    if (await attempt(() => api.restoreStudy(studyId), msg('delete.restored'))) this.deleted.reload();
  }
}

const ALIASES: Readonly<Record<string, string>> = { actor: 'deleted_by', acted_at: 'deleted_at' };
