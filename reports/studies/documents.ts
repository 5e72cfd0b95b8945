import {
  TABLES,
  USER_DEFINED_MODALITIES,
  type Column,
  type Columns,
  type SourceDocument,
} from '../../warehouse/tables/index.js';
import { isIdentity } from '../filters/fields.js';
import type { Parsed } from '../filters/filter.js';
import { columnSql, textList } from '../filters/sql.js';
import {
  TRACED_TABLES,
  type KeptDocuments,
  type TracedTable,
  type ValueQuestion,
} from '../kept-documents.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';

/** Documents of one study that are read for one answer; a study of more is told by those. */
const MOST_DOCUMENTS = 5_000;

/** Checks which value is asked about. Columns that need the permission to see identity have no traces. */
export function parseValueQuestion(
  studyId: string,
  { table, key, column }: Readonly<Record<'table' | 'key' | 'column', string | null>>,
): Parsed<ValueQuestion> {
  const known = TRACED_TABLES.find((name) => name === table);
  if (known === undefined) return wrong('table', `expects one of ${TRACED_TABLES.join(', ')}`);
  if (column === null || !isTraced(known, column)) {
    return wrong('column', `expects a column of ${known} that names no person`);
  }
  return { ok: true, value: { studyId, table: known, key: key ?? '', column } };
}

function wrong(field: string, message: string): Parsed<never> {
  return { ok: false, problems: [{ field, message }] };
}

function isTraced(table: TracedTable, column: string): boolean {
  const columns: Columns = TABLES[table].columns;
  const declaration = Object.hasOwn(columns, column) ? columns[column] : undefined;
  return declaration !== undefined && !isIdentity(declaration);
}

/** Where a value of a study came from; null when there is no such study. No object states what a CSV file replaced. */
export async function valueSources(
  asking: Asking,
  kept: KeptDocuments,
  question: ValueQuestion,
): Promise<readonly object[] | null> {
  const uid = await studyUidOf(asking, question.studyId);
  if (uid === null) return null;
  if (await isReplacedByFact(asking, question)) return [];
  const relation = asking.snapshot.studiesWith('study_instance_uid', [uid]).relation('source_documents');
  const [documents, devices] = await Promise.all([
    ask(asking, `SELECT * FROM ${relation} t ORDER BY t.sop_instance_uid LIMIT ${MOST_DOCUMENTS}`),
    ask(
      asking,
      `SELECT device_id, user_defined_modality FROM devices WHERE user_defined_modality IN (${textList(USER_DEFINED_MODALITIES)})`,
    ),
  ]);
  return kept.sourcesOf({
    documents: documents as unknown as readonly SourceDocument[],
    modalities: devices.map((row) => [String(row['device_id']), row['user_defined_modality'] as 'RF']),
    question,
  });
}

/** Whether a file of facts was told to replace what the objects of the study say in a column. */
async function isReplacedByFact(asking: Asking, { studyId, table, column }: ValueQuestion): Promise<boolean> {
  if (table !== 'studies') return false;
  const selected = 'SELECT study_instance_uid, accession_number, accession_numbers';
  const found = asking.snapshot.studiesWith('study_id', [studyId]);
  const [fact] = await ask(
    asking,
    `WITH study AS (${selected} FROM ${found.relation('studies', [selected])})
     SELECT 1 AS yes FROM study_facts f, study s
     WHERE f.field = $1 AND f.overwrites AND CASE WHEN f.key_kind = 'study_instance_uid'
       THEN f.key = s.study_instance_uid
       ELSE list_contains(list_append(s.accession_numbers, s.accession_number), f.key) END
     LIMIT 1`,
    [column],
  );
  return fact !== undefined;
}

/** What of a kept document is shown beside its content; the facts of identity only to those who may see them. */
const ABOUT = Object.entries<Column>(TABLES.source_documents.columns).filter(([name]) => name !== 'content');

/** A kept document of a study with all that it holds; null when the study holds none of that UID. */
export async function keptDocument(
  asking: Asking,
  kept: KeptDocuments,
  { studyId, sopInstanceUid, seesIdentity }: KeptDocumentRequest,
): Promise<{ readonly document: SqlRow; readonly outline: object } | null> {
  const uid = await studyUidOf(asking, studyId);
  if (uid === null) return null;
  const relation = asking.snapshot.studiesWith('study_instance_uid', [uid]).relation('source_documents');
  const shown = ABOUT.filter(([, column]) => seesIdentity || !isIdentity(column)).map(([name]) => name);
  const [row] = await ask(
    asking,
    `SELECT ${[...shown, 'content'].map((name) => columnSql('t', name)).join(', ')} FROM ${relation} t
     WHERE t.sop_instance_uid = $1`,
    [sopInstanceUid],
  );
  const content = row?.['content'];
  if (row === undefined || !(content instanceof Uint8Array)) return null;
  const document = Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'content'));
  return { document, outline: await kept.outlineOf(content) };
}

export interface KeptDocumentRequest {
  readonly studyId: string;
  readonly sopInstanceUid: string;
  readonly seesIdentity: boolean;
}

/** The StudyInstanceUID of a study; null when there is none of that id. */
async function studyUidOf(asking: Asking, studyId: string): Promise<string | null> {
  const selected = 'SELECT study_instance_uid';
  const found = asking.snapshot.studiesWith('study_id', [studyId]);
  const [study] = await ask(asking, `${selected} FROM ${found.relation('studies', [selected])}`);
  const uid = study?.['study_instance_uid'];
  return typeof uid === 'string' ? uid : null;
}
