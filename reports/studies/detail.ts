import { PATIENT_FIELDS, TABLES, type Table } from '../../warehouse/tables/index.js';
import type { ModelName } from '../../warehouse/index.js';
import { isIdentity } from '../filters/fields.js';
import { columnSql } from '../filters/sql.js';
import { ask, type Asking, type FoundStudies, type SqlRow } from '../snapshots.js';
import { uidOf } from './documents.js';
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

/** What is asked of one table: the rows of studies, in an order. */
interface Wanted {
  readonly table: ModelName;
  readonly order?: string;
  readonly limit?: number;
}

/**
 * All columns that the reader may see of the rows of studies. Only those are read that any row beside them fills: of the
 * two hundred columns of a study that is a quarter, and each costs as much as a thousand rows.
 */
async function rowsOf(
  asking: Asking,
  studies: FoundStudies,
  { table, order, limit }: Wanted,
  seesIdentity: boolean,
): Promise<SqlRow[]> {
  const visible = visibleColumns(TABLES[table], seesIdentity);
  const filled = await studies.filledColumns(table);
  if (filled?.size === 0) return [];
  const read = visible.filter((name) => filled?.has(name) ?? true);
  const selected = `SELECT ${read.map((name) => columnSql('t', name)).join(', ')}`;
  const ordered = `${order ? `ORDER BY ${order}` : ''} ${limit === undefined ? '' : `LIMIT ${limit}`}`;
  const from = studies.relation(table, [selected, ordered]);
  const rows = await ask(asking, `${selected} FROM ${from} t ${ordered}`);
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
  const withId = asking.snapshot.studiesWith('study_id', [studyId]);
  const ofStudy = (table: ModelName, order: string): Promise<SqlRow[]> =>
    rowsOf(asking, withId, { table, order }, seesIdentity);
  const [byUid, ct, projection, administrations, doses] = await Promise.all([
    foundByUid(asking, withId, seesIdentity),
    ofStudy('ct_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('projection_events', 't.event_index NULLS LAST, t.event_key'),
    ofStudy('nm_administrations', 't.administration_index NULLS LAST'),
    ofStudy('accumulated_doses', 't.content_at_local NULLS LAST, t.report_sop_instance_uid, t.part'),
  ]);
  const found = byUid.studies.find((row) => row['study_id'] === studyId);
  if (!found) return null;
  const [study = found] = withPatients(asking, [found], seesIdentity ? PATIENT_FIELDS : []);
  return {
    study,
    ct_events: ct,
    projection_events: projection,
    nm_administrations: administrations,
    accumulated_doses: doses,
    source_objects: byUid.objects,
    linked_studies: byUid.studies
      .filter((row) => row !== found)
      .map(linkTo)
      .toSorted(byModality),
  };
}

/** What tells the studies of a StudyInstanceUID apart, such as the PET and the CT of a PET/CT. */
const linkTo = ({ study_id, modality, study_date, study_description }: SqlRow): SqlRow => ({
  study_id: study_id!,
  modality: modality!,
  study_date: study_date!,
  study_description: study_description!,
});

const byModality = (left: SqlRow, right: SqlRow): number =>
  String(left['modality']).localeCompare(String(right['modality'])) ||
  String(left['study_id']).localeCompare(String(right['study_id']));

/** The studies with the StudyInstanceUID of a study, itself among them, and the objects they came from. */
async function foundByUid(
  asking: Asking,
  withId: FoundStudies,
  seesIdentity: boolean,
): Promise<{ readonly studies: readonly SqlRow[]; readonly objects: readonly SqlRow[] }> {
  const uid = await uidOf(asking, withId);
  if (uid === null) return { studies: [], objects: [] };
  const withUid = asking.snapshot.studiesWith('study_instance_uid', [uid]);
  const objects: Wanted = {
    table: 'source_objects',
    order: 't.ingested_at NULLS LAST, t.path',
    limit: MOST_OBJECTS,
  };
  const [studies, ofStudies] = await Promise.all([
    rowsOf(asking, withUid, { table: 'studies' }, seesIdentity),
    rowsOf(asking, withUid, objects, seesIdentity),
  ]);
  return { studies, objects: ofStudies };
}
