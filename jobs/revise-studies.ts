import type { Revise } from '../pipeline/run/kept-documents.js';
import type { MissingOriginal } from '../pipeline/run/originals.js';
import { rebuild, type LeftStudy } from '../pipeline/run/rebuild.js';
import { studyUidGroups, type DoseLake } from '../warehouse/index.js';
import type { Terminal } from './cli/terminal.js';

/** Studies of one commit: each may have many files to read. */
const GROUP_SIZE = 200;

/** What could not be done, and why. */
export type UnresolvedReason =
  | MissingOriginal
  | LeftStudy['reason']
  | 'facts_without_study'
  | 'facts_by_hash'
  | 'parts_still_read'
  | 'parts_left_out'
  | 'views_with_numbers'
  | 'identities_still_read';

const REASONS: Readonly<Record<UnresolvedReason, string>> = {
  drop_folder_not_configured: 'objects stay as they are: their drop folder is not configured any more',
  file_gone: 'objects stay as they are: their original file is gone',
  file_changed: 'objects stay as they are: their file holds something else now',
  file_unreadable: 'objects stay as they are: their original file cannot be read',
  document_refused:
    'objects or studies stay as they are: the readers of today refuse what earlier ones understood',
  deleted_study_would_change_id: 'deleted studies stay as they are: they would come back under another id',
  facts_without_study: 'facts that waited for a study by its accession number are gone with the number',
  facts_by_hash:
    'facts wait for a study by the hash of its accession number, which none that comes now would have: upload their file again',
  parts_still_read: 'replaced parts are still being read: end what reads them and give the command again',
  parts_left_out:
    'folders left-out-… beside the lake hold parts that a new catalog left out, accession numbers included: remove them once nothing in them is missing',
  views_with_numbers:
    'saved views filter on accession numbers, which stand in them as typed: their owners can remove them',
  identities_still_read:
    'file of identities is still being read: end what reads it and give the command again',
};

/** Counts what could not be done, by reason. */
export class Unresolved {
  readonly #counts = new Map<UnresolvedReason, number>();

  add(reason: UnresolvedReason, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  tell(terminal: Terminal): void {
    for (const [reason, count] of this.#counts) terminal.tell(`${count} ${REASONS[reason]}`);
  }
}

export interface Revision {
  readonly revise: Revise;
  readonly unresolved: Unresolved;
  readonly signal: AbortSignal;
  readonly isDryRun: boolean;
  /** Secret of the site, under which deletions are marked. */
  readonly siteKey: Uint8Array;
}

/** Gives all kept documents other facts of identity, some hundred studies a commit; says how many studies changed. */
export async function reviseStudies(
  lake: DoseLake,
  { unresolved, ...options }: Revision,
  terminal: Terminal,
): Promise<{ readonly studyCount: number; readonly changedStudyCount: number }> {
  let studyCount = 0;
  let changedStudyCount = 0;
  await rebuild(lake, {
    ...options,
    groups: studyUidGroups(lake, { groupSize: GROUP_SIZE }),
    onGroup: (rebuilt) => {
      studyCount += rebuilt.studyCount;
      changedStudyCount += rebuilt.changedStudyCount;
      for (const { reason } of rebuilt.left) unresolved.add(reason);
      terminal.progress(`${studyCount} studies looked at, ${changedStudyCount} changed`);
      return Promise.resolve();
    },
  });
  return { studyCount, changedStudyCount };
}
