import type { Study } from '../../warehouse/tables/index.js';
import { parseAgeString } from '../dicom/date-time.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

const OLDEST_YEARS = 120;

type AgeColumns = Pick<Study, 'patient_age_years' | 'patient_age_source' | 'patient_age_as_sent'>;

/**
 * Age at the study in calendar years, unrounded (row IMP-065): from the birth date where it counts, else PatientAge.
 * Ages are stated in whole years, months, weeks or days, so they may differ by what that drops: only when they are
 * apart by more than the greater of 1.1 years and 5 % does PatientAge hold, with a finding. Outside 0 to 120 years
 * there is no age, with a finding. `documents` come strongest first.
 */
export function patientAge(documents: readonly StudyDocument[], findings: StudyFindings): AgeColumns {
  const asSent = firstStated(documents, ({ extraction }) => extraction.study.patient_age_as_sent);
  const fromBirth = withinLife(
    firstStated(documents, ({ identity }) => identity.patientAgeYears),
    findings,
  );
  const fromText = withinLife(
    firstStated(documents, ({ extraction }) => parseAgeString(extraction.study.patient_age_as_sent ?? '')),
    findings,
  );
  noteBirthDateProblems(documents, findings);
  if (fromBirth !== null && (fromText === null || isClose(fromBirth, fromText))) {
    return { patient_age_years: fromBirth, patient_age_source: 'birth_date', patient_age_as_sent: asSent };
  }
  if (fromBirth !== null) {
    findings.note(
      'age_differs',
      'patient_age_years',
      'the age from the birth date and the age as sent differ; the age as sent holds',
    );
  }
  const source = fromText === null ? null : 'patient_age';
  return { patient_age_years: fromText, patient_age_source: source, patient_age_as_sent: asSent };
}

function firstStated<T>(
  documents: readonly StudyDocument[],
  valueOf: (document: StudyDocument) => T | null,
): T | null {
  for (const document of documents) {
    const value = valueOf(document);
    if (value !== null) return value;
  }
  return null;
}

function withinLife(years: number | null, findings: StudyFindings): number | null {
  if (years === null || (years >= 0 && years <= OLDEST_YEARS)) return years;
  findings.note('age_out_of_range', 'patient_age_years', 'the age is below 0 or above 120 years');
  return null;
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(1.1, 0.05 * Math.max(one, other));
}

function noteBirthDateProblems(documents: readonly StudyDocument[], findings: StudyFindings): void {
  for (const { identity } of documents) {
    if (identity.birthDateProblem === null) continue;
    const code =
      identity.birthDateProblem === 'out_of_range' ? 'age_out_of_range' : 'birth_date_does_not_count';
    const message =
      identity.birthDateProblem === 'out_of_range'
        ? 'the age is below 0 or above 120 years'
        : `the birth date gives no age: ${identity.birthDateProblem}`;
    findings.note(code, 'patient_age_years', message);
  }
}
