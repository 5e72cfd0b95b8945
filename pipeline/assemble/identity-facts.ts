import type { KeptIdentity, NotPatientPatterns } from '../../warehouse/tables/index.js';
import type { DataSet } from '../dicom/data-set.js';
import { ageInDays, ageInYears, parseDate } from '../dicom/date-time.js';
import { matchableNames } from '../dicom/person-name.js';
import { TAG } from '../dicom/tags.js';
import { cutText } from '../extract/text-limit.js';
import { matchedPatterns, type MatchedTexts } from './not-patient.js';
import { accessionHash, patientPseudonym } from './pseudonym.js';
import { patientValues } from './patient-values.js';
import type { IdentityFacts } from './study-document.js';

/** What the site says of identity. */
export interface IdentityPolicy {
  /** Secret of the site, kept outside the lake. */
  readonly siteKey: Uint8Array;
  readonly keeps: KeptIdentity;
  readonly notPatient: NotPatientPatterns;
  /** Issuer of patient IDs of the feed, where the objects do not tell. */
  readonly feedIssuer: string | null;
}

const OLDEST_YEARS = 120;

/**
 * Derives what may be kept from the identity in an object; the identity itself goes no further. `protocols` are those
 * of its events, for the patterns that tell tests from patients.
 */
export function deriveIdentityFacts(
  dataSet: DataSet,
  policy: IdentityPolicy,
  protocols: readonly (string | null)[],
): Omit<IdentityFacts, 'textsWithIdentity'> {
  const name = dataSet.text(TAG.PatientName);
  return {
    patientPseudonym: patientPseudonym(dataSet, policy.siteKey, policy.feedIssuer),
    accessionNumber: keptAccessionNumber(dataSet, policy),
    accessionNumberKept: policy.keeps.accession_number,
    patient: patientValues(dataSet, policy.keeps, policy.siteKey),
    ...ageFromBirthDate(dataSet),
    notPatientPatterns: matchedPatterns(policy.notPatient, {
      ids: [dataSet.text(TAG.PatientID)],
      names: name === null ? [] : matchableNames(name),
      ...openTexts(dataSet, protocols),
    }),
  };
}

/** Texts that patterns are matched against and that do not identify: they stand in the kept copy too. */
export function openTexts(
  dataSet: DataSet,
  protocols: readonly (string | null)[],
): Pick<MatchedTexts, 'descriptions' | 'protocols' | 'stations'> {
  return {
    descriptions: [dataSet.text(TAG.StudyDescription)],
    protocols: [dataSet.text(TAG.ProtocolName), ...protocols],
    stations: [dataSet.text(TAG.StationName)],
  };
}

function keptAccessionNumber(dataSet: DataSet, policy: IdentityPolicy): string | null {
  const stated = dataSet.text(TAG.AccessionNumber)?.trim() ?? null;
  const kept = policy.keeps.accession_number;
  if (stated === null || kept === 'drop') return null;
  return kept === 'hash' ? accessionHash(stated, policy.siteKey) : cutText(stated);
}

type Age = Pick<IdentityFacts, 'patientAgeDays' | 'patientAgeYears' | 'birthDateProblem'>;

/** The birth date counts only if it is a date, not after the study, and gives 0 to 120 years (columns.md, "Age"). */
function ageFromBirthDate(dataSet: DataSet): Age {
  const raw = dataSet.firstText(TAG.PatientBirthDate);
  if (raw === null) return noAge(null);
  const birth = parseDate(raw);
  if (birth === null) return noAge('invalid');
  const study = studyDate(dataSet);
  if (study === null) return noAge('no_study_date');
  if (birth > study) return noAge('after_study');
  const years = ageInYears(birth, study);
  if (years === null || years > OLDEST_YEARS) return noAge('out_of_range');
  return { patientAgeDays: ageInDays(birth, study), patientAgeYears: years, birthDateProblem: null };
}

function noAge(birthDateProblem: Age['birthDateProblem']): Age {
  return { patientAgeDays: null, patientAgeYears: null, birthDateProblem };
}

function studyDate(dataSet: DataSet): string | null {
  for (const tag of [TAG.StudyDate, TAG.ContentDate, TAG.SeriesDate, TAG.AcquisitionDate]) {
    const date = parseDate(dataSet.firstText(tag) ?? '');
    if (date !== null) return date;
  }
  return null;
}
