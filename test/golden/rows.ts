import { assembleStudy } from '../../pipeline/assemble/index.js';
import type { Extraction } from '../../pipeline/extract/extraction.js';
import { digestFile } from '../../pipeline/document/digest.js';
import {
  GUIDE_PATTERNS,
  type AccumulatedDose,
  type CtEvent,
  type Device,
  type KeptIdentity,
  type NmAdministration,
  type PatientField,
  type PatientIdentity,
  type ProjectionEvent,
  type Study,
} from '../../warehouse/tables/index.js';

/** What DoseLake holds after one object: the tables that a golden study is compared with. */
export interface Rows {
  readonly studies: readonly Study[];
  readonly ct_events: readonly CtEvent[];
  readonly projection_events: readonly ProjectionEvent[];
  readonly accumulated_doses: readonly AccumulatedDose[];
  readonly nm_administrations: readonly NmAdministration[];
  readonly devices: readonly Device[];
  readonly patient_identities: readonly KeptPatient[];
}

/** What is kept of the patient, with whether name and ID are hashes. */
interface KeptPatient extends PatientIdentity {
  readonly name_hashed: boolean;
  readonly id_hashed: boolean;
}

/** How identity was stored in the golden files of single objects. */
const STORED: KeptIdentity = {
  patient_name: 'store',
  patient_id: 'store',
  patient_birth_date: 'store',
  accession_number: 'store',
};

const IDENTITY_POLICY = {
  siteKey: new Uint8Array(32).fill(7),
  keeps: STORED,
  notPatient: GUIDE_PATTERNS,
  feedIssuer: null,
} as const;

/** What one file says, read as ingest reads it; null where it holds no dose. */
export function extractionOfFile(path: string): Extraction | null {
  const object = digestFile(path, IDENTITY_POLICY);
  return object.outcome === 'imported' ? object.extraction : null;
}

/** The rows of the study that one file alone makes, read as ingest reads it; null where the file holds no dose. */
export function rowsOfFile(path: string, keeps: KeptIdentity = STORED): Rows | null {
  const object = digestFile(path, { ...IDENTITY_POLICY, keeps });
  if (object.outcome !== 'imported') return null;
  const { extraction, sha256, identity } = object;
  const { rows, patients } = assembleStudy([{ extraction, sha256, identity }], {
    userDefinedModality: new Map(),
  });
  const isHashed = (patient: PatientIdentity, field: PatientField): boolean =>
    patient.hashed_fields?.includes(field) ?? false;
  const kept = patients.map((patient) => ({
    ...patient,
    name_hashed: isHashed(patient, 'patient_name'),
    id_hashed: isHashed(patient, 'patient_id'),
  }));
  return { ...rows, patient_identities: kept };
}
