import { TABLES } from '../../warehouse/tables/index.js';
import { clausesOf, eventCondition, studyCondition, type FilterContext } from '../filters/compile.js';
import type { EventTable, Field } from '../filters/fields.js';
import type { Clause, Filter, Scope } from '../filters/filter.js';
import { columnSql, valueSql, type Binding } from '../filters/sql.js';
import { unirradiatedSql } from '../filters/unirradiated.js';
import type { Banding } from './bands.js';
import type { ChartRequest } from './request.js';

/** The clause that leaves out studies that are not of patients. */
export const OF_PATIENTS: Clause = {
  scope: 0,
  column: 'is_not_patient',
  negated: true,
  test: { kind: 'equals', value: true },
};

/** The clause that only counted events pass. */
const COUNTED = { column: 'counted', negated: false, test: { kind: 'equals', value: true } } as const;

/** The rows that a chart counts, as SQL and as a filter. */
export interface ChartRows {
  /** A SELECT of study_id, category, raw, system, the bands, v, x, is_zero, period, weekday and hour. */
  sql(binding: Binding): string;
  readonly bandings: readonly Banding[];
  /** The filter that selects the studies: the one asked for, and of patients only unless asked otherwise. */
  readonly filter: Filter;
  /** Where clauses on the counted event go in an address; null when studies are counted or no scope is left. */
  readonly eventScope: Scope | null;
  /** Clauses that hold for every counted row. */
  readonly always: readonly Clause[];
  /** Whether the system of a row is that of its event. */
  readonly deviceScope: 0 | 1;
}

/** Works out which rows a chart counts. Event rows are counted events of the selected studies. */
export function chartRows(
  request: ChartRequest,
  bandings: readonly Banding[],
  context: FilterContext,
): ChartRows {
  const { eventTables, value, x } = request;
  const filter: Filter = request.includeNotPatient
    ? request.filter
    : { clauses: [...request.filter.clauses, OF_PATIENTS] };
  const shared = eventTables ? sharedColumns(eventTables) : [];
  const deviceScope = shared.includes('device_id') ? 1 : 0;
  const scope = eventTables ? eventScopeOf(request) : null;
  const present = [value, x]
    .filter((field) => field !== null)
    .flatMap((field) => presence(field, eventTables));
  return {
    bandings,
    filter,
    eventScope: scope,
    always: [...(eventTables ? [{ scope: 1, ...COUNTED }] : []), ...present],
    deviceScope,
    sql(binding) {
      const columns = [
        's."study_id" AS study_id',
        `${categorySql(request)} AS category`,
        `${request.by ? valueOf(request.by) : 'NULL'} AS raw`,
        request.splitBySystem ? `${systemSql(deviceScope)} AS system` : `'' AS system`,
        ...bandings.map((banding) => `${banding.sql} AS ${banding.name}`),
        `${measureSql(value, eventTables)} AS v`,
        `${measureSql(x, eventTables)} AS x`,
        `${zeroSql(value, eventTables)} AS is_zero`,
        ...momentColumns(request),
      ];
      const conditions = [studyCondition(filter, 's', binding, context)];
      const joins: string[] = [];
      if (eventTables) {
        joins.push(`JOIN ${eventRelation(eventTables, shared)} e ON e."study_id" = s."study_id"`);
        conditions.push('e."counted"');
        if (request.matchingOnly) {
          conditions.push(eventCondition(clausesOf(filter, 1), eventTables[0]!, 'e', binding, context));
        }
      }
      if (request.splitBySystem) {
        joins.push(`LEFT JOIN ${SYSTEMS} y ON y.device_id = ${deviceScope === 1 ? 'e' : 's'}."device_id"`);
      }
      return `SELECT ${columns.join(', ')} FROM studies s ${joins.join(' ')} WHERE ${conditions.join(' AND ')}`;
    },
  };
}

