import { MODALITIES } from '../../warehouse/tables/index.js';
import { eventTablesWith, fieldOf, keyOf, modalitiesContaining, type EventTable } from './fields.js';
import { FAILED_CHECK, failedCheckSql } from './failed-check.js';
import type { Clause, Filter, Parsed, Scope } from './filter.js';
import { patientFieldOf } from './patient-clauses.js';
import type { Binding } from './sql.js';
import { columnSql } from './sql.js';
import { testSql, type TestContext } from './test-sql.js';

/** What compiling depends on besides the filter. */
export interface FilterContext {
  /** Today's date where the site is, YYYY-MM-DD; what relative dates count from. */
  readonly today: string;
  /** The hash of an accession number, as which the site may keep some; absent where it keeps none. */
  readonly hashAccession?: (accessionNumber: string) => string;
}

/**
 * What to put after FROM for the rows of a table: its view, or fewer of its parts, or, given the SQL that uses them, with
 * no columns but those that it names.
 */
export type TableSql = (table: EventTable | 'studies', usedIn?: readonly string[]) => string;

const viewOf: TableSql = (table) => table;

/** Clauses by scope, checked: every event scope has a table that declares all of its columns. */
export function checkScopes(filter: Filter): Parsed<Filter> {
  for (const scope of eventScopes(filter)) {
    const columns = clausesOf(filter, scope).map((clause) => clause.column);
    if (eventTablesWith(columns).length === 0) {
      const field = keyOf({ scope, column: columns[0] ?? '' });
      const names = [...new Set(columns)].join(', ');
      return {
        ok: false,
        problems: [{ field, message: `no kind of event has all of ${names}; drop one of them` }],
      };
    }
  }
  return { ok: true, value: filter };
}

/** The condition on `studies` (by its alias) that a filter stands for; TRUE for the empty filter. */
export function studyCondition(
  filter: Filter,
  alias: string,
  binding: Binding,
  context: FilterContext,
  tableSql: TableSql = viewOf,
): string {
  const conditions = rowConditions(clausesOf(filter, 0), alias, 'studies', binding, context);
  for (const scope of eventScopes(filter)) {
    const clauses = clausesOf(filter, scope);
    const tables = eventTablesWith(clauses.map((clause) => clause.column));
    const branches = tables.map((table) => {
      const inner = eventCondition(clauses, table, 'x', binding, context);
      return `${columnSql(alias, 'study_id')} IN (SELECT x."study_id" FROM ${tableSql(table, ['study_id', inner])} x WHERE ${inner})`;
    });
    conditions.push(branches.length === 0 ? 'FALSE' : `(${branches.join(' OR ')})`);
  }
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
}

/** The condition on one row of an event table that all these clauses hold. */
export function eventCondition(
  clauses: readonly Clause[],
  table: EventTable,
  alias: string,
  binding: Binding,
  context: FilterContext,
): string {
  const conditions = rowConditions(clauses, alias, table, binding, context);
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
}

/** The clauses on one scope, in order. */
export function clausesOf(filter: Filter, scope: Scope): readonly Clause[] {
  return filter.clauses.filter((clause) => clause.scope === scope);
}

/** The event scopes that a filter speaks of, ascending. */
export function eventScopes(filter: Filter): readonly Scope[] {
  const scopes = new Set(filter.clauses.map((clause) => clause.scope).filter((scope) => scope > 0));
  return [...scopes].sort((a, b) => a - b);
}

/** Positive clauses on one column are alternatives; every negated clause must fail or be null. */
function rowConditions(
  clauses: readonly Clause[],
  alias: string,
  table: EventTable | 'studies',
  binding: Binding,
  context: FilterContext,
): string[] {
  const conditions: string[] = [];
  const byColumn = new Map<string, string[]>();
  for (const clause of clauses) {
    const field = fieldOf(keyOf(clause));
    if (!field) throw new Error('a clause on an undeclared column');
    const about: TestContext = {
      ...context,
      alias,
      table,
      column: clause.column,
      comparison: field.comparison,
    };
    const sql = conditionSql(clause, about, binding);
    if (clause.negated) {
      conditions.push(`NOT coalesce(${sql}, FALSE)`);
    } else {
      const alternatives = byColumn.get(clause.column) ?? [];
      alternatives.push(sql);
      byColumn.set(clause.column, alternatives);
    }
  }
  for (const alternatives of byColumn.values()) conditions.push(`(${alternatives.join(' OR ')})`);
  return conditions;
}

function conditionSql(clause: Clause, about: TestContext, binding: Binding): string {
  if (patientFieldOf(clause)) return studiesFoundSql(clause, about.alias, binding);
  if (clause.column === FAILED_CHECK) return failedCheckSql(clause.test, about.alias, about.today, binding);
  return testSql(clause.test, about, binding);
}

/** A clause on identity, by the ids of the studies that it finds. */
function studiesFoundSql({ studyIds, test }: Clause, alias: string, binding: Binding): string {
  if (!studyIds) throw new Error('a clause on identity whose studies were not looked up');
  const ids = `from_json(${binding.bind(JSON.stringify(studyIds))}, '["VARCHAR"]')`;
  const isAmong = `${columnSql(alias, 'study_id')} IN (SELECT unnest(${ids}))`;
  return test.kind === 'is' ? `NOT (${isAmong})` : isAmong;
}

/** The modalities that the filter's clauses on modality let through; null when it has none. */
export function modalitiesOf(filter: Filter): readonly string[] | null {
  const clauses = filter.clauses.filter(({ scope, column }) => scope === 0 && column === 'modality');
  const positive = clauses.filter((clause) => !clause.negated);
  if (positive.length === 0 || positive.some(({ test }) => test.kind === 'is')) return null;
  return MODALITIES.filter((modality) =>
    positive.some(({ test }) => {
      if (test.kind === 'equals') return modality === test.value;
      return test.kind === 'contains' && modalitiesContaining(test.text).includes(modality);
    }),
  );
}
