import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlParameter } from '../../engine/statement.js';
import type { SqlRow } from '../../engine/values.js';
import type { TableName } from '../../tables/index.js';
import { recordedParts, type RecordedPart } from '../catalog/snapshots.js';
import type { LakeContext } from '../context.js';
import { partsRelation } from '../find-rows.js';

/** Everything by which a store knows studies that are to be erased, from all its snapshots. */
export interface ErasureTraces {
  /** Every id under which a snapshot knows one of them. */
  readonly studyIds: readonly string[];
  /** Those of the ids that the newest snapshot has rows of, deleted ones too. */
  readonly presentStudyIds: readonly string[];
  readonly studyInstanceUids: readonly string[];
  readonly sopInstanceUids: readonly string[];
  /** UIDs and keys of their events. */
  readonly eventKeys: readonly string[];
  /** SHA-256 of their files. */
  readonly digests: readonly string[];
  readonly places: readonly FilePlace[];
  /** Accession numbers, pseudonyms, descriptions and other texts that no remaining study states. */
  readonly ownTexts: readonly string[];
  /** When the first of their files was handled (UTC, ISO 8601): what was copied before cannot hold them. */
  readonly firstHandledAt: string | null;
}

/** Where a file of a drop folder was seen, with the digest of its bytes. */
export interface FilePlace {
  readonly dropFolder: string;
  readonly path: string;
  readonly sha256: string;
}

/** Texts of a study that may tell of one person. */
const TEXTS = [
  'accession_number',
  'patient_pseudonym',
  'dicom_study_id',
  'study_description',
  'procedure_code_meaning',
  'requested_procedure_code_meaning',
  'referring_physician',
  'performing_physician',
  'operator',
  'comment',
] as const;

const EVERY_TEXT = `list_distinct(list_filter(
  list_concat([${TEXTS.join(', ')}], coalesce(accession_numbers, [])), text -> text IS NOT NULL))`;

/** Parts of every snapshot, expired ones too, of which the files are there. */
export function partsOnDisk({ sqlite, lakeFolder }: LakeContext): RecordedPart[] {
  return recordedParts(sqlite).filter(({ file }) => existsSync(join(lakeFolder, file)));
}

/** Gathers what the store knows of studies, by id, in any snapshot; ids that no snapshot knows are left out. */
export async function tracesOf(context: LakeContext, studyIds: readonly string[]): Promise<ErasureTraces> {
  const parts = partsOnDisk(context);
  const select: Select = (table, columns, where, values) =>
    context.engine.query(
      `SELECT DISTINCT ${columns} FROM ${relationOf(context, table, parts)} WHERE ${where}`,
      values,
    );
  const named = await select('studies', 'study_instance_uid', isIn('study_id'), [studyIds]);
  const uids = textsOf(named, 'study_instance_uid');
  const ids = textsOf(
    await select('studies', 'study_id', `${isIn('study_instance_uid')} OR ${isIn('study_id')}`, [
      uids,
      studyIds,
    ]),
    'study_id',
  );
  const live = relationOf(context, 'studies', liveOf(parts));
  const present = await context.engine.query(
    `SELECT DISTINCT study_id FROM ${live} WHERE ${isIn('study_id')}`,
    [ids],
  );
  const documents = await select(
    'source_documents',
    'sop_instance_uid, sha256, accession_number, patient_pseudonym',
    isIn('study_instance_uid'),
    [uids],
  );
  const objects = await objectsOf(select, uids, textsOf(documents, 'sha256'));
  const everSeen = [...objects, ...(await unnamedAt(select, objects.map(placeOf)))];
  return {
    studyIds: ids,
    presentStudyIds: textsOf(present, 'study_id'),
    studyInstanceUids: uids,
    sopInstanceUids: unique([
      ...textsOf(documents, 'sop_instance_uid'),
      ...textsOf(objects, 'sop_instance_uid'),
    ]),
    eventKeys: await eventKeysOf(select, ids),
    digests: unique([...textsOf(documents, 'sha256'), ...textsOf(objects, 'sha256')]),
    places: everSeen.map(placeOf),
    ownTexts: await ownTexts(context, parts, uids, [
      ...textsOf(documents, 'accession_number'),
      ...textsOf(documents, 'patient_pseudonym'),
    ]),
    firstHandledAt: textsOf(everSeen, 'ingested_at').sort()[0] ?? null,
  };
}

