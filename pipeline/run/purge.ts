import type { Lake, SnapshotRef } from '../../warehouse/lake/lake.js';
import { latestDeletions } from './deletion-marks.js';
import { removalOf } from './removed-studies.js';
import { actionRow, instantOf } from './study-actions.js';

export interface PurgeRequest {
  /** Studies deleted before this instant go: UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly deletedBefore: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: string;
}

/**
 * Ends the time in which deleted studies can be restored: their rows and kept objects leave the newest snapshot, and with
 * older snapshots, as these expire, the store. What marks their objects stays, and so does the record of the deletion.
 * Unlike an erasure it leaves older snapshots, exports and records as they are.
 */
export async function purgeDeletedStudies(
  lake: Lake,
  { deletedBefore, now }: PurgeRequest,
): Promise<{ readonly purged: readonly string[]; readonly snapshot: SnapshotRef | null }> {
  let purged: string[] = [];
  const snapshot = await lake.commit({ kind: 'deletion', runId: null }, async (base) => {
    const actions = await base.rowsOf('study_actions');
    const due = [...latestDeletions(actions).values()]
      .filter(({ acted_at: at }) => at !== null && instantOf(at) < instantOf(deletedBefore))
      .map(({ study_id: id }) => id!);
    const columns = ['study_id', 'study_instance_uid', 'modality', 'device_ids'] as const;
    // A purged study has no rows any more.
    const studies = await base.columnsOf('studies', columns, { column: 'study_id', values: due });
    purged = studies.map(({ study_id: id }) => id!);
    if (studies.length === 0) return null;
    const removal = await removalOf(base, studies);
    const request = { actor: 'upkeep', reason: null, now };
    const rows = studies.map((study) => actionRow(study, 'purge', request, actions));
    return { ...removal, add: { ...removal.add, study_actions: rows } };
  });
  return { purged, snapshot: purged.length === 0 ? null : snapshot };
}
