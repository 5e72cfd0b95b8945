import {
  IDENTITY_FIELDS,
  KEEPING,
  type IdentityField,
  type KeptIdentity,
} from '../../warehouse/tables/index.js';
import { ConfigurationError } from './field-values.js';
import type { SettingName, Stated } from './setting-names.js';

/** The setting that says how each field is kept. */
const SETTING_OF: { readonly [F in IdentityField]: SettingName } = {
  patient_name: 'patientName',
  patient_id: 'patientId',
  patient_birth_date: 'birthDate',
  accession_number: 'accessionNumber',
};

/** `patientName`, `patientId`, `birthDate`, `accessionNumber`: store, hash or drop (row IMP-600), where it is said. */
export function statedIdentity(stated: Stated): Partial<KeptIdentity> {
  const kept = IDENTITY_FIELDS.flatMap((field) => {
    const setting = SETTING_OF[field];
    const said = stated(setting);
    if (said === undefined || said === '') return [];
    const keeping = KEEPING.find((one) => one === said);
    if (!keeping) throw new ConfigurationError(`${setting} must be one of ${KEEPING.join(', ')}`);
    return [[field, keeping] as const];
  });
  return Object.fromEntries(kept);
}
