import { clausesOf, eventCondition, studyCondition } from '../filters/compile.js';
import { tablesWithin } from '../filters/extent.js';
import { FAILED_CHECK } from '../filters/failed-check.js';
import { eventTablesWith, fieldOf, isIdentity, keyOf, type Field } from '../filters/fields.js';
import type { Filter, Parsed } from '../filters/filter.js';
import { Binding, columnSql, valueSql } from '../filters/sql.js';
import { ask, type Asking, type SqlRow, type SqlValue } from '../snapshots.js';
import { askOfStudies } from './ask-of-studies.js';

export const FACET_LIMITS = { facets: 20, values: 50 } as const;

/** How many studies have a value, as the filter would find them. */
export interface FacetValue {
  readonly value: SqlValue;
  readonly count: number;
}

/** Reads the names of facets: keys of the filter language. */
export function parseFacets(names: readonly string[]): Parsed<readonly Field[]> {
  const fields: Field[] = [];
  for (const name of names) {
    const field = fieldOf(name);
    if (!field || field.scope > 1 || isIdentity(field.declaration) || field.column === FAILED_CHECK) {
      return { ok: false, problems: [{ field: 'facet', message: 'expects keys of the filter language' }] };
    }
    fields.push(field);
  }
  if (fields.length === 0 || fields.length > FACET_LIMITS.facets) {
    return { ok: false, problems: [{ field: 'facet', message: `expects 1 to ${FACET_LIMITS.facets} keys` }] };
  }
  return { ok: true, value: fields };
}

/** The values of each facet with their counts, most first; a facet leaves its own clause out of the filter. */
export async function facetsOf(
  asking: Asking,
  filter: Filter,
  fields: readonly Field[],
): Promise<Readonly<Record<string, readonly FacetValue[]>>> {
  const entries = await Promise.all(
    fields.map(async (field) => [keyOf(field), await facetOf(asking, filter, field)] as const),
  );
  return Object.fromEntries(entries);
}

async function facetOf(asking: Asking, filter: Filter, field: Field): Promise<readonly FacetValue[]> {
  const others: Filter = {
    clauses: filter.clauses.filter(({ scope, column }) => scope !== field.scope || column !== field.column),
  };
  const binding = new Binding();
  const counting = (source: string): Promise<SqlRow[]> =>
    ask(
      asking,
      `SELECT value, ${isOncePerStudy(field) ? 'count(*)' : 'count(DISTINCT study_id)'} AS n FROM (${source})
       GROUP BY value ORDER BY n DESC, value ASC NULLS LAST LIMIT ${FACET_LIMITS.values}`,
      binding.values,
    );
  const rows =
    field.scope === 0
      ? await studyValues(asking, others, field, binding, counting)
      : await counting(eventValues(asking, others, field, binding));
  return rows.map((row) => ({ value: row['value'] ?? null, count: Number(row['n']) }));
}

/** Whether a study gives one value at most, so that counting rows counts studies. */
function isOncePerStudy({ scope, comparison }: Field): boolean {
  return scope === 0 && comparison !== 'list';
}

function studyValues(
  asking: Asking,
  others: Filter,
  field: Field,
  binding: Binding,
  counting: (source: string) => Promise<SqlRow[]>,
): Promise<SqlRow[]> {
  const column = valueSql('s', field.column);
  const condition = studyCondition(others, 's', binding, asking.context, tablesWithin(asking, others));
  const selected = isOncePerStudy(field)
    ? `SELECT ${column} AS value`
    : `SELECT unnest(CASE WHEN len(${column}) > 0 THEN ${column} ELSE [NULL] END) AS value, s.study_id`;
  return askOfStudies(asking, others, [selected, condition], (from) =>
    counting(`${selected} FROM ${from} s WHERE ${condition}`),
  );
}

/** Values of events of which all other clauses on the event hold, so that choosing one gives its count. */
function eventValues(asking: Asking, others: Filter, field: Field, binding: Binding): string {
  const onEvent = clausesOf(others, field.scope);
  const onRest: Filter = { clauses: others.clauses.filter(({ scope }) => scope !== field.scope) };
  const tablesSql = tablesWithin(asking, others);
  const condition = studyCondition(onRest, 's', binding, asking.context, tablesSql);
  const tables = eventTablesWith([field.column, ...onEvent.map((clause) => clause.column)]);
  if (tables.length === 0) return 'SELECT NULL AS value, NULL AS study_id WHERE FALSE';
  const branches = tables.map((table) => {
    const holds = eventCondition(onEvent, table, 'e', binding, asking.context);
    return `SELECT ${columnSql('e', field.column)} AS value, e.study_id FROM ${tablesSql(table)} e WHERE ${holds}`;
  });
  return `SELECT v.value, v.study_id FROM (${branches.join(' UNION ALL ')}) v
          WHERE v.study_id IN (SELECT s.study_id FROM ${tablesSql('studies')} s WHERE ${condition})`;
}
