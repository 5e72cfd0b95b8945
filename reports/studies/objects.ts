import { OUTCOMES, TABLES } from '../../warehouse/tables/index.js';
import type { Parsed } from '../filters/filter.js';
import { Binding, columnSql } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';

/** Which handled files the Imports page shows. */
export interface ObjectsRequest {
  readonly outcome: string | null;
  readonly runId: string | null;
  readonly page: number;
  readonly pageSize: number;
}

/** Checks the outcome that is asked for. */
export function parseOutcome(text: string | null): Parsed<string | null> {
  if (text === null || text === '') return { ok: true, value: null };
  if (OUTCOMES.some((outcome) => outcome === text)) return { ok: true, value: text };
  return { ok: false, problems: [{ field: 'outcome', message: `expects one of ${OUTCOMES.join(', ')}` }] };
}

/** The files handled, the newest first, and how many there are. */
export async function listObjects(
  asking: Asking,
  { outcome, runId, page, pageSize }: ObjectsRequest,
): Promise<{ readonly total: number; readonly items: readonly SqlRow[] }> {
  const conditions = (binding: Binding): string => {
    const parts = ['TRUE'];
    if (outcome !== null) parts.push(`o.outcome = ${binding.bind(outcome)}`);
    if (runId !== null) parts.push(`o.run_id = ${binding.bind(runId)}`);
    return parts.join(' AND ');
  };
  const forCount = new Binding();
  const forRows = new Binding();
  const columns = TABLES.source_objects.columnNames.map((name) => columnSql('o', name)).join(', ');
  const [[count], items] = await Promise.all([
    ask(asking, `SELECT count(*) AS n FROM source_objects o WHERE ${conditions(forCount)}`, forCount.values),
    ask(
      asking,
      `SELECT ${columns} FROM source_objects o WHERE ${conditions(forRows)}
       ORDER BY o.ingested_at DESC NULLS LAST, o.path, o.sha256
       LIMIT ${forRows.bind(pageSize)} OFFSET ${forRows.bind((page - 1) * pageSize)}`,
      forRows.values,
    ),
  ]);
  return { total: Number(count?.['n'] ?? 0), items };
}
