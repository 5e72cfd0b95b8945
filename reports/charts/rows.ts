import { TABLES } from '../../warehouse/tables/index.js';
import {
  clausesOf,
  eventCondition,
  studyCondition,
  type FilterContext,
  type TableSql,
} from '../filters/compile.js';
import type { EventTable, Field } from '../filters/fields.js';
import type { Clause, Filter, Scope } from '../filters/filter.js';
import { columnSql, valueSql, type Binding } from '../filters/sql.js';
import { unirradiatedSql } from '../filters/unirradiated.js';
import { UNKNOWN, type Banding } from './bands.js';
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
  /** The columns that the chart needs of a row, as expressions over the study `s`, its event `e` and its system `y`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Which of the columns are texts that are numbered: categories and bands. */
  readonly spellings: Readonly<Record<string, Spelling>>;
  /** What keeps marks apart, by name of column. */
  readonly keys: readonly string[];
  /** Charts of which this is the same read the same rows. */
  readonly sharing: string;
  readonly eventTables: readonly EventTable[] | null;
  /** Where the rows are read from: `s`, `e` and `y`, whatever the filter. */
  readonly fromSql: (tables: TableSql) => string;
  /** The condition on a row that is counted, whatever the filter. */
  readonly countedSql: string;
  /** The condition that the filter puts on the study and, where it is asked for, on the event. */
  readonly filterSql: (binding: Binding, tables: TableSql) => string;
  /** Whether the filter speaks of the counted event too, not only of its study. */
  readonly filtersEvents: boolean;
  readonly includeNotPatient: boolean;
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

/** A text column of which each spelling belongs to a category: the name of a mark, or a band. */
export interface Spelling {
  readonly field: Field;
  readonly tables: readonly (EventTable | 'studies')[];
  /** The category of the spelling `raw`: text, never null. */
  readonly categorySql: string;
}

