import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { API_BASE } from '../../api/client.js';
import { api } from '../../api/endpoints.js';
import { PageElement } from '../../components/page-element.js';
import { whenReady } from '../../components/states.js';
import { msg } from '../../locales/msg.js';
import { Resource } from '../../state/resource.js';
import {
  bodyOf,
  componentOf,
  routesByResource,
  typeWords,
  type ApiDescription,
  type Parameter,
  type Route,
  type Schema,
} from '../../api/description.js';

/** Every route of the API with what it takes and answers, read from its own description; needs no network beyond it. */
@customElement('dose-api-page')
export class ApiPage extends PageElement {
  private readonly description = new Resource<ApiDescription>(this);

  protected override willUpdate(): void {
    this.description.load('openapi', (signal) => api.description(signal));
  }

  protected override render(): unknown {
    return html`<div class="page-head">
        <h1 tabindex="-1">${msg('nav.api')}</h1>
        <div class="tools">
          <a class="button" href="${API_BASE}/openapi.json" download="doselake-openapi.json"
            >${msg('api.download')}</a
          >
        </div>
      </div>
      <p class="muted">${msg('api.about')} <a href="/admin/account">${msg('tokens.title')}</a></p>
      ${whenReady(this.description, (description) => page(description))}`;
  }
}

function page(description: ApiDescription): unknown {
  return html`${[...routesByResource(description)].map(
      ([resource, routes]) =>
        html`<section>
          <h2>${resource}</h2>
          ${routes.map(routeView)}
        </section>`,
    )}
    <section>
      <h2>${msg('api.components')}</h2>
      ${Object.entries(description.components?.schemas ?? {}).map(
        ([name, schema]) =>
          html`<details class="panel api-route" id="component-${name}">
            <summary><strong>${name}</strong> <span class="muted">${schema.description}</span></summary>
            ${properties(schema)}
          </details>`,
      )}
    </section>`;
}

function routeView({ method, path, operation }: Route): unknown {
  const body = bodyOf(operation.requestBody?.content);
  const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  return html`<details class="panel api-route">
    <summary>
      <span class="badge method">${method}</span> <code>${path}</code>
      <span class="muted">${operation.summary}</span>
    </summary>
    ${operation.parameters?.length ? parameters(operation.parameters) : nothing}
    ${
      body
        ? html`<h3>${msg('api.body')}</h3>
            ${schemaView(body)}`
        : nothing
    }
    ${answers.map(([status, answer]) => {
      const schema = bodyOf(answer.content);
      return html`<h3>${msg('api.answer', { status })}</h3>
        ${schema ? schemaView(schema) : html`<p class="muted">${answer.description}</p>`}`;
    })}
  </details>`;
}

function parameters(all: readonly Parameter[]): unknown {
  return html`<h3>${msg('api.parameters')}</h3>
    <dl class="api-fields">
      ${all.map(
        ({ name, in: place, required, description }) =>
          html`<dt>
              <code>${name}</code>
              <span class="muted">${place}${required ? ` · ${msg('api.required')}` : ''}</span>
            </dt>
            <dd>${description}</dd>`,
      )}
    </dl>`;
}

function schemaView(schema: Schema): unknown {
  const component = componentOf(schema);
  if (component)
    return html`<p><a href="#component-${component}" @click=${openComponent}>${component}</a></p>`;
  return schema.properties ? properties(schema) : html`<p><code>${typeWords(schema)}</code></p>`;
}

function openComponent(event: Event): void {
  const target = document.getElementById((event.currentTarget as HTMLAnchorElement).hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

function properties({ properties: all = {}, required = [] }: Schema): unknown {
  return html`<dl class="api-fields">
    ${Object.entries(all).map(
      ([name, schema]) =>
        html`<dt>
            <code>${name}</code>
            <span class="muted"
              >${typeWords(schema)}${required.includes(name) ? '' : ` · ${msg('api.optional')}`}</span
            >
          </dt>
          <dd>${[schema.title, schema.description].filter(Boolean).join('. ')}</dd>`,
    )}
  </dl>`;
}
