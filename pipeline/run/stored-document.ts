import {
  NOTHING_KEPT,
  type Keeping,
  type PatientValues,
  type SourceDocument,
} from '../../warehouse/tables/index.js';
import type { IdentityFacts, StudyDocument } from '../assemble/study-document.js';
import { reportTextsWithIdentity } from '../document/digest.js';
import { unpackContent } from '../document/kept-content.js';
import { isRefusal } from '../extract/extraction.js';
import { Reading } from '../extract/reading.js';
import { extractObject } from '../extract/registry.js';

/**
 * Extracts again what a kept document says; `patient` is what is kept of it outside the lake. Null where the extractors
 * of today refuse it.
 */
export function documentAgain(
  row: SourceDocument,
  reading: Reading = new Reading(),
  patient: PatientValues = NOTHING_KEPT,
): StudyDocument | null {
  if (row.content === null || row.sha256 === null) return null;
  reportTextsWithIdentity(reading, row.texts_with_identity ?? 0);
  const extraction = extractObject(unpackContent(row.content), reading);
  return isRefusal(extraction)
    ? null
    : { extraction, sha256: row.sha256, identity: identityOf(row, patient) };
}

function identityOf(row: SourceDocument, patient: PatientValues): IdentityFacts {
  return {
    patientPseudonym: row.patient_pseudonym,
    accessionNumber: row.accession_number,
    accessionNumberKept: row.accession_number_kept as Keeping | null,
    patientAgeDays: row.patient_age_days,
    patientAgeYears: row.patient_age_years,
    birthDateProblem: row.birth_date_problem as IdentityFacts['birthDateProblem'],
    notPatientPatterns: row.not_patient_patterns,
    textsWithIdentity: row.texts_with_identity ?? 0,
    patient,
  };
}
