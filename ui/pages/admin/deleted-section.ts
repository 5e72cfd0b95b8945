import { html } from 'lit';
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
import { attempt } from './attempt.js';

const STUDY = ['study_date', 'modality', 'study_description', 'display_name', 'accession_number'];

/** Studies that were deleted, by whom and why; each can be brought back. */
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
        {
          id: 'actions',
          heading: msg('admin.actions'),
          cell: ({ study_id }) =>
            html`<button class="button small" @click=${() => void this.#restore(String(study_id))}>
              ${icon('undo')}${msg('deleted.restore')}
            </button>`,
        },
      ],
    });
  }

  async #restore(studyId: string): Promise<void> {
    if (await attempt(() => api.restoreStudy(studyId), msg('delete.restored'))) this.deleted.reload();
  }
}

const ALIASES: Readonly<Record<string, string>> = { actor: 'deleted_by', acted_at: 'deleted_at' };
