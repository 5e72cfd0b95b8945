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
  /** Keys that are small whole numbers from 0, as expressions over the study `s` and its event `e`. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Keys that are texts, which are numbered: categories, systems, periods and bands. */
  readonly spellings: Readonly<Record<string, Spelling>>;
  readonly value: Measure | null;
  /** What a scatter chart shows the value against. */
  readonly x: Measure | null;
  /** What keeps marks apart, by name of column. */
  readonly keys: readonly string[];
  /** Charts of which this is the same read the same rows. */
  readonly sharing: string;
  readonly eventTables: readonly EventTable[] | null;
  /** Where the rows are read from: `s` and `e`, whatever the filter. */
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

/** A column of which the distinct values are numbered. */
export interface Spelled {
  readonly name: string;
  readonly scope: 0 | 1;
  readonly tables: readonly (EventTable | 'studies')[];
  /** The value in a row of a table. */
  readonly rawSql: (row: string) => string;
}

/** A column of which each spelling belongs to a category: the name of a mark, or a band. */
export interface Spelling extends Spelled {
  /** The category of the spelling `raw`: text, never null. */
  readonly categorySql: string;
}

/** A column of measured values. */
export interface Measure extends Spelled {
  /** The condition under which a stated 0 is no dose; null where there is none. */
  readonly isZeroSql: string | null;
}

/** A name as SQL quotes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The number of the spelling of a row. */
export const rawNumberSql = ({ name }: Spelled): string => `${quoted(name)}.raw_number`;

/** The code of a measured value: 0 where a stated 0 is no dose, else its number. */
export function codeSql(measure: Measure): string {
  const { isZeroSql } = measure;
  const number = rawNumberSql(measure);
  return isZeroSql ? `CASE WHEN ${isZeroSql} THEN 0 ELSE ${number} END` : number;
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
    numbers: {
      ...Object.fromEntries(
        bandings.flatMap(({ name, of }) => ('sql' in of ? [[name, of.sql] as const] : [])),
      ),
      ...(request.chart === 'weekday-hour' ? WEEKDAY_AND_HOUR : {}),
    },
    value: value ? measureOf(value, eventTables) : null,
    x: x ? measureOf(x, eventTables) : null,
    spellings: {
      ...(by ? { category: spellingOf(by, categorySql(by, request.clean), eventTables) } : {}),
      ...(request.splitBySystem ? { system: systemOf(deviceScope, eventTables) } : {}),
      ...(request.chart === 'over-time' ? { period: periodOf(request.period) } : {}),
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
    sharing: JSON.stringify(eventTables),
    eventTables,
    includeNotPatient: request.includeNotPatient,
    filtersEvents,
    countedSql: eventTables ? 'e."counted"' : 'TRUE',
    fromSql: (tables) => {
      const events = eventTables ? eventRelation(eventTables, shared, tables) : null;
      return [
        `${tables('studies')} s`,
        ...(events ? [`JOIN ${events} e ON e."study_id" = s."study_id"`] : []),
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

/** The system of a row by its name, by its identifier where it has no other, and '' where it is not known. */
function systemOf(scope: 0 | 1, eventTables: readonly EventTable[] | null): Spelling {
  const label = `(SELECT any_value(y.label) FROM ${SYSTEMS} y WHERE y.device_id = raw)`;
  return {
    name: `${scope}.device_id`,
    scope,
    tables: scope === 0 ? ['studies'] : (eventTables ?? []),
    rawSql: (row) => columnSql(row, 'device_id'),
    categorySql: `coalesce(${label}, raw, '')`,
  };
}

/** The first day of the period of a study; '' where its date is not known. */
function periodOf(period: ChartRequest['period']): Spelling {
  return {
    name: '0.study_date',
    scope: 0,
    tables: ['studies'],
    rawSql: (row) => columnSql(row, 'study_date'),
    categorySql: `coalesce(CAST(CAST(date_trunc('${period}', raw) AS DATE) AS VARCHAR), '')`,
  };
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

/** The row of the table that holds a column: `s` for the study, `e` for its event. */
export const rowOf = (scope: number): 's' | 'e' => (scope === 0 ? 's' : 'e');

const BAND_OF_VALUE = `coalesce(nullif(raw, ''), '${UNKNOWN}')`;

function spellingOf(field: Field, sql: string, eventTables: readonly EventTable[] | null): Spelling {
  return { ...spelledOf(field, eventTables), categorySql: sql };
}

function spelledOf(field: Field, eventTables: readonly EventTable[] | null): Spelled {
  const scope = field.scope === 0 ? 0 : 1;
  return {
    name: `${scope}.${field.column}`,
    scope,
    tables: scope === 0 ? ['studies'] : (eventTables ?? []),
    rawSql: (row) => valueSql(row, field.column),
  };
}

function measureOf(field: Field, eventTables: readonly EventTable[] | null): Measure {
  const spelled = spelledOf(field, eventTables);
  const table = field.scope === 0 ? 'studies' : eventTables?.[0];
  return {
    ...spelled,
    name: `${spelled.name} as a number`,
    rawSql: (row) => `CAST(${spelled.rawSql(row)} AS DOUBLE)`,
    isZeroSql: table ? unirradiatedSql(table, field.column, rowOf(spelled.scope)) : null,
  };
}

/** The category that a spelling belongs to: text, '' for none, without differences in case and space if cleaned. */
function categorySql(by: Field, clean: boolean): string {
  const text = `CAST(raw AS VARCHAR)`;
  if (by.comparison !== 'text' || !clean) return `coalesce(${text}, '')`;
  return `coalesce(lower(trim(regexp_replace(${text}, '\\s+', ' ', 'g'))), '')`;
}

/** The clauses that a row with a measured value meets. */
function presence(field: Field, eventTables: readonly EventTable[] | null): readonly Clause[] {
  const { scope, column } = field;
  const there: Clause = { scope, column, negated: true, test: { kind: 'is', state: 'null' } };
  const dosed: Clause = { scope, column, negated: true, test: { kind: 'is', state: 'unirradiated' } };
  return measureOf(field, eventTables).isZeroSql ? [there, dosed] : [there];
}

/** When a study began, from 1 on; 0 where that is not known. */
const WEEKDAY_AND_HOUR = {
  weekday: `coalesce(${valueSql('s', 'study_weekday')} + 1, 0)`,
  hour: `coalesce(TRY_CAST(substr(s."study_time", 1, 2) AS BIGINT) + 1, 0)`,
};
