import {
  column as declare,
  MODALITIES,
  PATIENT_FIELDS,
  patientIdentities,
  TABLES,
  type Column,
  type Columns,
  type TableName,
} from '../../warehouse/tables/index.js';
import { FAILED_CHECK } from './failed-check.js';
import { comparisonOf, type Clause, type Comparison, type Scope } from './filter.js';

/** Tables whose rows `event.` filters range over, with the modalities of the studies that have such rows. */
export const EVENT_TABLES = {
  ct_events: ['CT'],
  projection_events: ['RF', 'MG', 'DX'],
  nm_administrations: ['NM'],
} as const satisfies { readonly [N in TableName]?: readonly (typeof MODALITIES)[number][] };
export type EventTable = keyof typeof EVENT_TABLES;
/** The modalities in which a text stands, in whatever case. */
export const modalitiesContaining = (text: string): readonly string[] =>
  MODALITIES.filter((modality) => modality.toLowerCase().includes(text.toLowerCase()));
const EVENT_TABLE_NAMES = Object.keys(EVENT_TABLES) as EventTable[];

/** Keys that follow from columns of studies and exist in the filter language only. */
export const DERIVED = {
  study_weekday: declare(1, 'integer', 'Weekday', 'Day of the week of the study: 1 Monday … 7 Sunday.'),
  [FAILED_CHECK]: declare(
    2,
    'text[]',
    'Failed check',
    'Data-quality checks that the study or its device fails.',
  ),
} as const;

/** What may be kept of the patient outside the lake: shown with the columns of studies, to those who may see identity. */
export const PATIENT_COLUMNS: Columns = Object.fromEntries(
  PATIENT_FIELDS.map((field) => [field, patientIdentities.columns[field]]),
);

const STUDY_FIELDS: Columns = { ...TABLES.studies.columns, ...DERIVED, ...PATIENT_COLUMNS };

/** A key of the filter language, resolved: which row, which declared column, how it is compared. */
export interface Field {
  readonly scope: Scope;
  readonly column: string;
  readonly comparison: Comparison;
  readonly declaration: Column;
}

const KEY = /^(?:event([2-9])?\.)?([a-z][a-z0-9_]{0,79})$/;

const declared = (columns: Columns, name: string): Column | null =>
  Object.hasOwn(columns, name) ? (columns[name] ?? null) : null;

/** The event tables that declare all these columns, in a fixed order. */
export function eventTablesWith(columns: readonly string[]): readonly EventTable[] {
  return EVENT_TABLE_NAMES.filter((table) =>
    columns.every((name) => declared(TABLES[table].columns, name) !== null),
  );
}

/** The declaration of a column of studies (scope 0) or of any event table; null when there is none. */
export function declarationOf(scope: Scope, column: string): Column | null {
  if (scope === 0) return declared(STUDY_FIELDS, column);
  const table = eventTablesWith([column])[0];
  return table ? declared(TABLES[table].columns, column) : null;
}

/** Resolves `study_date` or `event.kvp_kv`; null when no declared, comparable column has that name. */
export function fieldOf(key: string): Field | null {
  const match = KEY.exec(key);
  if (!match) return null;
  const column = match[2] ?? '';
  const scope = key.startsWith('event') && key.includes('.') ? Number(match[1] ?? 1) : 0;
  const declaration = declarationOf(scope, column);
  const comparison = declaration && comparisonOf(declaration.type);
  return declaration && comparison ? { scope, column, comparison, declaration } : null;
}

/** The key of a clause's column as the address writes it, without the sign. */
export function keyOf({ scope, column }: Pick<Clause, 'scope' | 'column'>): string {
  if (scope === 0) return column;
  return scope === 1 ? `event.${column}` : `event${scope}.${column}`;
}

/** Whether a column can name a person, directly or by pseudonym: needs the permission to see identity. */
export function isIdentity(column: Column): boolean {
  return column.identity !== 'none';
}

/** The declared key most like a mistyped one, to suggest; null when nothing is near. */
export function nearestKey(key: string): string | null {
  const prefix = key.startsWith('event.') ? 'event.' : '';
  const wanted = key.slice(prefix.length);
  const tables = prefix ? EVENT_TABLE_NAMES : (['studies'] as const);
  const names = new Set(tables.flatMap((table) => TABLES[table].columnNames));
  let best: { name: string; score: number } | null = null;
  for (const name of names) {
    const score = likeness(wanted, name);
    if (!best || score > best.score) best = { name, score };
  }
  return best && best.score >= 0.5 ? prefix + best.name : null;
}

/** Share of letter pairs that two names have in common (Dice), 0 to 1. */
function likeness(a: string, b: string): number {
  const pairs = (text: string): Set<string> =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const left = pairs(a);
  const right = pairs(b);
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return left.size + right.size === 0 ? 0 : (2 * shared) / (left.size + right.size);
}
