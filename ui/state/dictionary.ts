import { api } from '../api/endpoints.js';
import type { FieldError } from '../api/problem.js';
import type { ColumnMeaning, DisplayUnit, Row, Tables } from '../api/types.js';
import { preferences } from './preferences.js';
import { session } from './session.js';
import { Store } from './store.js';

/** Labels, units and definitions of every column, as the server declares them. */
export const dictionary = new Store<Tables | null>(null);

/** Loads the dictionary once per session. */
export async function loadDictionary(): Promise<void> {
  if (!dictionary.get()) dictionary.set(await api.tables());
}

/** What a column means, and how it is shown. */
export interface ShownColumn extends ColumnMeaning {
  /** The unit that the reader wants. */
  readonly unit: string | null;
  /** How many digits the decimal point of a value moves to the right for that unit. */
  readonly shift: number;
  /** The unit of the value itself, in which the API and files state it. */
  readonly ownUnit: string | null;
}

/** What a column means; a column that the server does not declare is named by itself. */
export function meaning(table: string, column: string): ShownColumn {
  const declared = dictionary.get()?.tables[table]?.columns[column] ?? {
    label: column,
    unit: null,
    definition: '',
    source: null,
    type: 'text',
  };
  return { ...declared, ...shownUnit(declared), ownUnit: declared.unit };
}

/** The unit in which a quantity is shown to this reader: their own choice, else that of the site. */
export function shownUnit({
  unit,
  quantity = null,
}: Pick<ColumnMeaning, 'unit' | 'quantity'>): Pick<ShownColumn, 'unit' | 'shift'> {
  const units = quantity === null ? [] : (quantities()[quantity]?.units ?? []);
  const called = (name: string | undefined): DisplayUnit | undefined =>
    units.find((one) => one.unit === name);
  return (
    called(preferences.get().display_units[quantity ?? '']) ??
    called(session.get()?.display_units[quantity ?? '']) ?? { unit, shift: 0 }
  );
}

/** The quantities that can be shown in several units, by name. */
export const quantities = (): Tables['quantities'] => dictionary.get()?.quantities ?? {};

export function columnNames(table: string): readonly string[] {
  return Object.keys(dictionary.get()?.tables[table]?.columns ?? {});
}

/** What tells a row from the others of its study, as the API names it; null for rows that are no part of a study. */
export function keyInStudy(table: string, row: Row): string | null {
  const key = dictionary.get()?.tables[table]?.key;
  if (!key || typeof row['study_id'] !== 'string') return null;
  return key
    .filter((column) => column !== 'study_id')
    .map((column) => String(row[column] ?? ''))
    .join('|');
}

/** Whether values of the column are numbers, to be aligned by their digits. */
export function isNumeric(table: string, column: string): boolean {
  const { type } = meaning(table, column);
  return type === 'number' || type === 'integer';
}

const EVENT_TABLES = ['ct_events', 'projection_events', 'nm_administrations'];

/** What a filter key means: a column of studies, or `event.` (`event2.` …) and a column of an event table. */
export function filterMeaning(key: string, modality: string | null): ShownColumn {
  const column = key.replace(/^event\d*\./, '');
  if (column === key) return meaning('studies', key);
  return meaning(eventTable(modality, column), column);
}

/** What is wrong with a field, under the label that the pages give it. */
export function fieldErrorText({ field, message }: FieldError): string {
  if (field === null) return message;
  const key = field.replace(/^-/, '').replace(/\.is$/, '');
  return `${filterMeaning(key, null).label}: ${message}`;
}

function eventTable(modality: string | null, column: string): string {
  const own =
    modality === 'CT' ? 'ct_events' : modality === 'NM' ? 'nm_administrations' : 'projection_events';
  if (modality && columnNames(own).includes(column)) return own;
  return EVENT_TABLES.find((table) => columnNames(table).includes(column)) ?? own;
}
