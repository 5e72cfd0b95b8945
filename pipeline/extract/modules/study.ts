import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDate, parseDateTime, parseTime, parseUtcOffset } from '../../dicom/date-time.js';
import { showTag } from '../../dicom/element.js';
import { namesAsSent } from '../../dicom/person-name.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader, TextColumn } from '../row-reader.js';

type StudyReader = RowReader<'studies'>;

/** General Study module and what goes with it (rows IMP-040…IMP-051); the accession number is a fact of identity. */
export function readStudyModule(study: StudyReader, dataSet: DataSet): void {
  study.attribute('study_instance_uid', dataSet, TAG.StudyInstanceUID);
  study.attribute('modality_in_object', dataSet, TAG.Modality);
  study.attribute('series_instance_uid', dataSet, TAG.SeriesInstanceUID);
  readTime(study, 'series_time', dataSet, TAG.SeriesTime);
  readTime(study, 'content_time', dataSet, TAG.ContentTime);
  readStudyDate(study, dataSet);
  readStudyTime(study, dataSet);
  readUtcOffset(study, dataSet);
  study.attribute('dicom_study_id', dataSet, TAG.StudyID);
  study.attribute('study_description', dataSet, TAG.StudyDescription);
  readCode(study, 'procedure_code_meaning', 'procedure_code_value', dataSet, TAG.ProcedureCodeSequence);
  for (const [column, tag] of STAFF) readNames(study, column, dataSet, tag);
  study.attribute('admitting_diagnoses_description', dataSet, TAG.AdmittingDiagnosesDescription);
}

const STAFF = [
  ['referring_physician', TAG.ReferringPhysicianName],
  ['performing_physician', TAG.PerformingPhysicianName],
  ['operator', TAG.OperatorsName],
  ['physician_of_record', TAG.PhysiciansOfRecord],
  ['reading_physician', TAG.NameOfPhysiciansReadingStudy],
] as const;

/** Where the moment of the study may stand. */
const MOMENTS = [
  { source: 'study', date: TAG.StudyDate, time: TAG.StudyTime },
  { source: 'content', date: TAG.ContentDate, time: TAG.ContentTime },
  { source: 'series', date: TAG.SeriesDate, time: TAG.SeriesTime },
  { source: 'acquisition', date: TAG.AcquisitionDate, time: TAG.AcquisitionTime },
  { source: 'acquisition', date: TAG.AcquisitionDateTime, time: TAG.AcquisitionDateTime },
] as const;

/** Day that an attribute of a moment states. */
function dayOf(raw: string | null, tag: number): string | null {
  if (raw === null) return null;
  return tag === TAG.AcquisitionDateTime ? (parseDateTime(raw)?.local?.slice(0, 10) ?? null) : parseDate(raw);
}

/** Time of day that an attribute of a moment states. */
function timeOf(raw: string | null, tag: number): string | null {
  if (raw === null) return null;
  if (tag !== TAG.AcquisitionDateTime) return parseTime(raw);
  const parsed = parseDateTime(raw);
  return parsed?.precision === 'day' ? null : (parsed?.local?.slice(11) ?? null);
}

/** Study date; where it is missing that of content, series or acquisition, else none (never 1900; row IMP-041). */
function readStudyDate(study: StudyReader, dataSet: DataSet): void {
  for (const { source, date: tag } of MOMENTS) {
    const raw = dataSet.firstText(tag);
    const date = dayOf(raw, tag);
    if (raw !== null && date === null) {
      study.reading.finding('date_unreadable', showTag(tag), 'not a calendar date');
    }
    if (date === null || raw === null) continue;
    const origin = { path: showTag(tag), raw };
    study.set('study_date', date, origin);
    study.set('study_month', date.slice(0, 7), origin);
    study.set('study_date_source', source, origin);
    if (source !== 'study') {
      study.reading.finding('study_date_missing', showTag(tag), `study date taken from ${source} date`);
    }
    return;
  }
}

/**
 * Study time; where it is missing that of content, series or acquisition (row IMP-042). It is first looked for beside
 * the date that was taken, and never where another day stands beside it, as behind the midnight that a study runs over.
 */
function readStudyTime(study: StudyReader, dataSet: DataSet): void {
  const { study_date: day, study_date_source: dated } = study.row;
  const beside = MOMENTS.filter(({ source }) => source === dated);
  for (const { date, time } of [...beside, ...MOMENTS]) {
    const ownDay = dayOf(dataSet.firstText(date), date);
    if (ownDay === null || ownDay === day) readTime(study, 'study_time', dataSet, time);
    if (study.row.study_time !== null) return;
  }
}

function readTime(
  study: StudyReader,
  column: 'study_time' | 'series_time' | 'content_time',
  dataSet: DataSet,
  tag: number,
): void {
  const raw = dataSet.firstText(tag);
  const time = timeOf(raw, tag);
  if (raw !== null && time !== null) study.set(column, time, { path: showTag(tag), raw });
}

function readUtcOffset(study: StudyReader, dataSet: DataSet): void {
  const raw = dataSet.text(TAG.TimezoneOffsetFromUTC);
  const minutes = raw === null ? null : parseUtcOffset(raw);
  if (raw === null || minutes === null) return;
  study.set('utc_offset_min', minutes, { path: showTag(TAG.TimezoneOffsetFromUTC), raw });
}

/** Names of staff, several joined by ` | ` (row IMP-044). */
export function readNames(
  study: StudyReader,
  column: TextColumn<'studies'>,
  dataSet: DataSet,
  tag: number,
): void {
  const raw = dataSet.text(tag);
  const names = raw === null ? null : namesAsSent(raw);
  if (raw !== null && names) study.set(column, names, { path: showTag(tag), raw });
}

/** Value and meaning of the first code of a sequence, where columns are still blank. */
export function readCode(
  study: StudyReader,
  meaningColumn: 'procedure_code_meaning' | 'requested_procedure_code_meaning',
  valueColumn: 'procedure_code_value' | 'requested_procedure_code_value',
  dataSet: DataSet | null,
  tag: number,
): void {
  const item = dataSet?.item(tag);
  const code = item ? codeOf(item) : null;
  if (!code) return;
  const origin = { path: showTag(tag), raw: `${code.value} ${code.meaning}` };
  if (study.row[valueColumn] === null && code.value) study.set(valueColumn, code.value, origin);
  if (study.row[meaningColumn] === null && code.meaning) study.set(meaningColumn, code.meaning, origin);
}

/** Requested procedure with the fallbacks of row IMP-049, and last what a report is an answer to. */
export function readRequestedProcedure(study: StudyReader, dataSet: DataSet): void {
  const request = dataSet.item(TAG.RequestAttributesSequence);
  const columns = ['requested_procedure_code_meaning', 'requested_procedure_code_value'] as const;
  readCode(study, ...columns, request, TAG.RequestedProcedureCodeSequence);
  for (const source of [request, dataSet]) readDescription(study, source);
  readCode(study, ...columns, dataSet, TAG.RequestedProcedureCodeSequence);
  if (study.row.requested_procedure_code_meaning !== null) return;
  const referenced = dataSet.item(TAG.ReferencedRequestSequence);
  readCode(study, ...columns, referenced, TAG.RequestedProcedureCodeSequence);
  readDescription(study, referenced);
}

function readDescription(study: StudyReader, source: DataSet | null): void {
  if (study.row.requested_procedure_code_meaning !== null || source === null) return;
  study.attribute('requested_procedure_code_meaning', source, TAG.RequestedProcedureDescription);
}
