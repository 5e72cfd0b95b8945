import { PATIENT_FIELDS, TABLES, type Table } from '../../warehouse/tables/index.js';
import type { ModelName } from '../../warehouse/index.js';
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
}

/** The columns of a table that this reader may see. */
function visibleColumns(table: Table, seesIdentity: boolean): readonly string[] {
  return table.columnNames.filter((name) => seesIdentity || !isIdentity(table.columns[name]!));
}

type By = 'study_id' | 'study_instance_uid';

/** What is asked of one table: the rows of a study, in an order. */
interface Wanted {
  readonly table: ModelName;
  readonly by: By;
  readonly key: string;
  readonly order: string;
  readonly limit?: number;
}

/**
 * All columns that the reader may see of the rows of a study. Only those are read that any row beside them fills: of the
 * two hundred columns of a study that is a quarter, and each costs as much as a thousand rows.
 */
async function rowsOfStudy(
  asking: Asking,
  { table, by, key, order, limit }: Wanted,
  seesIdentity: boolean,
): Promise<SqlRow[]> {
  const { snapshot } = asking;
  const visible = visibleColumns(TABLES[table], seesIdentity);
  const filled = await snapshot.filledColumnsOfStudies(table, by, [key]);
  if (filled?.size === 0) return [];
  const read = visible.filter((name) => filled?.has(name) ?? true);
  const selected = `SELECT ${read.map((name) => columnSql('t', name)).join(', ')}`;
  const asked = `WHERE ${columnSql('t', by)} = $1 ORDER BY ${order} ${limit === undefined ? '' : `LIMIT ${limit}`}`;
  const from = snapshot.relationOfStudies(table, by, [key], [selected, asked]);
  const rows = await ask(asking, `${selected} FROM ${from} t ${asked}`, [key]);
  return rows.map((row) => Object.fromEntries(visible.map((name) => [name, row[name] ?? null])));
}

/** Most objects of a study that its page lists. */
const MOST_OBJECTS = 2000;

/** One study with its events, doses and objects; null when there is none of that id. */
export async function studyDetail(
  asking: Asking,
  studyId: string,
  seesIdentity: boolean,
): Promise<StudyDetail | null> {
  const ofStudy = (table: ModelName, order: string): Promise<SqlRow[]> =>
    rowsOfStudy(asking, { table, by: 'study_id', key: studyId, order }, seesIdentity);
  const [[found], besides, ct, projection, administrations, doses] = await Promise.all([
    ofStudy('studies', 't.study_id'),
    foundByUid(asking, studyId, seesIdentity),
    ofStudy('ct_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('projection_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('nm_administrations', 't.administration_index NULLS LAST'),
    ofStudy('accumulated_doses', 't.content_at_local NULLS LAST, t.report_sop_instance_uid, t.part'),
  ]);
  if (!found) return null;
  const [study = found] = withPatients(asking, [found], seesIdentity ? PATIENT_FIELDS : []);
  return {
    study,
    ...besides,
    ct_events: ct,
    projection_events: projection,
    nm_administrations: administrations,
    accumulated_doses: doses,
  };
}

/** What is found by the StudyInstanceUID of a study: it is read by itself, so that nothing waits for the other columns. */
async function foundByUid(
  asking: Asking,
  studyId: string,
  seesIdentity: boolean,
): Promise<Pick<StudyDetail, 'source_objects' | 'linked_studies'>> {
  const rows = await studiesOfSameUid(asking, studyId);
  const uid = rows.find((row) => row['study_id'] === studyId)?.['study_instance_uid'];
  if (typeof uid !== 'string') return { source_objects: [], linked_studies: [] };
  return {
    source_objects: await objectsOf(asking, uid, seesIdentity),
    linked_studies: rows
      .filter((row) => row['study_id'] !== studyId)
      .map(({ study_instance_uid: _, ...linked }) => linked),
  };
}

/** The rows of `studies` with the StudyInstanceUID of a study, itself among them, such as the PET and the CT of a PET/CT. */
function studiesOfSameUid(asking: Asking, studyId: string): Promise<SqlRow[]> {
  const columns = 'study_id, study_instance_uid, modality, study_date, study_description';
  // The index finds the days of all rows of a UID by any of them.
  const from = asking.snapshot.relationOfStudies('studies', 'study_id', [studyId], [columns]);
  return ask(
    asking,
    `WITH days AS MATERIALIZED (SELECT ${columns} FROM ${from})
     SELECT * FROM days
     WHERE study_instance_uid = (SELECT study_instance_uid FROM days WHERE study_id = $1)
        OR study_id = $1
     ORDER BY modality, study_id`,
    [studyId],
  );
}

function objectsOf(asking: Asking, uid: string, seesIdentity: boolean): Promise<SqlRow[]> {
  const order = 't.ingested_at NULLS LAST, t.path';
  const asked = { table: 'source_objects', by: 'study_instance_uid', key: uid, order } as const;
  return rowsOfStudy(asking, { ...asked, limit: MOST_OBJECTS }, seesIdentity);
}
