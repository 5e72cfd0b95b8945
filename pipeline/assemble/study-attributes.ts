import { emptyRow, TABLES, type Study } from '../../warehouse/tables/index.js';
import { carryOrigin } from '../extract/origins.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

/** Attributes of patient, study and procedure, which all objects of a study should state alike. */
const STATED_ALIKE = [
  'utc_offset_min',
  'dicom_study_id',
  'study_description',
  'procedure_code_meaning',
  'procedure_code_value',
  'requested_procedure_code_meaning',
  'requested_procedure_code_value',
  'referring_physician',
  'performing_physician',
  'operator',
  'physician_of_record',
  'reading_physician',
  'patient_sex',
  'patient_height_m',
  'patient_weight_kg',
  'admitting_diagnoses_description',
] as const satisfies readonly (keyof Study)[];

/** Attributes of one kind of object, which another kind states otherwise or not at all. */
const STATED_BY_OBJECT = [
  'series_instance_uid',
  'series_time',
  'content_time',
  'observers',
  'person_participants',
  'comment',
  'procedure_reported',
  'procedure_reported_code',
  'has_intent',
  'has_intent_code',
  'acquisition_device_type',
  'acquisition_device_type_code',
  'scope_of_accumulation',
  'scope_of_accumulation_code',
  'sources_of_dose_information',
  'subject_age_as_reported',
  'detector_data_available',
  'source_data_available',
  'mechanical_data_available',
] as const satisfies readonly (keyof Study)[];

/** A code goes with its meaning: both come from the document that gives either. */
const CODE_OF_MEANING: Readonly<Record<string, string>> = {
  procedure_code_value: 'procedure_code_meaning',
  requested_procedure_code_value: 'requested_procedure_code_meaning',
  procedure_reported_code: 'procedure_reported',
  has_intent_code: 'has_intent',
  acquisition_device_type_code: 'acquisition_device_type',
  scope_of_accumulation_code: 'scope_of_accumulation',
};

/**
 * A study row with the attributes that its documents state, column by column: the first document in order that states
 * a value gives it, another value elsewhere is a finding. `documents` come strongest first.
 */
export function studyAttributes(documents: readonly StudyDocument[], findings: StudyFindings): Study {
  const study = emptyRow(TABLES.studies);
  const columns = study as Record<string, unknown>;
  const gaveMeaning = new Map<string, Study>();
  for (const column of [...STATED_ALIKE, ...STATED_BY_OBJECT]) {
    const giver = giverOf(column, documents, gaveMeaning.get(CODE_OF_MEANING[column] ?? ''));
    if (giver === null) continue;
    gaveMeaning.set(column, giver);
    columns[column] = giver[column];
    carryOrigin(study, giver, column);
  }
  for (const column of STATED_ALIKE) noteDifference(column, documents, findings);
  study.study_instance_uid = documents[0]!.extraction.studyInstanceUid;
  study.modality_in_object = modalityInObject(documents);
  writeDate(study, documents, findings);
  writeIdentity(study, documents, findings);
  return study;
}

function giverOf(
  column: keyof Study,
  documents: readonly StudyDocument[],
  meaningGivenBy: Study | undefined,
): Study | null {
  if (meaningGivenBy !== undefined) return meaningGivenBy;
  return documents.find(({ extraction }) => extraction.study[column] !== null)?.extraction.study ?? null;
}

function noteDifference(
  column: keyof Study,
  documents: readonly StudyDocument[],
  findings: StudyFindings,
): void {
  if (documents.length < 2) return;
  let first: unknown = null;
  for (const { extraction } of documents) {
    const value = extraction.study[column];
    if (value === null) continue;
    first ??= value;
    if (value !== first) return noteOtherValue(column, findings);
  }
}

function noteOtherValue(column: string, findings: StudyFindings): void {
  findings.note('attribute_differs', column, 'objects of the study state different values; the first holds');
}

/** The modality that images state; that of reports is SR and tells nothing of the equipment. */
function modalityInObject(documents: readonly StudyDocument[]): string | null {
  const stated = documents
    .map(({ extraction }) => extraction.study.modality_in_object)
    .filter((modality) => modality !== null);
  return stated.find((modality) => modality !== 'SR') ?? stated[0] ?? null;
}

/**
 * Date and time of the study; a study date proper goes before one taken from content, series or acquisition. The time is
 * not that of another day.
 */
function writeDate(study: Study, documents: readonly StudyDocument[], findings: StudyFindings): void {
  const dated = documents.map(({ extraction }) => extraction.study).filter((row) => row.study_date !== null);
  const proper = dated.filter((row) => row.study_date_source === 'study');
  const from = proper[0] ?? dated[0];
  if (from) {
    study.study_date = from.study_date;
    study.study_date_source = from.study_date_source;
    study.study_month = from.study_date?.slice(0, 7) ?? null;
    carryOrigin(study, from, 'study_date');
  }
  const alike = proper.length > 0 ? proper : dated;
  if (new Set(alike.map((row) => row.study_date)).size > 1) noteOtherValue('study_date', findings);
  const isOfDay = (row: Study): boolean => row.study_date === study.study_date || row.study_date === null;
  const timed = [...alike, ...documents.map(({ extraction }) => extraction.study)].filter(isOfDay);
  const timeGiver = timed.find((row) => row.study_time !== null);
  study.study_time = timeGiver?.study_time ?? null;
  if (timeGiver) carryOrigin(study, timeGiver, 'study_time');
  const times = alike.map((row) => row.study_time).filter((time) => time !== null);
  if (new Set(times).size > 1) noteOtherValue('study_time', findings);
}

/** What identity gave at import: accession numbers, pseudonym and the patterns of test patients. */
function writeIdentity(study: Study, documents: readonly StudyDocument[], findings: StudyFindings): void {
  const identities = documents.map((document) => document.identity);
  const accessions = distinctStated(identities.map((identity) => identity.accessionNumber));
  study.accession_number = accessions[0] ?? null;
  study.accession_numbers = accessions.length === 0 ? null : [...accessions].sort();
  if (accessions.length > 1) noteOtherValue('accession_number', findings);
  const pseudonyms = distinctStated(identities.map((identity) => identity.patientPseudonym));
  study.patient_pseudonym = pseudonyms[0] ?? null;
  if (pseudonyms.length > 1) {
    findings.note('patient_differs', 'patient_pseudonym', 'objects of the study name different patients');
  }
  const patterns = distinctStated(identities.map((identity) => identity.notPatientPatterns));
  study.not_patient_patterns = patterns[0] ?? null;
  study.is_not_patient = patterns.length > 0;
}

function distinctStated(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
