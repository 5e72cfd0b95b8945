import { LitElement } from 'lit';

/**
 * Base of all elements: they render into the page itself, so that one style sheet, one tab order and one set of
 * ids hold for the whole application.
 */
export abstract class PageElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
