import { TABLES, type Columns } from '../../warehouse/tables/index.js';
import { studyCondition } from '../filters/compile.js';
import { extentOf, tablesWithin } from '../filters/extent.js';
import { isIdentity, PATIENT_COLUMNS } from '../filters/fields.js';
import type { Filter, Parsed } from '../filters/filter.js';
import { orderSql, type SortKey } from '../filters/sort.js';
import { Binding, columnSql } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';
import { askOfStudies } from './ask-of-studies.js';
import { rankedStudies } from './ranked-studies.js';
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
  const tables = tablesWithin(asking, filter);
  const condition = studyCondition(filter, 's', binding, asking.context, tables);
  const counted = 'SELECT count(*) AS total, count(*) FILTER (WHERE s.is_not_patient) AS not_patient';
  const [row] = await askOfStudies(asking, filter, [counted, condition], (from) =>
    ask(asking, `${counted} FROM ${from} s WHERE ${condition}`, binding.values),
  );
  return { total: Number(row?.['total'] ?? 0), notPatientCount: Number(row?.['not_patient'] ?? 0) };
}

type RowsRequest = Pick<ListRequest, 'filter' | 'sort' | 'columns'>;

/** Rows of the list from an offset on. */
export async function pageOfStudies(
  asking: Asking,
  request: RowsRequest,
  limit: number,
  offset: number,
): Promise<SqlRow[]> {
  const rows = await rowsOfPage(asking, request, limit, offset);
  return withPatients(asking, rows, request.columns);
}

async function rowsOfPage(
  asking: Asking,
  request: RowsRequest,
  limit: number,
  offset: number,
): Promise<SqlRow[]> {
  const [first] = request.sort;
  if (first?.column === 'study_date' && first.descending) {
    const newest = await newestStudies(asking, request, limit, offset);
    if (newest) return newest;
  }
  const { filter, sort, columns } = request;
  const ranked = await rankedStudies(asking, { filter, sort, selected: selectedSql(columns), limit, offset });
  if (ranked) return ranked;
  const ids = await sortedStudies(asking, { ...request, columns: ['study_id'] }, null, limit, offset);
  return studiesInOrder(
    asking,
    ids.map((row) => String(row['study_id'])),
    columns,
  );
}

/** The columns that the lake holds, as a select list: what names a patient stands elsewhere. */
function selectedSql(columns: readonly string[]): string {
  return columns
    .filter((name) => !Object.hasOwn(PATIENT_COLUMNS, name))
    .map((name) => columnSql('s', name))
    .join(', ');
}

/** How many times the rows of a page are looked at first, and how many times more each time that they do not suffice. */
const FIRST_LOOK = 4;
const FURTHER_LOOK = 16;

/** The page of a list with the newest first, if the studies from some day on fill it; null if it takes all. */
async function newestStudies(
  asking: Asking,
  request: RowsRequest,
  limit: number,
  offset: number,
): Promise<SqlRow[] | null> {
  const extent = extentOf(asking, request.filter);
  for (let look = FIRST_LOOK * (offset + limit); ; look *= FURTHER_LOOK) {
    const from = asking.snapshot.latestDayWith('studies', extent, look);
    if (from === null) return null;
    const rows = await sortedStudies(asking, request, from, limit, offset);
    if (rows.length === limit) return rows;
  }
}

/** Rows of a list in order; of the studies from a day on where one is given. */
function sortedStudies(
  asking: Asking,
  { filter, sort, columns }: RowsRequest,
  fromDay: string | null,
  limit: number,
  offset: number,
): Promise<SqlRow[]> {
  const binding = new Binding();
  const tables = tablesWithin(asking, filter, fromDay ?? undefined);
  const condition = studyCondition(filter, 's', binding, asking.context, tables);
  const recent = fromDay === null ? '' : ` AND s.study_date >= CAST(${binding.bind(fromDay)} AS DATE)`;
  const selected = `SELECT ${selectedSql(columns)}`;
  const asked = `WHERE ${condition}${recent} ORDER BY ${orderSql(sort, 's')}`;
  return ask(
    asking,
    `${selected} FROM ${tables('studies', [selected, asked])} s ${asked}
     LIMIT ${binding.bind(limit)} OFFSET ${binding.bind(offset)}`,
    binding.values,
  );
}

/** The columns of these studies, read from the parts that hold them, in the order of the ids. */
async function studiesInOrder(
  asking: Asking,
  ids: readonly string[],
  columns: readonly string[],
): Promise<SqlRow[]> {
  if (ids.length === 0) return [];
  const wanted = selectedSql([...new Set(['study_id', ...columns])]);
  const relation = asking.snapshot.studiesWith('study_id', ids).relation('studies', [wanted]);
  const found = await ask(asking, `SELECT ${wanted} FROM ${relation} s`);
  const byId = new Map(found.map((row) => [String(row['study_id']), row] as const));
  return ids.map((id) => byId.get(id)!);
}

/** All rows of a list in order, some thousand at a time, sorted once and held meanwhile. */
export async function* allStudies(
  asking: Asking,
  { filter, sort, columns }: RowsRequest,
  chunkRows: number,
): AsyncGenerator<readonly SqlRow[], void, undefined> {
  const binding = new Binding();
  const tables = tablesWithin(asking, filter);
  const condition = studyCondition(filter, 's', binding, asking.context, tables);
  const selected = `SELECT ${selectedSql(columns)}`;
  const asked = `WHERE ${condition} ORDER BY ${orderSql(sort, 's')}`;
  const { table, letGo } = await asking.snapshot.holdRows(
    `${selected} FROM ${tables('studies', [selected, asked])} s ${asked}`,
    binding.values,
    asking.bounds ?? {},
  );
  try {
    for (let from = 0; ; from += chunkRows) {
      const rows = await ask(
        asking,
        `SELECT * FROM ${table} WHERE rowid >= $1 AND rowid < $2 ORDER BY rowid`,
        [from, from + chunkRows],
      );
      if (rows.length > 0) yield withPatients(asking, rows, columns);
      if (rows.length < chunkRows) return;
    }
  } finally {
    await letGo();
  }
}