/** Every device with its name. */
export const SYSTEMS = '(SELECT d.device_id, d.display_name AS label FROM devices d)';

function systemSql(deviceScope: 0 | 1): string {
  return `coalesce(y.label, ${deviceScope === 1 ? 'e' : 's'}."device_id", '')`;
}

/** The columns that all these tables declare, lists of structs left out. */
function sharedColumns(tables: readonly EventTable[]): readonly string[] {
  const [first, ...others] = tables;
  if (!first) return [];
  return TABLES[first].columnNames.filter((name) =>
    others.every((table) => TABLES[table].columnNames.includes(name)),
  );
}

function eventRelation(tables: readonly EventTable[], shared: readonly string[]): string {
  if (tables.length === 1) return tables[0]!;
  const columns = shared.map((name) => columnSql('t', name)).join(', ');
  return `(${tables.map((table) => `SELECT ${columns} FROM ${table} t`).join(' UNION ALL ')})`;
}

/** The scope for clauses on the counted event: the filter's own when only matching events count, else a free one. */
function eventScopeOf(request: ChartRequest): Scope | null {
  const used = new Set(request.filter.clauses.map((clause) => clause.scope));
  if (request.matchingOnly || !used.has(1)) return 1;
  return [2, 3, 4, 5, 6, 7, 8, 9].find((scope) => !used.has(scope)) ?? null;
}

const aliasOf = (field: Field): string => (field.scope === 0 ? 's' : 'e');
const valueOf = (field: Field): string => valueSql(aliasOf(field), field.column);

/** The key of a row's category: cleaned text, '' for none. */
function categorySql(request: ChartRequest): string {
  return request.by ? categoryKeySql(request, valueOf(request.by)) : `''`;
}

/** The key of the category that a value belongs to. */
export function categoryKeySql({ by, clean }: ChartRequest, value: string): string {
  const text = `CAST(${value} AS VARCHAR)`;
  if (by?.comparison !== 'text' || !clean) return `coalesce(${text}, '')`;
  return `coalesce(lower(trim(regexp_replace(${text}, '\\s+', ' ', 'g'))), '')`;
}

function isZeroSql(field: Field, tables: readonly EventTable[] | null): string | null {
  const table = field.scope === 0 ? 'studies' : tables?.[0];
  return table ? unirradiatedSql(table, field.column, aliasOf(field)) : null;
}

/** The measured value; null where absent, and where a stated 0 is no dose. */
function measureSql(field: Field | null, tables: readonly EventTable[] | null): string {
  if (!field) return 'CAST(NULL AS DOUBLE)';
  const value = `CAST(${valueOf(field)} AS DOUBLE)`;
  const isZero = isZeroSql(field, tables);
  return isZero ? `CASE WHEN ${isZero} THEN NULL ELSE ${value} END` : value;
}

function zeroSql(field: Field | null, tables: readonly EventTable[] | null): string {
  const isZero = field && isZeroSql(field, tables);
  return isZero ? `coalesce(${isZero}, FALSE)` : 'FALSE';
}

/** The clauses that a row with a measured value meets. */
function presence(field: Field, tables: readonly EventTable[] | null): readonly Clause[] {
  const { scope, column } = field;
  const there: Clause = { scope, column, negated: true, test: { kind: 'is', state: 'null' } };
  const dosed: Clause = { scope, column, negated: true, test: { kind: 'is', state: 'unirradiated' } };
  return isZeroSql(field, tables) ? [there, dosed] : [there];
}

function momentColumns({ chart, period }: ChartRequest): readonly string[] {
  if (chart === 'over-time') return [`CAST(date_trunc('${period}', s."study_date") AS DATE) AS period`];
  if (chart !== 'weekday-hour') return [];
  return [
    `${valueSql('s', 'study_weekday')} AS weekday`,
    `TRY_CAST(substr(s."study_time", 1, 2) AS BIGINT) AS hour`,
  ];
}
