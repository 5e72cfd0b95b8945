import { TABLES } from '../../warehouse/tables/index.js';
import { comparisonOf, type FilterProblem, type Parsed } from './filter.js';
import { isIdentity } from './fields.js';
import { columnSql } from './sql.js';

/** One column of an order, ascending unless it says otherwise. */
export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** Newest first, then by study so that pages never overlap (row UI-070). */
export const DEFAULT_SORT: readonly SortKey[] = [
  { column: 'study_date', descending: true },
  { column: 'study_time', descending: true },
];

const MAX_SORT_KEYS = 5;

/** Reads `-study_date,study_time`; blank gives the default order. */
export function parseSort(text: string | null): Parsed<readonly SortKey[]> {
  const parts = (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return { ok: true, value: DEFAULT_SORT };
  if (parts.length > MAX_SORT_KEYS) return refused(`at most ${MAX_SORT_KEYS} columns to sort by`);
  const keys: SortKey[] = [];
  for (const part of parts) {
    const descending = part.startsWith('-');
    const name = descending ? part.slice(1) : part;
    const declaration = Object.hasOwn(TABLES.studies.columns, name)
      ? TABLES.studies.columns[name as keyof typeof TABLES.studies.columns]
      : null;
    const comparison = declaration && comparisonOf(declaration.type);
    if (!declaration || !comparison || comparison === 'list' || isIdentity(declaration)) {
      return refused('expects columns of studies, such as -study_date or study_description');
    }
    keys.push({ column: name, descending });
  }
  return { ok: true, value: keys };
}

function refused(message: string): { ok: false; problems: readonly FilterProblem[] } {
  return { ok: false, problems: [{ field: 'sort', message }] };
}

/** The order as an address writes it. */
export function serialiseSort(keys: readonly SortKey[]): string {
  return keys.map(({ column, descending }) => (descending ? `-${column}` : column)).join(',');
}

/**
 * The ORDER BY list: texts without regard to case and accents, nulls last either way, the study id as the last word
 * (rows UI-070, UI-075).
 */
export function orderSql(keys: readonly SortKey[], alias: string): string {
  return [...ranks(keys, alias), `${columnSql(alias, 'study_id')} ASC`].join(', ');
}

/** The same without the last word: studies that rank alike stand in any order. */
export function rankSql(keys: readonly SortKey[], alias: string): string {
  return ranks(keys, alias).join(', ');
}

function ranks(keys: readonly SortKey[], alias: string): readonly string[] {
  return keys.map(
    ({ column, descending }) =>
      `${columnSql(alias, column)}${collationOf(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
}

function collationOf(column: string): string {
  return isText(column) ? ' COLLATE NOCASE.NOACCENT' : '';
}

/** Whether a column of studies is one of texts, of which different ones can rank alike. */
export function isText(column: string): boolean {
  const { type } = TABLES.studies.columns[column as keyof typeof TABLES.studies.columns];
  return comparisonOf(type) === 'text';
}
