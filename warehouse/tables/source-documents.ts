import { column } from './column.js';
import { defineTable, type RowOf } from './table.js';

/**
 * What each imported object said, stripped of identity by allow-list and compressed, with the facts derived from
 * identity at import. Everything in the other tables can be extracted again from these rows.
 */
export const sourceDocuments = defineTable(
  'source_documents',
  {
    grain: 'one row per imported object',
    key: ['sop_instance_uid'],
    sortedBy: ['study_instance_uid', 'sop_instance_uid'],
  },
  {
    sop_instance_uid: column(1, 'text', 'SOP instance UID', 'UID of the object.'),
    sop_class_uid: column(2, 'text', 'SOP class UID', 'Kind of the object.'),
    study_instance_uid: column(3, 'text', 'Study instance UID', 'UID of the study.'),
    sha256: column(4, 'text', 'SHA-256', 'Digest of the file that the object came from.'),
    study_date: column(
      5,
      'date',
      'Study date',
      'Date of the study as the object gives it; finds the part that holds a study.',
    ),
    extractor: column(6, 'text', 'Extractor', 'Which extractor read the object.'),
    extractor_version: column(7, 'integer', 'Extractor version', 'Version of the extractor.'),
    content: column(
      8,
      'blob',
      'Content',
      'The object without identity and pixel data: a DICOM data set, packed by Brotli behind a byte for its byte order.',
    ),
    content_byte_count: column(9, 'integer', 'Content bytes', 'Size of the content before compression.'),
    patient_pseudonym: column(10, 'text', 'Pseudonym', 'Keyed pseudonym of the patient.', {
      identity: 'pseudonym',
    }),
    accession_number: column(
      11,
      'text',
      'Accession number',
      'Accession number, or its keyed hash where the site hashes it; blank where it drops it.',
    ),
    patient_age_days: column(
      12,
      'integer',
      'Age in days',
      'Days from birth to the study, from the birth date.',
    ),
    patient_age_years: column(
      13,
      'number',
      'Age in years',
      'Calendar years from birth to the study, from the birth date.',
    ),
    birth_date_problem: column(14, 'text', 'Birth date problem', 'Why the birth date did not give an age.'),
    not_patient_patterns: column(
      15,
      'text',
      'Test patient indicators',
      'Patterns on ID and name that the object matched.',
    ),
    identity_is_known: column(
      16,
      'boolean',
      'Identity known',
      'Whether the object stated an ID that gives a pseudonym.',
    ),
    texts_with_identity: column(
      17,
      'integer',
      'Texts with identity',
      'Number of texts that repeated name, number or birth date of the patient and were left out of the content.',
    ),
    accession_number_kept: column(
      18,
      'text',
      'Accession number kept',
      'How the site kept the accession number of this object: store, hash or drop.',
    ),
  },
);

export type SourceDocument = RowOf<typeof sourceDocuments>;
