import { isAbsolute, relative, sep } from 'node:path';
import type { DigestedObject } from '../document/digest.js';
import type { FileOutcome } from './batch-rows.js';
import type { Sighting } from './scan.js';

/** Kinds of object for which a site can say what becomes of the file (row IMP-011). */
export const AFTER_IMPORT_KINDS = [
  'rdsr',
  'mammographyImage',
  'radiographyImage',
  'nuclearImage',
  'ctImage',
  'ctCapture',
  'noMatch',
] as const;
export type AfterImportKind = (typeof AFTER_IMPORT_KINDS)[number];

/** What becomes of a file once the commit of what it says is durable. */
export type AfterImportAction = 'leave' | 'delete' | { readonly move: string };

export type AfterImportPolicy = Readonly<Record<AfterImportKind, AfterImportAction>>;

/** Nothing is touched unless the site says so. */
export const LEAVE_ALL: AfterImportPolicy = {
  rdsr: 'leave',
  mammographyImage: 'leave',
  radiographyImage: 'leave',
  nuclearImage: 'leave',
  ctImage: 'leave',
  ctCapture: 'leave',
  noMatch: 'leave',
};

/** What was done with a file. */
export interface AfterImport {
  readonly sighting: Sighting;
  readonly result: 'removed_after_import' | 'archived_after_import' | 'not_cleared';
  readonly reason: string | null;
}

/**
 * What the policy asks for a file. Only what is safely in the lake, or what no extractor reads, is ever touched:
 * quarantined and held files, those of deleted studies and files that are no objects stay.
 */
export function afterImportAction(
  { file, outcome, reason }: FileOutcome,
  policy: AfterImportPolicy,
): AfterImportAction {
  const kind = kindOf(file.object, outcome, reason);
  const action = kind === null ? 'leave' : policy[kind];
  return typeof action === 'object' && isWithin(action.move, file.sighting.absolutePath) ? 'leave' : action;
}

function kindOf(
  object: DigestedObject,
  outcome: FileOutcome['outcome'],
  reason: string | null,
): AfterImportKind | null {
  if (outcome === 'not_dose' && reason === 'no_extractor') return 'noMatch';
  const isIn = outcome === 'imported' || outcome === 'duplicate' || outcome === 'unchanged';
  if (!isIn || object.outcome !== 'imported') return null;
  const { kind, content } = object.extraction;
  if (kind === 'report') return 'rdsr';
  if (kind === 'capture') return 'ctCapture';
  if (content === 'MG') return 'mammographyImage';
  if (content === 'NM') return 'nuclearImage';
  return content === 'CT' ? 'ctImage' : 'radiographyImage';
}

/** Whether a path lies in a folder. */
export function isWithin(folder: string, path: string): boolean {
  const between = relative(folder, path);
  return between === '' || (between !== '..' && !between.startsWith(`..${sep}`) && !isAbsolute(between));
}