function liveOf(parts: readonly RecordedPart[]): RecordedPart[] {
  return parts.filter(({ removedIn }) => removedIn === null);
}

type Select = (
  table: TableName,
  columns: string,
  where: string,
  values: readonly SqlParameter[],
) => Promise<SqlRow[]>;

function isIn(column: string): string {
  return `${column} IN (SELECT unnest(?::VARCHAR[]))`;
}

function relationOf({ lakeFolder }: LakeContext, table: TableName, parts: readonly RecordedPart[]): string {
  return partsRelation(
    lakeFolder,
    table,
    parts.filter((part) => part.table === table),
  );
}

const OBJECT_COLUMNS = 'sha256, drop_folder, path, sop_instance_uid, ingested_at';

/** Records of the files of these studies; also of the time when their bytes were not understood yet. */
async function objectsOf(
  select: Select,
  uids: readonly string[],
  digests: readonly string[],
): Promise<SqlRow[]> {
  const ofStudies = await select('source_objects', OBJECT_COLUMNS, isIn('study_instance_uid'), [uids]);
  const known = unique([...digests, ...textsOf(ofStudies, 'sha256')]);
  return select('source_objects', OBJECT_COLUMNS, `${isIn('study_instance_uid')} OR ${isIn('sha256')}`, [
    uids,
    known,
  ]);
}

/**
 * Records of other bytes that stood where these files do and could not be read as of any study, as of a file that was
 * still being copied: its path tells of the person as much.
 */
function unnamedAt(select: Select, places: readonly FilePlace[]): Promise<SqlRow[]> {
  return select('source_objects', OBJECT_COLUMNS, isIn(UNNAMED_PLACE), [unique(places.map(placeKey))]);
}

/** Where a file stands of which no study is known, as SQL over `source_objects`; null for the others. */
export const UNNAMED_PLACE = `CASE WHEN study_instance_uid IS NULL THEN concat(drop_folder, '/', path) END`;

/** A place as `UNNAMED_PLACE` gives it. */
export function placeKey({ dropFolder, path }: Pick<FilePlace, 'dropFolder' | 'path'>): string {
  return `${dropFolder}/${path}`;
}

async function eventKeysOf(select: Select, studyIds: readonly string[]): Promise<string[]> {
  const columns = 'irradiation_event_uid, event_key';
  const rows = [
    ...(await select('ct_events', columns, isIn('study_id'), [studyIds])),
    ...(await select('projection_events', columns, isIn('study_id'), [studyIds])),
  ];
  return unique([...textsOf(rows, 'irradiation_event_uid'), ...textsOf(rows, 'event_key')]);
}

/** Texts of these studies, of any snapshot, that no other study of the newest snapshot states. */
async function ownTexts(
  context: LakeContext,
  parts: readonly RecordedPart[],
  uids: readonly string[],
  more: readonly string[],
): Promise<string[]> {
  const { engine } = context;
  const stated = await engine.query(
    `SELECT DISTINCT unnest(${EVERY_TEXT}) AS text FROM ${relationOf(context, 'studies', parts)}
     WHERE ${isIn('study_instance_uid')}`,
    [uids],
  );
  const texts = unique([...textsOf(stated, 'text'), ...more]);
  const shared = await engine.query(
    `SELECT DISTINCT text FROM (
       SELECT unnest(${EVERY_TEXT}) AS text FROM ${relationOf(context, 'studies', liveOf(parts))}
       WHERE NOT coalesce(${isIn('study_instance_uid')}, false))
     WHERE ${isIn('text')}`,
    [uids, texts],
  );
  const elsewhere = new Set(textsOf(shared, 'text'));
  return texts.filter((text) => !elsewhere.has(text));
}

function placeOf(row: SqlRow): FilePlace {
  return {
    dropFolder: String(row['drop_folder'] ?? ''),
    path: String(row['path'] ?? ''),
    sha256: String(row['sha256'] ?? ''),
  };
}

function textsOf(rows: readonly SqlRow[], column: string): string[] {
  return unique(rows.flatMap((row) => (typeof row[column] === 'string' ? [row[column]] : [])));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
