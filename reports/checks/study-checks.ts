import {
  STUDY_CHECKS,
  studyHitsSql,
  type CheckedTable,
  type CheckRelations,
} from '../../warehouse/checks/index.js';
import { Binding } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';
import { byGravity, shownCheck, type ShownCheck } from './shown-check.js';

/** Most rows of one check that a study lists. */
const MOST_HITS = 20;

/** One row that fails: which of the study, and the two numbers where the check compares any. */
export interface CheckHit {
  /** Such as "event 3"; null for the study itself. */
  readonly subject: string | null;
  readonly found: number | null;
  readonly expected: number | null;
}

/** A check that a study fails. */
export interface FailedCheck extends ShownCheck {
  readonly hit_count: number;
  /** The first of them. */
  readonly hits: readonly CheckHit[];
}

/** The tables that hold rows of a study besides `studies`, by its modality. */
const TABLES_OF: Readonly<Record<string, readonly CheckedTable[]>> = {
  CT: ['ct_events', 'accumulated_doses'],
  NM: ['nm_administrations'],
};
const TABLES_OF_PROJECTION: readonly CheckedTable[] = ['projection_events', 'accumulated_doses'];

const CHECKED = STUDY_CHECKS.filter(({ needsWholeStore }) => !needsWholeStore).toSorted(byGravity);

/** The checks that one study fails, the gravest first, from the parts that can hold it alone; null without the study. */
export async function failedChecks(asking: Asking, studyId: string): Promise<readonly FailedCheck[] | null> {
  const studies = asking.snapshot.studiesWith('study_id', [studyId]);
  const relation: CheckRelations['relation'] = (table) => studies.relation(table);
  const [study] = await ask(asking, `SELECT modality FROM ${relation('studies')}`);
  if (!study) return null;
  const binding = new Binding();
  const relations: CheckRelations = {
    relation,
    today: () => binding.bind(asking.context.today),
  };
  const ofModality = TABLES_OF[String(study['modality'])] ?? TABLES_OF_PROJECTION;
  const tables: readonly CheckedTable[] = ['studies', ...ofModality];
  const rows = await ask(asking, studyHitsSql(CHECKED, tables, relations), binding.values);
  return CHECKED.flatMap((check) => {
    const own = rows.filter((row) => row['check_id'] === check.id);
    if (own.length === 0) return [];
    return [{ ...shownCheck(check), hit_count: own.length, hits: own.slice(0, MOST_HITS).map(hitOf) }];
  });
}

function hitOf({ subject, found, expected }: SqlRow): CheckHit {
  return {
    subject: subject as string | null,
    found: found as number | null,
    expected: expected as number | null,
  };
}
