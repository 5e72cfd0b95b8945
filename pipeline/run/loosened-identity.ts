import {
  KEEPING,
  PATIENT_FIELDS,
  type Keeping,
  type KeptIdentity,
  type ObjectIdentity,
  type SourceDocument,
} from '../../warehouse/tables/index.js';
import type { KeptDocuments, Revise } from './kept-documents.js';
import { readOriginals, type MissingOriginal, type Originals } from './originals.js';

/** What re-reading of original files came to. */
export interface OriginalsTally {
  /** Objects that had to be read again from their file. */
  readonly read: (count: number) => void;
  readonly missing: (reason: MissingOriginal) => void;
}

/**
 * Gives objects of which less is kept than the site wants now what their original files say; what cannot be had any
 * more is counted, and stays as closed as it is.
 */
export function loosenedIdentity(keeps: KeptIdentity, originals: Originals, tally: OriginalsTally): Revise {
  return async (base, kept) => {
    const lacking = kept.rows.filter((row) => lacksSomething(row, kept, keeps));
    const digests = lacking.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]));
    const { found, missing } = await readOriginals(base, digests, originals);
    tally.read(found.size);
    for (const reason of missing.values()) tally.missing(reason);
    const patients = new Map(kept.patients);
    for (const [sha256, { identity }] of found) patients.set(sha256, { sha256, ...identity.patient });
    const rows = kept.rows.map((row): SourceDocument => {
      const identity = found.get(row.sha256 ?? '')?.identity;
      if (!identity) return row;
      const { accessionNumber, accessionNumberKept } = identity;
      return { ...row, accession_number: accessionNumber, accession_number_kept: accessionNumberKept };
    });
    return { rows, patients };
  };
}

function lacksSomething(row: SourceDocument, { patients }: KeptDocuments, keeps: KeptIdentity): boolean {
  const patient: ObjectIdentity | undefined = patients.get(row.sha256 ?? '');
  return (
    isCloser(accessionNumberKept(row), keeps.accession_number) ||
    PATIENT_FIELDS.some((field) => isCloser(patient?.[field].kept ?? 'drop', keeps[field]))
  );
}

function isCloser(kept: Keeping, wanted: Keeping): boolean {
  return KEEPING.indexOf(kept) > KEEPING.indexOf(wanted);
}

/** Of objects imported before it was recorded, as the number itself shows; none may have been dropped. */
function accessionNumberKept({
  accession_number: number,
  accession_number_kept: kept,
}: SourceDocument): Keeping {
  if (kept !== null) return KEEPING.find((one) => one === kept) ?? 'drop';
  if (number === null) return 'drop';
  return /^[0-9a-f]{64}$/.test(number) ? 'hash' : 'store';
}
