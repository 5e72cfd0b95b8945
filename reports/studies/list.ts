import { TABLES, type Columns } from '../../warehouse/tables/index.js';
import { studyCondition } from '../filters/compile.js';
import { isIdentity, PATIENT_COLUMNS } from '../filters/fields.js';
import type { Filter, Parsed } from '../filters/filter.js';
import { orderSql, type SortKey } from '../filters/sort.js';
import { Binding, columnSql } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';
import { withPatients } from './with-patients.js';

/** Rows of a page (row UI-073). */
export const PAGE_SIZES = [10, 25, 50, 100, 200, 400] as const;

/** Which part of a list is wanted, in which order and with which columns. */
export interface ListRequest {
  readonly filter: Filter;
  readonly sort: readonly SortKey[];
  readonly page: number;
  readonly pageSize: number;
  readonly columns: readonly string[];
}

export interface StudyList {
  readonly total: number;
  readonly notPatientCount: number;
  readonly items: readonly SqlRow[];
}

const DECLARED: Columns = { ...TABLES.studies.columns, ...PATIENT_COLUMNS };

/** The columns of studies that anyone who may view sees. */
export const OPEN_COLUMNS: readonly string[] = TABLES.studies.columnNames.filter(
  (name) => !isIdentity(DECLARED[name]!),
);

/** Reads `columns=a,b`; all open columns without it. The study id is always among them. */
export function parseColumns(text: string | null): Parsed<readonly string[]> {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return { ok: true, value: OPEN_COLUMNS };
  const unknown = names.find((name) => !Object.hasOwn(DECLARED, name));
  if (unknown !== undefined) {
    return { ok: false, problems: [{ field: 'columns', message: 'expects names of columns of studies' }] };
  }
  return { ok: true, value: [...new Set(['study_id', ...names])] };
}

/** The columns among these that can name a person. */
export function identityColumns(columns: readonly string[]): readonly string[] {
  return columns.filter((name) => {
    const column = DECLARED[name];
    return column !== undefined && isIdentity(column);
  });
}

/** One page of the studies that a filter finds, with how many there are (rows UI-020…024, UI-070…075). */
export async function listStudies(asking: Asking, request: ListRequest): Promise<StudyList> {
  const [totals, items] = await Promise.all([
    countStudies(asking, request.filter),
    pageOfStudies(asking, request, request.pageSize, (request.page - 1) * request.pageSize),
  ]);
  return { ...totals, items };
}

/** How many studies a filter finds, and how many of them are not of patients. */
export async function countStudies(
  asking: Asking,
  filter: Filter,
): Promise<{ readonly total: number; readonly notPatientCount: number }> {
  const binding = new Binding();
  const condition = studyCondition(filter, 's', binding, asking.context);
  const [row] = await ask(
    asking,
    `SELECT count(*) AS total, count(*) FILTER (WHERE s.is_not_patient) AS not_patient
     FROM studies s WHERE ${condition}`,
    binding.values,
  );
  return { total: Number(row?.['total'] ?? 0), notPatientCount: Number(row?.['not_patient'] ?? 0) };
}

/** Rows of the list from an offset on. */
export async function pageOfStudies(
  asking: Asking,
  { filter, sort, columns }: Pick<ListRequest, 'filter' | 'sort' | 'columns'>,
  limit: number,
  offset: number,
): Promise<SqlRow[]> {
  const binding = new Binding();
  const condition = studyCondition(filter, 's', binding, asking.context);
  const selected = columns
    .filter((name) => !Object.hasOwn(PATIENT_COLUMNS, name))
    .map((name) => columnSql('s', name))
    .join(', ');
  const rows = await ask(
    asking,
    `SELECT ${selected} FROM studies s WHERE ${condition}
     ORDER BY ${orderSql(sort, 's')} LIMIT ${binding.bind(limit)} OFFSET ${binding.bind(offset)}`,
    binding.values,
  );
  return withPatients(asking, rows, columns);
}
