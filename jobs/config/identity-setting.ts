import {
  IDENTITY_FIELDS,
  KEEPING,
  type IdentityField,
  type KeptIdentity,
} from '../../warehouse/tables/index.js';
import { ConfigurationError } from './field-values.js';

/** What each field is called in the configuration file, and its variable in the environment. */
export const IDENTITY_SETTINGS: {
  readonly [F in IdentityField]: readonly [field: string, variable: string];
} = {
  patient_name: ['patientName', 'DOSE_PATIENT_NAME'],
  patient_id: ['patientId', 'DOSE_PATIENT_ID'],
  patient_birth_date: ['birthDate', 'DOSE_BIRTH_DATE'],
  accession_number: ['accessionNumber', 'DOSE_ACCESSION_NUMBER'],
};

/** `patientName`, `patientId`, `birthDate`, `accessionNumber`: store, hash or drop (row IMP-600), where it is said. */
export function statedIdentity(value: (field: string, variable: string) => unknown): Partial<KeptIdentity> {
  const stated = IDENTITY_FIELDS.flatMap((name) => {
    const [field, variable] = IDENTITY_SETTINGS[name];
    const said = value(field, variable);
    if (said === undefined || said === '') return [];
    const kept = KEEPING.find((one) => one === said);
    if (!kept) throw new ConfigurationError(`${field} must be one of ${KEEPING.join(', ')}`);
    return [[name, kept] as const];
  });
  return Object.fromEntries(stated);
}
