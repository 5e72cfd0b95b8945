import type { DeviceCheck, Predicate, StudyCheck } from './check.js';
import { CHECKED_ROWS, type CheckedRows, type CheckedTable } from './rows.js';

/** What checks read: a relation for each table, and the day that counts as today. */
export interface CheckRelations {
  relation(table: CheckedTable): string;
  /** The placeholder of today's date, bound anew at each call. */
  today(): string;
}

/** Fills in relations and today. `{whole_store}` is every study, whatever studies are asked for. */
function filled(sql: string, { relation, today }: CheckRelations): string {
  return sql.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'today') return `CAST(${today()} AS DATE)`;
    return name === 'whole_store' ? 'studies' : relation(name as CheckedTable);
  });
}

interface Applied {
  readonly check: StudyCheck;
  readonly predicate: Predicate;
}

/** The predicates of these checks by the kind of rows that they are about, so that each kind is read once. */
function byRows(checks: readonly StudyCheck[]): ReadonlyMap<CheckedRows, readonly Applied[]> {
  const groups = new Map<CheckedRows, Applied[]>();
  for (const check of checks) {
    for (const predicate of check.predicates) {
      const group = groups.get(predicate.rows) ?? [];
      groups.set(predicate.rows, [...group, { check, predicate }]);
    }
  }
  return groups;
}

/** True where any of the predicates is. */
const anyOf = (applied: readonly Applied[]): string =>
  applied.map(({ predicate }) => `(${predicate.fails})`).join(' OR ');

/**
 * Gives `check_id, subject, found, expected` of every failing row: one statement over all kinds of rows that these
 * tables have, meant for relations that hold one study or a few. Each relation is read once.
 */
export function studyHitsSql(
  checks: readonly StudyCheck[],
  tables: readonly CheckedTable[],
  relations: CheckRelations,
): string {
  const kinds = [...byRows(checks)].filter(([rows]) =>
    tablesIn(CHECKED_ROWS[rows].from).every((table) => tables.some((known) => known === table)),
  );
  const named = { ...relations, relation: (table: CheckedTable) => `checked_${table}` };
  const read = tables.map((table) => `checked_${table} AS (SELECT * FROM ${relations.relation(table)})`);
  return `WITH ${read.join(', ')}
    SELECT hit.check_id, subject, hit.found, hit.expected
    FROM (SELECT subject, unnest(hits) AS hit FROM (${filled(kinds.map(hitsSql).join(' UNION ALL '), named)}))
    ORDER BY hit.check_id, subject`;
}

const tablesIn = (sql: string): string[] => [...sql.matchAll(/\{(\w+)\}/g)].map(([, table = '']) => table);

/** Rows of one kind that fail, each with a list of the checks that it fails. */
function hitsSql([rows, applied]: readonly [CheckedRows, readonly Applied[]]): string {
  const { from, subject } = CHECKED_ROWS[rows];
  const number = (sql: string | undefined): string => `CAST(${sql ?? 'NULL'} AS DOUBLE)`;
  const hits = applied.map(
    ({ check, predicate: { fails, found, expected } }) =>
      `CASE WHEN ${fails} THEN {'check_id': '${check.id}', 'found': ${number(found)}, 'expected': ${number(expected)}} END`,
  );
  return `SELECT CAST(${subject} AS VARCHAR) AS subject, list_filter([${hits.join(', ')}], lambda hit: hit IS NOT NULL) AS hits
    FROM ${from} WHERE ${anyOf(applied)}`;
}

/**
 * Gives `check_id, modality, device_id, study_count`: how many studies of a device fail each check, where any does. Set by set:
 * each kind of rows is read once for all checks of it alone, and once more for a check of several kinds.
 */
export function studyCheckCountsSql(checks: readonly StudyCheck[], relations: CheckRelations): string {
  const isOfOneKind = ({ predicates }: StudyCheck): boolean =>
    new Set(predicates.map(({ rows }) => rows)).size === 1;
  const ofOneKind = [...byRows(checks.filter(isOfOneKind))].map((kind) => countSql([kind]));
  const ofSeveral = checks
    .filter((check) => !isOfOneKind(check))
    .map((check) => countSql([...byRows([check])]));
  const counts = [...ofOneKind, ...ofSeveral].join(' UNION ALL ');
  return filled(
    `SELECT failing.check_id, modality, device_id, failing.n AS study_count
     FROM (SELECT modality, device_id, unnest(counts) AS failing FROM (${counts})) WHERE failing.n > 0`,
    relations,
  );
}

/** One row per modality and device with a list of counts, from rows of these kinds. */
function countSql(kinds: readonly (readonly [CheckedRows, readonly Applied[]])[]): string {
  const ids = [...new Set(kinds.flatMap(([, applied]) => applied.map(({ check }) => check.id)))];
  const perRow = kinds.map(([rows, applied]) => {
    const { from, study } = CHECKED_ROWS[rows];
    const flags = ids.map((id) => {
      const own = applied.filter(({ check }) => check.id === id);
      return `${own.length === 0 ? 'FALSE' : anyOf(own)} AS "${id}"`;
    });
    return `SELECT r.study_id, ${study}.modality, ${study}.device_id, ${flags.join(', ')} FROM ${from} WHERE ${anyOf(applied)}`;
  });
  const perStudy = `
    SELECT study_id, any_value(modality) AS modality, any_value(device_id) AS device_id,
      ${ids.map((id) => `bool_or("${id}") AS "${id}"`).join(', ')}
    FROM (${perRow.join(' UNION ALL ')}) GROUP BY study_id`;
  const counts = ids.map((id) => `{'check_id': '${id}', 'n': count(*) FILTER (WHERE "${id}")}`);
  return `SELECT modality, device_id, [${counts.join(', ')}] AS counts FROM (${perStudy}) GROUP BY ALL`;
}

/** Gives the `study_id` of every study that fails a check, a study once for each failing row. */
export function failingStudiesSql(checks: readonly StudyCheck[], relations: CheckRelations): string {
  const kinds = [...byRows(checks)].map(
    ([rows, applied]) => `SELECT r.study_id FROM ${CHECKED_ROWS[rows].from} WHERE ${anyOf(applied)}`,
  );
  return filled(kinds.join(' UNION ALL '), relations);
}

/** Gives `check_id, device_id, found, expected` of each device that fails one of these checks. */
export function failingDevicesSql(checks: readonly DeviceCheck[], relations: CheckRelations): string {
  const kinds = checks.map(
    ({ id, sql }) =>
      `SELECT '${id}' AS check_id, device_id, CAST(found AS DOUBLE) AS found, CAST(expected AS DOUBLE) AS expected FROM (${sql})`,
  );
  return filled(kinds.join(' UNION ALL '), relations);
}
