import { column } from './column.js';
import type { Keeping, PatientField } from './identity-settings.js';
import { defineTable, type RowOf } from './table.js';

/**
 * What the site chose to keep of the identity of patients. It stands in a file of its own outside the lake: never in
 * parts, snapshots or publications.
 */
export const patientIdentities = defineTable(
  'patient_identities',
  {
    grain: 'one row per study of which the site keeps something of the identity of the patient',
    key: ['study_id'],
    sortedBy: ['study_id'],
  },
  {
    study_id: column(1, 'text', 'Study', 'Stable identifier of the study.'),
    patient_name: column(
      2,
      'text',
      'Patient name',
      'Name as sent, or its keyed hash where the site hashes it.',
      {
        source: '(0010,0010)',
        identity: 'identifying',
      },
    ),
    patient_id: column(3, 'text', 'Patient ID', 'ID as sent, or its keyed hash where the site hashes it.', {
      source: '(0010,0020)',
      identity: 'identifying',
    }),
    patient_birth_date: column(
      4,
      'date',
      'Birth date',
      'Date of birth, or its keyed hash where the site hashes it.',
      { source: '(0010,0030)', identity: 'identifying' },
    ),
    hashed_fields: column(5, 'text[]', 'Hashed', 'Which of these are keyed hashes.'),
  },
);

export type PatientIdentity = RowOf<typeof patientIdentities>;

/** An identifying value of an object as the site kept it; `text` is null where it was dropped or never stated. */
export interface KeptValue {
  readonly kept: Keeping;
  readonly text: string | null;
}

/** What was kept of the patient in an object. */
export type PatientValues = { readonly [F in PatientField]: KeptValue };

/** What was kept of the patient in one object, by the digest of its file. */
export interface ObjectIdentity extends PatientValues {
  readonly sha256: string;
}

/** Of an object of which nothing was kept. */
export const NOTHING_KEPT: PatientValues = {
  patient_name: { kept: 'drop', text: null },
  patient_id: { kept: 'drop', text: null },
  patient_birth_date: { kept: 'drop', text: null },
};
