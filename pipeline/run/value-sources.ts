import { TABLES, type SourceDocument, type TableName } from '../../warehouse/tables/index.js';
import { assembleStudy } from '../assemble/index.js';
import type { AssembledRows } from '../assemble/assembled-study.js';
import type { AssemblySettings, StudyDocument } from '../assemble/study-document.js';
import { shareSources, totalSources, type TotalSource } from '../assemble/total-sources.js';
import { originOf } from '../extract/origins.js';
import { Reading } from '../extract/reading.js';
import { documentAgain } from './stored-document.js';

/** Which value is asked about: a column of one row of a study. */
export interface ValueQuestion {
  readonly studyId: string;
  readonly table: keyof AssembledRows;
  /** What tells the row from the others of the study, as `rowKey` makes it; empty for the study row. */
  readonly key: string;
  readonly column: string;
}

/** One statement of an object that a value is, or was made, from. */
export interface ValueSource {
  readonly table: TableName;
  readonly key: string;
  readonly column: string;
  /** The value in the unit of the column. */
  readonly value: unknown;
  readonly sop_instance_uid: string;
  readonly extractor: string;
  readonly extractor_version: number;
  /** Position in the content tree (`1.3.2`), or tag. */
  readonly path: string;
  /** As written in the object. */
  readonly raw: string;
  readonly unit: string | null;
  readonly quirk: string | null;
}

/** Statements that are given of one value; a total over thousands of events is told by the first of them. */
export const MOST_SOURCES = 500;

/**
 * Reads the kept documents of a study again, tracing, and gives the answer to where a value came from (blueprint,
 * "Every dose-bearing value can say where it came from"): that of the readers of today. A total gives the statements
 * that it was made from: those of the current reports, else those of the events. No source where the value was worked
 * out from none.
 */
export function traceStudy(
  stored: readonly SourceDocument[],
  settings: AssemblySettings,
): (question: ValueQuestion) => ValueSource[] {
  const documents = stored
    .map((row) => documentAgain(row, new Reading(row.sop_instance_uid)))
    .filter((document) => document !== null);
  const { rows } = assembleStudy(documents, settings);
  const byUid = new Map(documents.map((document) => [document.extraction.sopInstanceUid, document]));
  return (question) => {
    const { studyId, table, key, column } = question;
    const row = rowsOfStudy(rows, table, studyId).find((candidate) => rowKey(table, candidate) === key);
    if (row === undefined) return [];
    const own = sourceOf(table, row, column, byUid);
    if (own !== null) return [own];
    return table === 'studies' ? sourcesOfTotal(rows, row, question, byUid) : [];
  };
}

type AnyRow = Readonly<Record<string, unknown>>;
type ByUid = ReadonlyMap<string, StudyDocument>;

function rowsOfStudy(rows: AssembledRows, table: keyof AssembledRows, studyId: string): readonly AnyRow[] {
  const all: readonly AnyRow[] = rows[table];
  return table === 'devices' ? all : all.filter((row) => row['study_id'] === studyId);
}

/** What tells a row from the others of its study: the columns of its key, joined by `|`; absent ones empty. */
export function rowKey(table: keyof AssembledRows, row: AnyRow): string {
  const columns: readonly string[] = TABLES[table].key;
  return columns
    .filter((column) => column !== 'study_id')
    .map((column) => String(row[column] ?? ''))
    .join('|');
}

function sourceOf(
  table: keyof AssembledRows,
  row: AnyRow,
  column: string,
  documents: ByUid,
): ValueSource | null {
  const trace = originOf(row, column);
  const value = row[column];
  const document = trace === null ? undefined : documents.get(trace.object);
  if (trace === null || document === undefined || value === null || value === undefined) return null;
  const { object, path, raw, unit, quirk } = trace;
  const { extractor, extractorVersion } = document.extraction;
  const about = { table, key: rowKey(table, row), column, value };
  const by = { sop_instance_uid: object, extractor, extractor_version: extractorVersion };
  return { ...about, ...by, path, raw, unit, quirk };
}

/** The first kind of statement that a total can come from and that the study has, as the total says of itself. */
function sourcesOfTotal(
  rows: AssembledRows,
  study: AnyRow,
  { studyId, column }: ValueQuestion,
  documents: ByUid,
): ValueSource[] {
  const madeFrom = study[`${column}_source`];
  const statementsOf = (source: TotalSource): ValueSource[] =>
    rowsOfStudy(rows, source.table as keyof AssembledRows, studyId)
      .filter((row) => row['counted'] !== false && row['is_current'] !== false && source.isPart(row))
      .map((row) => sourceOf(source.table as keyof AssembledRows, row, source.column, documents))
      .filter((statement) => statement !== null);
  const found = totalSources(column).map(statementsOf);
  const ofEvents = found.filter((_, at) => totalSources(column)[at]!.table !== 'accumulated_doses');
  const wanted = madeFrom === 'mixed' ? found : madeFrom === 'summed_events' ? ofEvents : firstFilled(found);
  const statements = wanted.flat();
  const told = statements.length > 0 ? statements : shareSources(column).flatMap(statementsOf);
  return told.slice(0, MOST_SOURCES);
}

function firstFilled<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.filter((list) => list.length > 0).slice(0, 1);
}
