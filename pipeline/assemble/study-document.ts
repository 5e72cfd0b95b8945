import type { Keeping, PatientValues } from '../../warehouse/tables/index.js';
import type { Extraction } from '../extract/extraction.js';

/** What the identity of a person gave at import, after the site's settings; nothing else of it is kept. All but `patient` stands in the lake. */
export interface IdentityFacts {
  readonly patientPseudonym: string | null;
  /** As stored: in clear, hashed with the site key, or dropped. */
  readonly accessionNumber: string | null;
  /** How the accession number was kept; null for objects imported before that was recorded. */
  readonly accessionNumberKept: Keeping | null;
  /** Days from birth to the study, where the birth date counts (columns.md, "Age"). */
  readonly patientAgeDays: number | null;
  /** Calendar years from birth to the study, unrounded, where the birth date counts. */
  readonly patientAgeYears: number | null;
  /** Why a stated birth date gives no age. */
  readonly birthDateProblem: 'invalid' | 'after_study' | 'out_of_range' | 'no_study_date' | null;
  /** Patterns on ID and name that matched, as `IDs: … | Names: …` (row IMP-621); null where none did. */
  readonly notPatientPatterns: string | null;
  /** Texts of the object that repeated the patient's name, number or birth date, and were left out of what is kept. */
  readonly textsWithIdentity: number;
  /** Name, ID and birth date as the site keeps them, outside the lake. */
  readonly patient: PatientValues;
}

/** One object of a study as assembly sees it. */
export interface StudyDocument {
  readonly extraction: Extraction;
  readonly sha256: string;
  readonly identity: IdentityFacts;
}

/** What the site says that bears on assembly. */
export interface AssemblySettings {
  /** User-defined modality of a device: `RF`, `DX` or `dual` (rows CLS-001, CLS-014, CLS-015). */
  readonly userDefinedModality: ReadonlyMap<string, 'RF' | 'DX' | 'dual'>;
  /** Irradiation event UIDs of this study that stand in another study too; what the index of the lake knows. */
  readonly sharedEventUids?: ReadonlySet<string>;
  /** Whether an irradiation event was deleted while others of its study came in. */
  readonly isLeftOut?: (eventUid: string) => boolean;
}
