import { createHmac } from 'node:crypto';
import type { DataSet } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';

/** IDs that equipment sends for nobody in particular. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(
  '0 00 000 0000 - . ? x xx xxx none nil null n/a na unknown unk anonymous anon anonymized anonymised removed noid no-id'.split(
    ' ',
  ),
);

/** Trimmed, NFC, case-folded; null for empty and placeholder IDs. */
function normalisedId(raw: string | null): string | null {
  const id = raw?.normalize('NFC').trim().toLowerCase() ?? '';
  return id === '' || isPlaceholder(id) ? null : id;
}

/** Whether a lower-case ID or part of a name stands for nobody in particular. */
export function isPlaceholder(word: string): boolean {
  return PLACEHOLDERS.has(word);
}

/**
 * Keyed pseudonym of the patient: HMAC-SHA-256 under the site key of issuer and patient ID. The issuer is that of the
 * ID, else the one configured for the feed, else the institution. Without a usable ID there is none.
 */
export function patientPseudonym(
  dataSet: DataSet,
  siteKey: Uint8Array,
  feedIssuer: string | null,
): string | null {
  const id = normalisedId(dataSet.text(TAG.PatientID));
  if (id === null) return null;
  const issuer = dataSet.text(TAG.IssuerOfPatientID) ?? feedIssuer ?? dataSet.text(TAG.InstitutionName) ?? '';
  return keyedHash(siteKey, 'patient', `${issuer.normalize('NFC').trim().toLowerCase()}\u0000${id}`);
}

/** Accession number hashed under the site key, so that a list of numbers cannot be tried against it (BUG-22). */
export function accessionHash(accessionNumber: string, siteKey: Uint8Array): string {
  return keyedHash(siteKey, 'accession', accessionNumber.trim());
}

/** HMAC-SHA-256 under the site key, another one for each purpose, in hexadecimal. */
export function keyedHash(siteKey: Uint8Array, purpose: string, text: string): string {
  return createHmac('sha256', siteKey).update(`${purpose}\u0000${text}`).digest('hex');
}
