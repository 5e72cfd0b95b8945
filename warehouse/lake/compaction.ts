import { textLiteral } from '../engine/column-types.js';
import type { Engine } from '../engine/engine.js';
import { TABLES, type TableName } from '../tables/index.js';
import { markerPart, type BatchPlan, type PlannedPart } from './batch.js';
import {
  nextRound,
  weekSql,
  type CompactionPolicy,
  type MonthOfModality,
  type Round,
} from './compaction-policy.js';
import { commitBatch } from './commit.js';
import type { LakeContext } from './context.js';
import { partsRelation } from './find-rows.js';
import { OWN_DATE, PLACED_BY_STUDY, UNKNOWN_COVERAGE, type Coverage } from './parts/extent.js';
import { mergedCoverage } from './parts/extent.js';
import type { Part } from './parts/part.js';
import { DamagedPartsError, PartsHeldAgainstDigests } from './parts/sound-parts.js';

function orderOf(table: TableName): string {
  return TABLES[table].sortedBy.map((name) => `"${name}" NULLS LAST`).join(', ');
}

function mergePlan({ lakeFolder }: LakeContext, { table, parts }: Round): BatchPlan {
  const filled = parts.filter(({ rowCount }) => rowCount > 0);
  if (filled.length === 0) return { write: [markerPart(parts[0]!, 1)], replaces: parts };
  const select = `SELECT * FROM ${partsRelation(lakeFolder, table, filled)} ORDER BY ${orderOf(table)}`;
  const source = { select: () => Promise.resolve(select) };
  return { write: [{ table, source, coverage: mergedCoverage(filled), level: 1 }], replaces: parts };
}

/** SQL of a table's rows with the modality and date by which their part is found, and whether these are known. */
function placedRows(context: LakeContext, live: readonly Part[], { table, parts }: Round): string {
  const rows = `SELECT * FROM ${partsRelation(context.lakeFolder, table, parts)}`;
  const ownDate = OWN_DATE[table];
  if (ownDate !== undefined) {
    const modality = table === 'studies' ? 'modality' : 'NULL::VARCHAR';
    return `SELECT *, ${modality} AS place_modality, "${ownDate}"::DATE AS place_date, true AS is_placed FROM (${rows})`;
  }
  const studies = partsRelation(context.lakeFolder, 'studies', placingParts(live, parts));
  return `
    WITH moved AS (${rows}),
    places AS (
      SELECT study_id, any_value(modality) AS place_modality, any_value(study_date) AS place_date
      FROM ${studies} WHERE study_id IN (SELECT study_id FROM moved) GROUP BY study_id)
    SELECT moved.*, place_modality, place_date, places.study_id IS NOT NULL AS is_placed
    FROM moved LEFT JOIN places ON places.study_id = moved.study_id`;
}

/** Parts of the studies by which rows of others find their place. */
function placingParts(live: readonly Part[], parts: readonly Part[]): Part[] {
  return live.filter((part) => part.table === 'studies' && parts.some((other) => canShareDates(part, other)));
}

function canShareDates(left: Part, right: Part): boolean {
  if (!left.datesKnown || !right.datesKnown || (left.hasUndated && right.hasUndated)) return true;
  if (left.minDate === null || left.maxDate === null || right.minDate === null || right.maxDate === null)
    return false;
  return left.minDate <= right.maxDate && right.minDate <= left.maxDate;
}

interface Group {
  readonly number: number;
  readonly coverage: Coverage;
}

async function groupsOf(engine: Engine, staging: string, knowsModality: boolean): Promise<Group[]> {
  const rows = await engine.query(
    `SELECT group_number, any_value(is_placed) AS is_placed, any_value(place_modality) AS modality,
       min(place_date) AS min_date, max(place_date) AS max_date
     FROM ${staging} GROUP BY group_number ORDER BY group_number`,
  );
  return rows.map((row) => {
    const minDate = row['min_date'] as string | null;
    const modality = row['modality'];
    const coverage: Coverage = {
      modalities: knowsModality && typeof modality === 'string' ? [modality] : null,
      datesKnown: true,
      minDate,
      maxDate: row['max_date'] as string | null,
      hasUndated: minDate === null,
    };
    return {
      number: Number(row['group_number']),
      coverage: row['is_placed'] === true ? coverage : UNKNOWN_COVERAGE,
    };
  });
}

