import { fieldOf, type Field } from '../filters/fields.js';
import type { ChartRequest } from './request.js';

type Columns = Pick<ChartRequest, 'value' | 'by' | 'x'>;

/** A chart as text, for remembering: all but its filter, in which a patient may be named. */
export function textOfChart({ filter: _, value, by, x, ...options }: ChartRequest): string {
  return JSON.stringify({ ...options, value: nameOf(value), by: nameOf(by), x: nameOf(x) });
}

/** The chart of such a text, over all studies; null where it names a column that there is no more. */
export function chartOfText(text: string): ChartRequest | null {
  const told = JSON.parse(text) as Omit<ChartRequest, keyof Columns | 'filter'> &
    Record<keyof Columns, string | null>;
  const columns = { value: fieldNamed(told.value), by: fieldNamed(told.by), x: fieldNamed(told.x) };
  const isWhole = (['value', 'by', 'x'] as const).every(
    (key) => (columns[key] === null) === (told[key] === null),
  );
  return isWhole ? { ...told, ...columns, filter: { clauses: [] } } : null;
}

function nameOf(field: Field | null): string | null {
  return field && (field.scope === 0 ? field.column : `event.${field.column}`);
}

const fieldNamed = (name: string | null): Field | null => (name === null ? null : fieldOf(name));
