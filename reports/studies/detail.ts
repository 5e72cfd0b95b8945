import { PATIENT_FIELDS, TABLES, type Table } from '../../warehouse/tables/index.js';
import { inOrder, type ModelName } from '../../warehouse/index.js';
import { isIdentity } from '../filters/fields.js';
import { columnSql } from '../filters/sql.js';
import { ask, type Asking, type FoundStudies, type SqlRow } from '../snapshots.js';
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

/** What is asked of one table: columns of the rows of studies, in the order of some. */
interface Wanted {
  readonly table: ModelName;
  readonly columns: readonly string[];
  readonly order?: readonly string[];
  readonly limit?: number;
}

/**
 * Columns of the rows of studies. Only those are read that any row beside them fills: of the two hundred columns of a
 * study that is a quarter, and each costs as much as a thousand rows.
 */
async function rowsOf(
  asking: Asking,
  studies: FoundStudies,
  { table, columns, order = [], limit }: Wanted,
): Promise<readonly SqlRow[]> {
  const filled = await studies.filledColumns(table);
  if (filled?.size === 0) return [];
  const read = columns.filter((name) => filled?.has(name) ?? true);
  const selected = `SELECT ${read.map((name) => columnSql('t', name)).join(', ')}`;
  // DuckDB takes longer to set up a sort of fifty columns than to read them.
  const first = limit === undefined ? '' : `ORDER BY ${order.map(inSql).join(', ')} LIMIT ${limit}`;
  const from = studies.relation(table, [selected, first]);
  const rows = await ask(asking, `${selected} FROM ${from} t ${first}`);
  return inOrder(
    rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))),
    order,
  );
}

const inSql = (name: string): string => `${columnSql('t', name)} NULLS LAST`;

/** Most objects of a study that its page lists. */
const MOST_OBJECTS = 2000;

/** One study with its events, doses and objects; null when there is none of that id. */
export async function studyDetail(
  asking: Asking,
  studyId: string,
  seesIdentity: boolean,
): Promise<StudyDetail | null> {
  const withId = asking.snapshot.studiesWith('study_id', [studyId]);
  const ofStudy = (table: ModelName, ...order: readonly string[]): Promise<readonly SqlRow[]> =>
    rowsOf(asking, withId, { table, columns: visibleColumns(TABLES[table], seesIdentity), order });
  const [found, ct, projection, administrations, doses] = await Promise.all([
    studyAmongOthers(asking, withId, seesIdentity),
    ofStudy('ct_events', 'event_index', 'event_key'),
    ofStudy('projection_events', 'event_index', 'event_key'),
    ofStudy('nm_administrations', 'administration_index'),
    ofStudy('accumulated_doses', 'content_at_local', 'report_sop_instance_uid', 'part'),
  ]);
  if (!found) return null;
  const [study = found.study] = withPatients(asking, [found.study], seesIdentity ? PATIENT_FIELDS : []);
  return {
    study,
    ct_events: ct,
    projection_events: projection,
    nm_administrations: administrations,
    accumulated_doses: doses,
    source_objects: found.objects,
    linked_studies: found.linked,
  };
}

interface StudyAmongOthers {
  readonly study: SqlRow;
  readonly linked: readonly SqlRow[];
  /** The objects that the study and those linked to it came from. */
  readonly objects: readonly SqlRow[];
}

/**
 * A study, and what else has its StudyInstanceUID; null without the study. The columns that overlays change are asked
 * for with the others: to join the overlays to two hundred columns takes DuckDB longer than to read them.
 */
async function studyAmongOthers(
  asking: Asking,
  withId: FoundStudies,
  seesIdentity: boolean,
): Promise<StudyAmongOthers | null> {
  const { snapshot } = asking;
  const visible = visibleColumns(TABLES.studies, seesIdentity);
  const overlaid = visible.filter((name) => snapshot.overlaidColumns.includes(name));
  const columns = visible.filter((name) => !overlaid.includes(name));
  const [own] = await rowsOf(asking, withId, { table: 'studies', columns });
  const uid = own?.['study_instance_uid'];
  if (!own || typeof uid !== 'string') return null;
  const withUid = snapshot.studiesWith('study_instance_uid', [uid]);
  const [studies, objects] = await Promise.all([
    rowsOf(asking, withUid, { table: 'studies', columns: [...new Set([...LINK_COLUMNS, ...overlaid])] }),
    rowsOf(asking, withUid, {
      table: 'source_objects',
      columns: visibleColumns(TABLES.source_objects, seesIdentity),
      order: ['ingested_at', 'path'],
      limit: MOST_OBJECTS,
    }),
  ]);
  const isOwn = (row: SqlRow): boolean => row['study_id'] === own['study_id'];
  return {
    study: { ...own, ...studies.find(isOwn) },
    linked: studies
      .filter((row) => !isOwn(row))
      .map(linkTo)
      .toSorted(byModality),
    objects,
  };
}

/** What tells the studies of a StudyInstanceUID apart, such as the PET and the CT of a PET/CT. */
const LINK_COLUMNS = ['study_id', 'modality', 'study_date', 'study_description'] as const;

const linkTo = (row: SqlRow): SqlRow => Object.fromEntries(LINK_COLUMNS.map((name) => [name, row[name]!]));

const byModality = (left: SqlRow, right: SqlRow): number =>
  String(left['modality']).localeCompare(String(right['modality'])) ||
  String(left['study_id']).localeCompare(String(right['study_id']));
