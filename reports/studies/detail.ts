import { PATIENT_FIELDS, TABLES, type Table } from '../../warehouse/tables/index.js';
import type { ModelName } from '../../warehouse/index.js';
import { failedChecks, type FailedCheck } from '../checks/study-checks.js';
import { isIdentity } from '../filters/fields.js';
import { columnSql } from '../filters/sql.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';
import { withPatients } from './with-patients.js';

/** Everything about one study that its page shows (rows UI-080…090). */
export interface StudyDetail {
  readonly study: SqlRow;
  readonly ct_events: readonly SqlRow[];
  readonly projection_events: readonly SqlRow[];
  readonly nm_administrations: readonly SqlRow[];
  readonly accumulated_doses: readonly SqlRow[];
  readonly source_objects: readonly SqlRow[];
  readonly linked_studies: readonly SqlRow[];
  /** Data-quality checks that the study fails, the gravest first. */
  readonly failed_checks: readonly FailedCheck[];
}

/** The columns of a table that this reader may see, as a select list. */
function visibleColumns(table: Table, seesIdentity: boolean): string {
  return table.columnNames
    .filter((name) => seesIdentity || !isIdentity(table.columns[name]!))
    .map((name) => columnSql('t', name))
    .join(', ');
}

/** One study with its events, doses and objects; null when there is none of that id. */
export async function studyDetail(
  asking: Asking,
  studyId: string,
  seesIdentity: boolean,
): Promise<StudyDetail | null> {
  const relation = (table: ModelName, by: 'study_id' | 'study_instance_uid', key: string): string =>
    asking.snapshot.relationOfStudies(table, by, [key]);
  const [found] = await ask(
    asking,
    `SELECT ${visibleColumns(TABLES.studies, seesIdentity)} FROM ${relation('studies', 'study_id', studyId)} t WHERE t.study_id = $1`,
    [studyId],
  );
  if (!found) return null;
  const [study = found] = withPatients(asking, [found], seesIdentity ? PATIENT_FIELDS : []);
  const uid = study['study_instance_uid'];
  const ofStudy = (table: ModelName, order: string): Promise<SqlRow[]> =>
    ask(
      asking,
      `SELECT ${visibleColumns(TABLES[table], seesIdentity)} FROM ${relation(table, 'study_id', studyId)} t
       WHERE t.study_id = $1 ORDER BY ${order}`,
      [studyId],
    );
  const ofUid = async (table: ModelName, rest: (from: string) => string): Promise<SqlRow[]> =>
    typeof uid === 'string' ? ask(asking, rest(relation(table, 'study_instance_uid', uid)), [uid]) : [];
  const [ct, projection, administrations, doses, objects, linked, failed] = await Promise.all([
    ofStudy('ct_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('projection_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('nm_administrations', 't.administration_index NULLS LAST'),
    ofStudy('accumulated_doses', 't.content_at_local NULLS LAST, t.report_sop_instance_uid, t.part'),
    ofUid(
      'source_objects',
      (from) =>
        `SELECT ${visibleColumns(TABLES.source_objects, seesIdentity)} FROM ${from} t
       WHERE t.study_instance_uid = $1 ORDER BY t.ingested_at NULLS LAST, t.path LIMIT 2000`,
    ),
    ofUid(
      'studies',
      (from) =>
        `SELECT t.study_id, t.modality, t.study_date, t.study_description FROM ${from} t
       WHERE t.study_instance_uid = $1 ORDER BY t.modality, t.study_id`,
    ),
    failedChecks(asking, studyId, study['modality'] as string | null),
  ]);
  return {
    study,
    ct_events: ct,
    projection_events: projection,
    nm_administrations: administrations,
    accumulated_doses: doses,
    source_objects: objects,
    linked_studies: linked.filter((row) => row['study_id'] !== studyId),
    failed_checks: failed,
  };
}
