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
  const rows = await ask(
    asking,
    `SELECT ${read.map((name) => columnSql('t', name)).join(', ')}
     FROM ${snapshot.relationOfStudies(table, by, [key])} t
     WHERE ${columnSql('t', by)} = $1 ORDER BY ${order} ${limit === undefined ? '' : `LIMIT ${limit}`}`,
    [key],
  );
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
  const ofUid = async (study: SqlRow, work: (uid: string) => Promise<SqlRow[]>): Promise<SqlRow[]> =>
    typeof study['study_instance_uid'] === 'string' ? work(study['study_instance_uid']) : [];

  const [found] = await ofStudy('studies', 't.study_id');
  if (!found) return null;
  const [study = found] = withPatients(asking, [found], seesIdentity ? PATIENT_FIELDS : []);
  const [ct, projection, administrations, doses, objects, linked] = await Promise.all([
    ofStudy('ct_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('projection_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('nm_administrations', 't.administration_index NULLS LAST'),
    ofStudy('accumulated_doses', 't.content_at_local NULLS LAST, t.report_sop_instance_uid, t.part'),
    ofUid(study, (uid) => {
      const order = 't.ingested_at NULLS LAST, t.path';
      const objectsOf = { table: 'source_objects', by: 'study_instance_uid', key: uid, order } as const;
      return rowsOfStudy(asking, { ...objectsOf, limit: MOST_OBJECTS }, seesIdentity);
    }),
    ofUid(study, (uid) => linkedStudies(asking, studyId, uid)),
  ]);
  return {
    study,
    ct_events: ct,
    projection_events: projection,
    nm_administrations: administrations,
    accumulated_doses: doses,
    source_objects: objects,
    linked_studies: linked,
  };
}

/** The other rows of `studies` with the same StudyInstanceUID, such as the CT of a PET/CT. */
function linkedStudies(asking: Asking, studyId: string, uid: string): Promise<SqlRow[]> {
  const from = asking.snapshot.relationOfStudies('studies', 'study_instance_uid', [uid]);
  return ask(
    asking,
    `SELECT t.study_id, t.modality, t.study_date, t.study_description FROM ${from} t
     WHERE t.study_instance_uid = $1 AND t.study_id <> $2 ORDER BY t.modality, t.study_id`,
    [uid, studyId],
  );
}
