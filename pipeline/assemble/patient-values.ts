import {
  PATIENT_FIELDS,
  type KeptIdentity,
  type KeptValue,
  type PatientField,
  type PatientIdentity,
  type PatientValues,
} from '../../warehouse/tables/index.js';
import type { DataSet } from '../dicom/data-set.js';
import { parseDate } from '../dicom/date-time.js';
import { namesAsSent } from '../dicom/person-name.js';
import { TAG } from '../dicom/tags.js';
import { cutText } from '../extract/text-limit.js';
import { keyedHash } from './pseudonym.js';
import type { StudyDocument } from './study-document.js';

const STATED: { readonly [F in PatientField]: (dataSet: DataSet) => string | null } = {
  patient_name: (dataSet) => namesAsSent(dataSet.text(TAG.PatientName) ?? ''),
  patient_id: (dataSet) => dataSet.text(TAG.PatientID)?.trim() ?? null,
  patient_birth_date: (dataSet) => parseDate(dataSet.firstText(TAG.PatientBirthDate) ?? ''),
};

/** Name, ID and birth date of an object as the site keeps each. A birth date that is none is not kept. */
export function patientValues(
  dataSet: DataSet,
  keeps: Pick<KeptIdentity, PatientField>,
  siteKey: Uint8Array,
): PatientValues {
  const value = (field: PatientField): KeptValue => {
    const kept = keeps[field];
    if (kept === 'drop') return { kept, text: null };
    const text = cutText(STATED[field](dataSet) ?? '');
    if (text === '') return { kept, text: null };
    return { kept, text: kept === 'hash' ? patientHash(field, text, siteKey) : text };
  };
  return Object.fromEntries(PATIENT_FIELDS.map((field) => [field, value(field)])) as unknown as PatientValues;
}

/**
 * Hash of a value under the site key, the same however it is written: a name as `Family^Given` or `Family, Given`, and
 * all without regard to case. Of several representations the first that names anybody counts.
 */
export function patientHash(field: PatientField, text: string, siteKey: Uint8Array): string {
  const normal = text.normalize('NFC').trim().toLowerCase();
  return keyedHash(siteKey, field, field === 'patient_name' ? normalName(normal) : normal);
}

function normalName(name: string): string {
  const group = name.split('=').find((one) => /[^\^,\s]/.test(one)) ?? '';
  const components = group.split(/[\^,]/).map((component) => component.trim());
  return components.join('^').replace(/\^+$/, '');
}

/**
 * The row of `patient_identities`: of each field the first value that the documents, the strongest first, state; null
 * where none states any.
 */
export function patientIdentityOf(
  studyId: string,
  documents: readonly StudyDocument[],
): PatientIdentity | null {
  const row: PatientIdentity = {
    study_id: studyId,
    patient_name: null,
    patient_id: null,
    patient_birth_date: null,
    hashed_fields: null,
  };
  const hashed: PatientField[] = [];
  for (const field of PATIENT_FIELDS) {
    const first = documents.map(({ identity }) => identity.patient[field]).find(({ text }) => text !== null);
    if (first === undefined) continue;
    row[field] = first.text;
    if (first.kept === 'hash') hashed.push(field);
  }
  if (hashed.length > 0) row.hashed_fields = hashed;
  return PATIENT_FIELDS.some((field) => row[field] !== null) ? row : null;
}
