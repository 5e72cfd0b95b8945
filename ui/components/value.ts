import { html, nothing } from 'lit';
import type { Json, Row } from '../api/types.js';
import { isNumeric, keyInStudy, meaning, type ShownColumn } from '../state/dictionary.js';
import { formatValue } from '../state/format.js';
import { readableNames } from '../state/person-name.js';
import { explain } from './explanation.js';

/** Any value of a column for reading: scalars formatted, lists by commas, structs as small lists of fields. */
export function valueView(table: string, column: string, value: Json | undefined): unknown {
  if (value === null || value === undefined) return nothing;
  if (Array.isArray(value)) return listView(value, meaning(table, column));
  if (typeof value === 'object') return structView(value as Row);
  const text = formatValue(value, meaning(table, column));
  return typeof value === 'string' ? readableNames(column, text) : text;
}

function listView(values: readonly Json[], meant: ShownColumn): unknown {
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    return html`<ul class="plain">
      ${values.map((value) => html`<li>${structView(value as Row)}</li>`)}
    </ul>`;
  }
  return values.map((value) => formatValue(value, meant)).join(', ');
}

/** Field names of a struct carry their unit as suffix; they are shown as they are declared. */
function structView(struct: Row): unknown {
  const fields = Object.entries(struct).filter(([, value]) => value !== null && value !== '');
  return html`<span class="struct">
    ${fields.map(([name, value]) => html`<span><code>${name}</code> ${formatValue(value)}</span>`)}
  </span>`;
}

/** A label that explains its column, with the value's own provenance where the row states it. */
export function term(table: string, column: string, row: Row | null = null): unknown {
  const { label, unit } = meaning(table, column);
  const open = (event: Event): void =>
    explain(event.currentTarget as HTMLElement, { table, column, ...provenance(table, row, column) });
  return html`<button class="term" @click=${open}>
    ${label}${unit ? html` <span class="unit">${unit}</span>` : nothing}
  </button>`;
}

/** A number that tells where it came from when it is pressed; by keyboard its term does. */
export function tracedNumber(table: string, column: string, row: Row, shown: unknown): unknown {
  if (row[column] === null || row[column] === undefined || !isNumeric(table, column)) return shown;
  const open = (event: Event): void =>
    explain(event.currentTarget as HTMLElement, { table, column, ...provenance(table, row, column) });
  return html`<button class="traced" tabindex="-1" @click=${open}>${shown}</button>`;
}

function provenance(table: string, row: Row | null, column: string): object {
  const value = row?.[column];
  if (row === null || value === null || typeof value === 'object') return {};
  const origin = row[`${column}_source`] ?? row[column.replace(/_[a-z0-9]+$/, '_source')];
  const eventSum = row[`${column}_event_sum`];
  const key = keyInStudy(table, row);
  return {
    value,
    ...(key !== null && value !== undefined && { row: { studyId: String(row['study_id']), key } }),
    ...(typeof origin === 'string' && { origin }),
    ...(typeof eventSum === 'number' && { eventSum }),
  };
}