/** Works out which rows a chart counts. Event rows are counted events of the selected studies. */
export function chartRows(
  request: ChartRequest,
  bandings: readonly Banding[],
  context: FilterContext,
): ChartRows {
  const { eventTables, value, x, by } = request;
  const filter: Filter = request.includeNotPatient
    ? request.filter
    : { clauses: [...request.filter.clauses, OF_PATIENTS] };
  const shared = eventTables ? sharedColumns(eventTables) : [];
  const filtersEvents = eventTables !== null && request.matchingOnly && clausesOf(filter, 1).length > 0;
  const deviceScope = shared.includes('device_id') ? 1 : 0;
  const present = [value, x]
    .filter((field) => field !== null)
    .flatMap((field) => presence(field, eventTables));
  return {
    bandings,
    filter,
    eventScope: eventTables ? eventScopeOf(request) : null,
    always: [...(eventTables ? [{ scope: 1, ...COUNTED }] : []), ...present],
    deviceScope,
    columns: {
      ...(request.splitBySystem ? { system: systemSql(deviceScope) } : {}),
      ...Object.fromEntries(
        bandings.flatMap(({ name, of }) =>
          'sql' in of ? [[name, `CAST(${of.sql} AS TINYINT)`] as const] : [],
        ),
      ),
      ...(value ? { v: measureSql(value, eventTables), is_zero: zeroSql(value, eventTables) } : {}),
      ...(x ? { x: measureSql(x, eventTables), study_id: columnSql('s', 'study_id') } : {}),
      ...momentColumns(request),
    },
    spellings: {
      ...(by ? { category: spellingOf(by, categorySql(by, request.clean), eventTables) } : {}),
      ...Object.fromEntries(
        bandings.flatMap(({ name, of }) =>
          'column' in of ? [[name, spellingOf(of.column, BAND_OF_VALUE, eventTables)] as const] : [],
        ),
      ),
    },
    keys: [
      ...(by ? ['category'] : []),
      ...(request.splitBySystem ? ['system'] : []),
      ...bandings.map(({ name }) => name),
    ],
    sharing: JSON.stringify([eventTables, request.splitBySystem]),
    eventTables,
    includeNotPatient: request.includeNotPatient,
    filtersEvents,
    countedSql: eventTables ? 'e."counted"' : 'TRUE',
    fromSql: (tables) => {
      const events = eventTables ? eventRelation(eventTables, shared, tables) : null;
      const systems = `LEFT JOIN ${SYSTEMS} y ON y.device_id = ${deviceScope === 1 ? 'e' : 's'}."device_id"`;
      return [
        `${tables('studies')} s`,
        ...(events ? [`JOIN ${events} e ON e."study_id" = s."study_id"`] : []),
        ...(request.splitBySystem ? [systems] : []),
      ].join(' ');
    },
    filterSql: (binding, tables) => {
      const ofStudy = studyCondition(filter, 's', binding, context, tables);
      if (!filtersEvents) return ofStudy;
      return `${ofStudy} AND ${eventCondition(clausesOf(filter, 1), eventTables![0]!, 'e', binding, context)}`;
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

function eventRelation(
  tables: readonly EventTable[],
  shared: readonly string[],
  relationOf: TableSql,
): string {
  if (tables.length === 1) return relationOf(tables[0]!);
  const columns = shared.map((name) => columnSql('t', name)).join(', ');
  return `(${tables.map((table) => `SELECT ${columns} FROM ${relationOf(table)} t`).join(' UNION ALL ')})`;
}

/** The scope for clauses on the counted event: the filter's own when only matching events count, else a free one. */
function eventScopeOf(request: ChartRequest): Scope | null {
  const used = new Set(request.filter.clauses.map((clause) => clause.scope));
  if (request.matchingOnly || !used.has(1)) return 1;
  return [2, 3, 4, 5, 6, 7, 8, 9].find((scope) => !used.has(scope)) ?? null;
}

const aliasOf = (field: Field): string => (field.scope === 0 ? 's' : 'e');

const BAND_OF_VALUE = `coalesce(nullif(raw, ''), '${UNKNOWN}')`;

function spellingOf(field: Field, sql: string, eventTables: readonly EventTable[] | null): Spelling {
  return { field, tables: field.scope === 0 ? ['studies'] : (eventTables ?? []), categorySql: sql };
}

/** The category that a spelling belongs to: text, '' for none, without differences in case and space if cleaned. */
function categorySql(by: Field, clean: boolean): string {
  const text = `CAST(raw AS VARCHAR)`;
  if (by.comparison !== 'text' || !clean) return `coalesce(${text}, '')`;
  return `coalesce(lower(trim(regexp_replace(${text}, '\\s+', ' ', 'g'))), '')`;
}

function isZeroSql(field: Field, tables: readonly EventTable[] | null): string | null {
  const table = field.scope === 0 ? 'studies' : tables?.[0];
  return table ? unirradiatedSql(table, field.column, aliasOf(field)) : null;
}

/** The measured value; null where absent, and where a stated 0 is no dose. */
function measureSql(field: Field, tables: readonly EventTable[] | null): string {
  const value = `CAST(${valueSql(aliasOf(field), field.column)} AS DOUBLE)`;
  const isZero = isZeroSql(field, tables);
  return isZero ? `CASE WHEN ${isZero} THEN NULL ELSE ${value} END` : value;
}

function zeroSql(field: Field, tables: readonly EventTable[] | null): string {
  const isZero = isZeroSql(field, tables);
  return isZero ? `coalesce(${isZero}, FALSE)` : 'FALSE';
}

/** The clauses that a row with a measured value meets. */
function presence(field: Field, tables: readonly EventTable[] | null): readonly Clause[] {
  const { scope, column } = field;
  const there: Clause = { scope, column, negated: true, test: { kind: 'is', state: 'null' } };
  const dosed: Clause = { scope, column, negated: true, test: { kind: 'is', state: 'unirradiated' } };
  return isZeroSql(field, tables) ? [there, dosed] : [there];
}

function momentColumns({ chart, period }: ChartRequest): Readonly<Record<string, string>> {
  if (chart === 'over-time') return { period: `CAST(date_trunc('${period}', s."study_date") AS DATE)` };
  if (chart !== 'weekday-hour') return {};
  return {
    weekday: valueSql('s', 'study_weekday'),
    hour: `TRY_CAST(substr(s."study_time", 1, 2) AS BIGINT)`,
  };
}
