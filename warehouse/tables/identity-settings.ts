/** How a site keeps an identifying value, from the most open to the most closed: in clear, as a keyed hash, not at all. */
export const KEEPING = ['store', 'hash', 'drop'] as const;
export type Keeping = (typeof KEEPING)[number];

/** Identifying values of a patient, by the column of `patient_identities` that holds them. */
export const PATIENT_FIELDS = ['patient_name', 'patient_id', 'patient_birth_date'] as const;
export type PatientField = (typeof PATIENT_FIELDS)[number];

/** Everything of which a site says how it is kept. */
export const IDENTITY_FIELDS = [...PATIENT_FIELDS, 'accession_number'] as const;
export type IdentityField = (typeof IDENTITY_FIELDS)[number];

/** What a site wants kept of identity. */
export type KeptIdentity = { readonly [F in IdentityField]: Keeping };

/** Until the site says otherwise, a keyed pseudonym alone tells patients apart. */
export const DEFAULT_KEPT: KeptIdentity = {
  patient_name: 'drop',
  patient_id: 'drop',
  patient_birth_date: 'drop',
  accession_number: 'store',
};

/** What the patterns that tell test objects from patients are matched against. */
export const NOT_PATIENT_KINDS = ['ids', 'names', 'descriptions', 'protocols', 'stations'] as const;

/**
 * Wildcard patterns that tell test objects from patients (rows IMP-620…IMP-622): on patient ID, on the name as
 * `Family, Given`, on study descriptions, on protocols of the series and of every event, and on station names.
 */
export type NotPatientPatterns = { readonly [K in (typeof NOT_PATIENT_KINDS)[number]]: readonly string[] };

/** What the guide's version looks for: `phy`, `test` and `qa` anywhere in ID and name. */
export const GUIDE_PATTERNS: NotPatientPatterns = {
  ids: ['*phy*', '*test*', '*qa*'],
  names: ['*phys*', '*test*', '*qa*'],
  descriptions: [],
  protocols: [],
  stations: [],
};