/** SQL by which placed rows that go to one part are told from others. */
function groupSql(largeMonths: readonly MonthOfModality[]): string {
  const group = `is_placed, place_modality, date_trunc('month', place_date)`;
  if (largeMonths.length === 0) return group;
  const months = largeMonths.map(
    ({ modality, month }) => `(${textLiteral(modality ?? '?')}, ${textLiteral(month)})`,
  );
  const isLarge = `(coalesce(place_modality, '?'), strftime(place_date, '%Y-%m')) IN (${months.join(', ')})`;
  return `${group}, CASE WHEN ${isLarge} THEN ${weekSql('place_date')} END`;
}

/** Splits parts into one per modality and month, or week of a large month, and one for undated studies. */
async function splitPlan(
  context: LakeContext,
  live: readonly Part[],
  round: Round & { readonly kind: 'split' },
  staging: string,
): Promise<BatchPlan> {
  const { table, parts, largeMonths } = round;
  await context.engine.query(
    `CREATE TABLE ${staging} AS
     SELECT *, dense_rank() OVER (ORDER BY ${groupSql(largeMonths)}) AS group_number
     FROM (${placedRows(context, live, round)})`,
  );
  const knowsModality = table === 'studies' || PLACED_BY_STUDY.includes(table);
  const groups = await groupsOf(context.engine, staging, knowsModality);
  const write = groups.map(({ number, coverage }): PlannedPart => {
    const select = `SELECT * EXCLUDE (group_number, is_placed, place_modality, place_date)
      FROM ${staging} WHERE group_number = ${number} ORDER BY ${orderOf(table)}`;
    return { table, source: { select: () => Promise.resolve(select) }, coverage, level: 1 };
  });
  return { write: write.length > 0 ? write : [markerPart(parts[0]!, 1)], replaces: parts };
}

/** The next round of which everything it reads is sound. Damaged parts are left out of this and all later rounds. */
async function nextSoundRound(
  live: readonly Part[],
  policy: CompactionPolicy,
  held: PartsHeldAgainstDigests,
  leftOut: Set<string>,
): Promise<Round | null> {
  for (;;) {
    const round = nextRound(
      live.filter(({ file }) => !leftOut.has(file)),
      policy,
    );
    if (!round) return null;
    const damaged = await held.damagedAmong(round.parts);
    const isPlaced = round.kind === 'split' && OWN_DATE[round.table] === undefined;
    const misplacing = isPlaced ? await held.damagedAmong(placingParts(live, round.parts)) : [];
    if (damaged.length + misplacing.length === 0) return round;
    for (const { file } of misplacing.length > 0 ? round.parts : damaged) leftOut.add(file);
  }
}

/**
 * Merges parts until the policy is content, one atomic batch at a time, so that writers wait for one round at most and
 * readers keep their snapshots. Returns how many batches it committed.
 * @throws DamagedPartsError when all else is merged, where parts were left as they are because they are damaged.
 */
export async function compact(context: LakeContext, policy: CompactionPolicy): Promise<number> {
  const held = new PartsHeldAgainstDigests(context.lakeFolder);
  const leftOut = new Set<string>();
  for (let rounds = 0; ; rounds++) {
    const staging = `memory.main."compacting ${process.pid} ${Date.now()} ${rounds}"`;
    try {
      const plan = async (live: readonly Part[]): Promise<BatchPlan | null> => {
        await context.engine.query(`DROP TABLE IF EXISTS ${staging}`);
        const round = await nextSoundRound(live, policy, held, leftOut);
        if (!round) return null;
        return round.kind === 'merge' ? mergePlan(context, round) : splitPlan(context, live, round, staging);
      };
      const committed = await commitBatch(context, { kind: 'compaction', runId: null }, { plan });
      if (committed) continue;
      if (held.damaged.size > 0) throw new DamagedPartsError([...held.damaged]);
      return rounds;
    } finally {
      await context.engine.query(`DROP TABLE IF EXISTS ${staging}`);
    }
  }
}
