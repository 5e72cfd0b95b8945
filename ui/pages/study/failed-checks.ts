import { html, nothing } from 'lit';
import type { CheckHit, FailedCheck } from '../../api/types.js';
import { icon } from '../../components/icons.js';
import { msg } from '../../locales/msg.js';
import { shownUnit } from '../../state/dictionary.js';
import { formatValue } from '../../state/format.js';

/** The data-quality checks that the study fails: what each asks, where it fails, and the two numbers. */
export function failedChecks(checks: readonly FailedCheck[]): unknown {
  if (checks.length === 0) return nothing;
  return html`<section class="notice findings checks">
    ${icon('warning')}
    <div>
      <h2>${msg('checks.failed', { n: checks.length })}</h2>
      <ul>
        ${checks.map(
          (check) =>
            html`<li>
              <details>
                <summary>
                  <span class="badge ${check.severity}">${msg(`checks.${check.severity}`)}</span>
                  ${check.title}
                </summary>
                <p class="muted">${check.definition}</p>
              </details>
              ${hits(check)}
            </li>`,
        )}
      </ul>
    </div>
  </section>`;
}

function hits(check: FailedCheck): unknown {
  const more = check.hit_count - check.hits.length;
  const told = check.hits.map((hit) => numbersOf(hit, check)).filter((text) => text !== '');
  if (told.length === 0) return nothing;
  return html`<ul>
    ${told.map((text) => html`<li>${text}</li>`)}
    ${more > 0 ? html`<li class="muted">${msg('checks.more', { n: more })}</li>` : nothing}
  </ul>`;
}

/** Such as "event 3: DLP 40 mGy·cm, CTDIvol × length 400 mGy·cm". */
function numbersOf({ subject, found, expected }: CheckHit, { compared }: FailedCheck): string {
  const shown = compared ? shownUnit(compared) : null;
  const number = (label: string, value: number | null): string =>
    value === null || !shown ? '' : `${label} ${formatValue(value, shown)} ${shown.unit}`;
  const numbers = compared
    ? [number(compared.found, found), number(compared.expected, expected)].filter(Boolean).join(', ')
    : '';
  return [subject ?? '', numbers].filter(Boolean).join(': ');
}
