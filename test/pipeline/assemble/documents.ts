import { createHash } from 'node:crypto';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { AssembledStudy } from '../../../pipeline/assemble/assembled-study.js';
import type {
  AssemblySettings,
  IdentityFacts,
  StudyDocument,
} from '../../../pipeline/assemble/study-document.js';
import type { Extraction } from '../../../pipeline/extract/extraction.js';
import { deviceIdOf } from '../../../pipeline/extract/modules/equipment.js';
import {
  emptyRow,
  NOTHING_KEPT,
  TABLES,
  type AccumulatedDose,
  type CtEvent,
  type Device,
  type NmAdministration,
  type ProjectionEvent,
  type Study,
} from '../../../warehouse/tables/index.js';

export const STUDY_UID = '1.2.826.1';

export const NO_IDENTITY: IdentityFacts = {
  patientPseudonym: null,
  accessionNumber: null,
  accessionNumberKept: null,
  patientAgeDays: null,
  patientAgeYears: null,
  birthDateProblem: null,
  notPatientPatterns: null,
  textsWithIdentity: 0,
  patient: NOTHING_KEPT,
};

export const NO_SETTINGS: AssemblySettings = { userDefinedModality: new Map() };

/** What a test says of an object; the rest is blank. */
export interface ObjectSaid extends Partial<
  Omit<
    Extraction,
    'study' | 'device' | 'ctEvents' | 'projectionEvents' | 'administrations' | 'accumulatedDoses'
  >
> {
  readonly uid: string;
  readonly at?: string;
  readonly study?: Partial<Study>;
  readonly device?: Partial<Device>;
  readonly ct?: readonly Partial<CtEvent>[];
  readonly projection?: readonly Partial<ProjectionEvent>[];
  readonly nm?: readonly Partial<NmAdministration>[];
  readonly accumulated?: readonly Partial<AccumulatedDose>[];
  readonly identity?: Partial<IdentityFacts>;
  readonly sha?: string;
}

const SCANNER: Partial<Device> = {
  manufacturer: 'Maker',
  manufacturer_model_name: 'Model',
  device_serial_number: '100',
  station_name: 'STATION1',
};

/** An object as assembly sees it, with no more said than the test says. */
export function document(said: ObjectSaid): StudyDocument {
  const { uid, at, study, device, ct, projection, nm, accumulated, identity, sha, ...rest } = said;
  const deviceRow: Device = { ...emptyRow(TABLES.devices), ...SCANNER, ...device };
  deviceRow.device_id = deviceIdOf(deviceRow);
  const extraction: Extraction = {
    extractor: 'test',
    extractorVersion: 1,
    kind: 'report',
    content: nm ? 'NM' : projection ? 'projection' : 'CT',
    sopInstanceUid: uid,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.88.67',
    studyInstanceUid: STUDY_UID,
    isVerified: false,
    isComplete: true,
    contentAtLocal: at ?? null,
    predecessorUids: [],
    study: { ...emptyRow(TABLES.studies), study_instance_uid: STUDY_UID, ...study },
    device: deviceRow,
    ctEvents: (ct ?? []).map((row) => ({ ...emptyRow(TABLES.ct_events), ...row })),
    projectionEvents: (projection ?? []).map((row) => ({ ...emptyRow(TABLES.projection_events), ...row })),
    administrations: (nm ?? []).map((row) => ({ ...emptyRow(TABLES.nm_administrations), ...row })),
    accumulatedDoses: (accumulated ?? []).map((row) => ({
      ...emptyRow(TABLES.accumulated_doses),
      ...row,
    })),
    imageLinks: null,
    findings: [],
    quirks: [],
    ...rest,
  };
  return {
    extraction,
    sha256: sha ?? createHash('sha256').update(JSON.stringify(extraction)).digest('hex'),
    identity: { ...NO_IDENTITY, ...identity },
  };
}

/** Every order of a short list. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

/** Assembles in every order, each also with a repetition, and expects the same tables from all. */
export function assembledInAllOrders(
  documents: readonly StudyDocument[],
  settings: AssemblySettings = NO_SETTINGS,
): AssembledStudy {
  const orders = documents.length <= 4 ? permutations(documents) : [documents, [...documents].reverse()];
  const results = orders.map((order) => assembleStudy([...order, order[0]!], settings));
  const texts = new Set(results.map((result) => JSON.stringify(result)));
  if (texts.size !== 1) throw new Error('the tables depend on the order of arrival');
  return assembleStudy(documents, settings);
}

/** The one study row of a result. */
export function onlyStudy(result: AssembledStudy): Study {
  if (result.rows.studies.length !== 1) throw new Error(`${result.rows.studies.length} study rows`);
  return result.rows.studies[0]!;
}

/** The codes of the findings of a study. */
export function codesOf(study: Study): string[] {
  return (study.findings ?? []).map((finding) => finding.code ?? '');
}
