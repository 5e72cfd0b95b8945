import { isAbsolute, relative, sep } from 'node:path';
import type { AfterImportKind, Clearing } from '../../warehouse/tables/index.js';
import type { FileOutcome } from './batch-rows.js';
import type { Sighting } from './scan.js';

/** What becomes of a file once the commit of what it says is durable. */
export type AfterImportAction = Clearing | { readonly move: string };

export type AfterImportPolicy = Readonly<Record<AfterImportKind, AfterImportAction>>;

/** What was done with a file. */
export interface AfterImport {
  readonly sighting: Sighting;
  readonly result: 'removed_after_import' | 'archived_after_import' | 'not_cleared';
  readonly reason: string | null;
}

/**
 * What the policy asks for a file. Only what is safely in the lake, or what no extractor reads, is ever touched:
 * quarantined and held files, those of deleted studies, those that lost their SOP instance UID to other content and
 * files that are no objects stay.
 */
export function afterImportAction(handled: FileOutcome, policy: AfterImportPolicy): AfterImportAction {
  const { file } = handled;
  const kind = kindOf(handled);
  const action = kind === null ? 'leave' : policy[kind];
  return typeof action === 'object' && isWithin(action.move, file.sighting.absolutePath) ? 'leave' : action;
}

function kindOf({ file: { object }, outcome, reason, lostItsUid }: FileOutcome): AfterImportKind | null {
  if (outcome === 'not_dose' && reason === 'no_extractor') return 'noMatch';
  const isIn = outcome === 'imported' || outcome === 'duplicate' || outcome === 'unchanged';
  if (!isIn || lostItsUid === true || object.outcome !== 'imported') return null;
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
