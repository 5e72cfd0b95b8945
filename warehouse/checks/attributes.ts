import { studyCheck, type StudyCheck } from './check.js';

/** Words in descriptions by which a test object gives itself away. */
const TEST_WORDS =
  "'(phantom|fantom|quality (control|assurance)|constancy|physics|acceptance test|daily check|(^|[^a-z])q[ac]([^a-z]|$))'";

/** What a study needs to be found, placed in time and told from tests. */
export const ATTRIBUTE_CHECKS: readonly StudyCheck[] = [
  studyCheck({
    id: 'study_date_missing',
    title: 'The study date is not stated',
    severity: 'warning',
    grain: 'study',
    definition:
      'No object states the date of the study; it is blank or taken from content, series or first event.',
    predicates: [{ rows: 'study', fails: "r.study_date IS NULL OR r.study_date_source <> 'study'" }],
  }),
  studyCheck({
    id: 'accession_number_missing',
    title: 'The accession number is missing',
    severity: 'info',
    grain: 'study',
    definition:
      'No object states an accession number, so the study cannot be matched with the request or with facts.',
    predicates: [{ rows: 'study', fails: 'r.accession_number IS NULL' }],
  }),
  studyCheck({
    id: 'not_patient_suspected',
    title: 'Perhaps not a patient',
    severity: 'warning',
    grain: 'study',
    definition:
      'A study that counts as of a patient speaks of a phantom, quality control or physics in its description, procedure or comment.',
    predicates: [
      {
        rows: 'study',
        fails: `r.is_not_patient IS NOT TRUE AND regexp_matches(lower(concat_ws(' ', r.study_description, r.procedure_code_meaning, r.requested_procedure_code_meaning, r.comment)), ${TEST_WORDS})`,
      },
    ],
  }),
  studyCheck({
    id: 'standard_name_missing',
    title: 'Without a standard name',
    severity: 'info',
    grain: 'study',
    definition: 'The site maps studies of this modality to standard names, and this one to none.',
    needsWholeStore: true,
    predicates: [
      {
        rows: 'study',
        fails: `r.standard_name IS NULL AND r.is_not_patient IS NOT TRUE
          AND r.modality IN (SELECT modality FROM {whole_store} WHERE standard_name IS NOT NULL)`,
      },
    ],
  }),
];
