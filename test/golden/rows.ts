import { assembleStudy } from '../../pipeline/assemble/index.js';
import type { Extraction } from '../../pipeline/extract/extraction.js';
import { DEFAULT_KEPT, GUIDE_PATTERNS } from '../../warehouse/tables/index.js';
import { digestFile } from '../../pipeline/document/digest.js';
import type {
  AccumulatedDose,
  CtEvent,
  Device,
  NmAdministration,
  ProjectionEvent,
  Study,
} from '../../warehouse/tables/index.js';

/** What DoseLake holds after one object: the tables that a golden study is compared with. */
export interface Rows {
  readonly studies: readonly Study[];
  readonly ct_events: readonly CtEvent[];
  readonly projection_events: readonly ProjectionEvent[];
  readonly accumulated_doses: readonly AccumulatedDose[];
  readonly nm_administrations: readonly NmAdministration[];
  readonly devices: readonly Device[];
}

const IDENTITY_POLICY = {
  siteKey: new Uint8Array(32).fill(7),
  keeps: DEFAULT_KEPT,
  notPatient: GUIDE_PATTERNS,
  feedIssuer: null,
} as const;

/** What one file says, read as ingest reads it; null where it holds no dose. */
export function extractionOfFile(path: string): Extraction | null {
  const object = digestFile(path, IDENTITY_POLICY);
  return object.outcome === 'imported' ? object.extraction : null;
}

/** The rows of the study that one file alone makes, read as ingest reads it; null where the file holds no dose. */
export function rowsOfFile(path: string): Rows | null {
  const object = digestFile(path, IDENTITY_POLICY);
  if (object.outcome !== 'imported') return null;
  const { extraction, sha256, identity } = object;
  return assembleStudy([{ extraction, sha256, identity }], { userDefinedModality: new Map() }).rows;
}
