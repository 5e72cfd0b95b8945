import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { api } from '../../api/endpoints.js';
import type { ContentItem, HeaderElement, KeptDocument, Row } from '../../api/types.js';
import { PageElement } from '../../components/page-element.js';
import { whenReady } from '../../components/states.js';
import { msg } from '../../locales/msg.js';
import { columnNames } from '../../state/dictionary.js';
import { Resource } from '../../state/resource.js';
import { factList, isStated } from './study-facts.js';

/** Levels of a content tree that are open at first. */
const OPEN_LEVELS = 2;

/** All that is kept of one object, asked for when it is opened. */
@customElement('dose-kept-document')
export class KeptDocumentView extends PageElement {
  @property({ attribute: false }) studyId = '';
  @property({ attribute: false }) object: Row = {};
  @state() private isOpen = false;
  private readonly kept = new Resource<KeptDocument>(this);

  protected override render(): unknown {
    const uid = String(this.object['sop_instance_uid']);
    return html`<details class="kept" @toggle=${this.#toggled}>
      <summary>
        ${[this.object['modality'], this.object['extractor']].filter(Boolean).join(' · ')} <code>${uid}</code>
      </summary>
      ${this.isOpen ? whenReady(this.kept, keptView) : nothing}
    </details>`;
  }

  readonly #toggled = (event: Event): void => {
    const details = event.target as HTMLDetailsElement;
    if (!details.open || !details.classList.contains('kept')) return;
    this.isOpen = true;
    const uid = String(this.object['sop_instance_uid']);
    this.kept.load(uid, (signal) => api.keptDocument(this.studyId, uid, signal));
  };
}

function keptView({ document, outline }: KeptDocument): unknown {
  const facts = columnNames('source_documents').filter((column) => isStated(document, column));
  return html`${outline.is_cut ? html`<p>${msg('study.kept_cut')}</p>` : nothing}
    ${
      outline.content.length > 0
        ? html`<h3>${msg('study.kept_content')}</h3>
            ${contentTree(outline.content, 0)}`
        : nothing
    }
    <h3>${msg('study.kept_header')}</h3>
    ${headerList(outline.header)}
    <h3>${msg('study.kept_facts')}</h3>
    ${factList('source_documents', document, facts)}`;
}

function contentTree(items: readonly ContentItem[], level: number): unknown {
  return html`<ul class="tree">
    ${items.map(
      (item) =>
        html`<li>
          ${
            item.children.length === 0
              ? itemLine(item)
              : html`<details ?open=${level < OPEN_LEVELS}>
                  <summary>${itemLine(item)}</summary>
                  ${contentTree(item.children, level + 1)}
                </details>`
          }
        </li>`,
    )}
  </ul>`;
}

function itemLine({ path, concept, code, value, unit }: ContentItem): unknown {
  return html`<code class="place">${path}</code>
    <span title=${code ?? nothing}>${concept ?? code ?? ''}</span>
    ${value === null ? nothing : html`<strong>${value}${unit ? ` ${unit}` : ''}</strong>`}`;
}

function headerList(elements: readonly HeaderElement[]): unknown {
  return html`<ul class="tree">
    ${elements.map(
      ({ tag, keyword, value, items }) =>
        html`<li>
          <code class="place">${tag}</code> ${keyword ?? ''}
          ${value === null ? nothing : html`<strong>${value}</strong>`}
          ${items?.map((item) => headerList(item)) ?? nothing}
        </li>`,
    )}
  </ul>`;
}
