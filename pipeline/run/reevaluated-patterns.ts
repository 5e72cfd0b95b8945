import type {
  KeptValue,
  NotPatientPatterns,
  ObjectIdentity,
  SourceDocument,
} from '../../warehouse/tables/index.js';
import { openTexts } from '../assemble/identity-facts.js';
import { HIDDEN, matchedPatterns, type MatchedTexts } from '../assemble/not-patient.js';
import { matchableNames } from '../dicom/person-name.js';
import { protocolsOf } from '../document/digest.js';
import { unpackContent } from '../document/kept-content.js';
import type { Revise } from './kept-documents.js';
import type { OriginalsTally } from './loosened-identity.js';
import { readOriginals, type Originals } from './originals.js';
import { documentAgain } from './stored-document.js';

/**
 * Matches kept documents against the patterns of today. Description, protocol and station stand in them, unless they
 * mention the patient; ID and name where the site stores them, else in the original file. Where neither is to be had,
 * the object is counted, and of the patterns on what is hidden those that still exist match as they did.
 */
export function reevaluatedPatterns(
  patterns: NotPatientPatterns,
  originals: Originals,
  tally: OriginalsTally,
): Revise {
  return async (base, kept) => {
    const patientOf = (row: SourceDocument) => kept.patients.get(row.sha256 ?? '');
    const needed = kept.rows.filter((row) => needsOriginal(patterns, row, patientOf(row)));
    const digests = needed.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]));
    const { found, missing } = await readOriginals(base, digests, originals);
    tally.read(found.size);
    for (const reason of missing.values()) tally.missing(reason);
    const rows = kept.rows.map((row): SourceDocument => {
      const original = found.get(row.sha256 ?? '');
      const matched = original
        ? original.identity.notPatientPatterns
        : matchedAgain(patterns, row, patientOf(row));
      return matched === row.not_patient_patterns ? row : { ...row, not_patient_patterns: matched };
    });
    return { ...kept, rows };
  };
}

function needsOriginal(
  patterns: NotPatientPatterns,
  row: SourceDocument,
  patient: ObjectIdentity | undefined,
): boolean {
  const isHidden = (value: KeptValue | undefined): boolean => value?.kept !== 'store';
  return (
    (patterns.ids.length > 0 && isHidden(patient?.patient_id)) ||
    (patterns.names.length > 0 && isHidden(patient?.patient_name)) ||
    (patterns.descriptions.length + patterns.protocols.length > 0 && hasHiddenTexts(row))
  );
}

/** Whether description or protocols of the object may be among the texts that were left out. */
function hasHiddenTexts({ texts_with_identity: count }: SourceDocument): boolean {
  return count !== null && count > 0;
}

/** As far as what is kept of the object tells; one that the readers of today refuse stays as it was. */
function matchedAgain(
  patterns: NotPatientPatterns,
  row: SourceDocument,
  patient: ObjectIdentity | undefined,
): string | null {
  const document = documentAgain(row);
  if (document === null || row.content === null) return row.not_patient_patterns;
  const open = openTexts(unpackContent(row.content), [...protocolsOf(document.extraction)]);
  const hidden: readonly (typeof HIDDEN)[] = hasHiddenTexts(row) ? [HIDDEN] : [];
  const texts: MatchedTexts = {
    ids: known(patient?.patient_id, (text) => [text]),
    names: known(patient?.patient_name, matchableNames),
    descriptions: [...open.descriptions, ...hidden],
    protocols: [...open.protocols, ...hidden],
    stations: open.stations,
  };
  return matchedPatterns(patterns, texts, row.not_patient_patterns);
}

function known(
  value: KeptValue | undefined,
  matchable: (text: string) => readonly string[],
): MatchedTexts['ids'] {
  if (value?.kept !== 'store') return [HIDDEN];
  return value.text === null ? [] : matchable(value.text);
}
