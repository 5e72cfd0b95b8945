import { createHmac } from 'node:crypto';
import type { Lake } from '../../warehouse/lake/lake.js';
import type { StudyAction } from '../../warehouse/tables/index.js';
import { markHash } from './deletion-marks.js';

/** Studies that are erased, by every id and UID that the store ever knew them by. */
export interface ErasedStudies {
  readonly studyIds: readonly string[];
  readonly studyInstanceUids: readonly string[];
  readonly actor: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: string;
}

/**
 * What stays of studies that are erased: one row for each, named by a keyed hash of its id, with the keyed hashes of what
 * its deletions marked and of its StudyInstanceUID, so that its objects are known when they come again.
 */
export async function tombstonesOf(
  lake: Lake,
  { studyIds, studyInstanceUids, actor, now }: ErasedStudies,
  siteKey: Uint8Array,
): Promise<StudyAction[]> {
  const hashesById = await markedHashes(lake, studyIds);
  const ofStudies = studyInstanceUids.map((uid) => markHash({ kind: 'study', uid }, siteKey));
  return studyIds.map((id) => ({
    study_id: erasedStudyId(id, siteKey),
    acted_at: now,
    action: 'erase',
    actor,
    reason: null,
    value: null,
    uid_hashes: [...new Set([...ofStudies, ...(hashesById.get(id) ?? [])])].sort(),
  }));
}

/** By which an erased study is named from then on: 128 bits of HMAC-SHA-256 of its id under the site key. */
export function erasedStudyId(studyId: string, siteKey: Uint8Array): string {
  const digest = createHmac('sha256', siteKey).update(`erased study\u0000${studyId}`).digest('hex');
  return `erased-${digest.slice(0, 32)}`;
}

/** The keyed hashes that deletions of these studies left, by study id. */
async function markedHashes(lake: Lake, studyIds: readonly string[]): Promise<Map<string, string[]>> {
  const hashes = new Map<string, string[]>();
  const isErased = new Set(studyIds);
  await lake.commit({ kind: 'deletion', runId: null }, async (base) => {
    hashes.clear();
    for (const { study_id: id, uid_hashes: marked } of await base.rowsOf('study_actions')) {
      if (id !== null && isErased.has(id)) hashes.set(id, [...(hashes.get(id) ?? []), ...(marked ?? [])]);
    }
    return null;
  });
  return hashes;
}
