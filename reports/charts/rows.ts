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
import type { Banding } from './bands.js';
import type { ChartRequest } from './request.js';
import {
  BAND_OF_VALUE,
  categorySql,
  measureOf,
  periodOf,
  spellingOf,
  systemOf,
  type Measure,
  type Spelling,
} from './spellings.js';

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

/** Works out which rows a chart counts. Event rows are counted events of the selected studies. */
export function chartRows(
  request: ChartRequest,
  bandings: readonly Banding[],
  context: FilterContext,
): ChartRows {
  const { eventTables, value, x, includeNotPatient } = request;
  const filter: Filter = includeNotPatient
    ? request.filter
    : { clauses: [...request.filter.clauses, OF_PATIENTS] };
  const shared = eventTables ? sharedColumns(eventTables) : [];
  const filtersEvents = eventTables !== null && request.matchingOnly && clausesOf(filter, 1).length > 0;
  const deviceScope = shared.includes('device_id') ? 1 : 0;
  return {
    bandings,
    filter,
    eventScope: eventTables ? eventScopeOf(request) : null,
    always: alwaysOf(request),
    deviceScope,
    numbers: numbersOf(request, bandings),
    value: value ? measureOf(value, eventTables) : null,
    x: x ? measureOf(x, eventTables) : null,
    spellings: spellingsOf(request, bandings, deviceScope),
    keys: keysOf(request, bandings),
    sharing: JSON.stringify(eventTables),
    eventTables,
    includeNotPatient,
    filtersEvents,
    countedSql: eventTables ? 'e."counted"' : 'TRUE',
    fromSql: (tables) => {
      if (!eventTables) return `${tables('studies')} s`;
      const events = eventRelation(eventTables, shared, tables);
      return `${tables('studies')} s JOIN ${events} e ON e."study_id" = s."study_id"`;
    },
    filterSql: (binding, tables) => {
      const ofStudy = studyCondition(filter, 's', binding, context, tables);
      if (!filtersEvents) return ofStudy;
      return `${ofStudy} AND ${eventCondition(clausesOf(filter, 1), eventTables[0]!, 'e', binding, context)}`;
    },
  };
}

function alwaysOf({ eventTables, value, x }: ChartRequest): readonly Clause[] {
  const counted: readonly Clause[] = eventTables ? [{ scope: 1, ...COUNTED }] : [];
  const measured = [value, x].filter((field) => field !== null);
  return [...counted, ...measured.flatMap((field) => presence(field, eventTables))];
}

function numbersOf({ chart }: ChartRequest, bandings: readonly Banding[]): ChartRows['numbers'] {
  const bands = bandings.flatMap(({ name, of }) => ('sql' in of ? [[name, of.sql] as const] : []));
  return { ...Object.fromEntries(bands), ...(chart === 'weekday-hour' ? WEEKDAY_AND_HOUR : {}) };
}

function spellingsOf(
  { chart, by, clean, splitBySystem, period, eventTables }: ChartRequest,
  bandings: readonly Banding[],
  deviceScope: 0 | 1,
): ChartRows['spellings'] {
  const bands = bandings.flatMap(({ name, of }) =>
    'column' in of ? [[name, spellingOf(of.column, BAND_OF_VALUE, eventTables)] as const] : [],
  );
  return {
    ...(by ? { category: spellingOf(by, categorySql(by, clean), eventTables) } : {}),
    ...(splitBySystem ? { system: systemOf(deviceScope, eventTables) } : {}),
    ...(chart === 'over-time' ? { period: periodOf(period) } : {}),
    ...Object.fromEntries(bands),
  };
}

function keysOf({ by, splitBySystem }: ChartRequest, bandings: readonly Banding[]): readonly string[] {
  return [
    ...(by ? ['category'] : []),
    ...(splitBySystem ? ['system'] : []),
    ...bandings.map(({ name }) => name),
  ];
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
