import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteStudies } from '../../pipeline/run/study-actions.js';
import { tombstonesOf } from '../../pipeline/run/tombstones.js';
import {
  wipeFreeSpace,
  type DoseLake,
  type LakeErasure,
  type Removal,
  type RemovalOptions,
} from '../../warehouse/index.js';
import type { State } from '../../warehouse/state/state.js';
import { replacing } from '../../warehouse/state/text-replacement.js';
import type { DropFolderSetting } from '../config/drop-folders-setting.js';
import type { StorePaths } from '../config/store.js';
import { copiesLeft, type CopiesLeft } from './copies-left.js';
import { beginErasure, endErasure, openErasures, type OpenErasure } from './journal.js';

/** A store as an erasure works on it: all that holds something of a study. */
export interface ErasableStore {
  readonly lake: DoseLake;
  readonly state: State;
  readonly paths: StorePaths;
  readonly siteKey: Uint8Array;
  readonly dropFolders: readonly DropFolderSetting[];
}

/** How far an erasure is, in words, and how long it honours readers. */
export interface ErasureEffects extends Pick<RemovalOptions, 'readerGraceMs'> {
  readonly onProgress: (line: string) => void;
}

/** What an erasure did, and where the studies still are. */
export interface ErasureReport extends CopiesLeft {
  readonly studyCount: number;
  readonly lake: LakeErasure;
  readonly removedParts: number;
  readonly removedExports: number;
  readonly redactedEntries: number;
  readonly removedViews: number;
  /** False where other processes kept old bytes in a database's log; the journal stays, and the next start goes on. */
  readonly isClean: boolean;
}

export type ErasureOutcome =
  | { readonly outcome: 'erased'; readonly report: ErasureReport; readonly unknown: readonly string[] }
  | { readonly outcome: 'unknown' }
  /** Other studies of the same StudyInstanceUIDs, which would go with them and were not named. */
  | { readonly outcome: 'incomplete'; readonly alsoHeld: readonly string[] };

/**
 * Erases studies for good. They are hidden at once, as by a deletion; a journal then makes sure that the erasure is
 * finished, by this process or the next one; every snapshot, the state, finished exports and all free space are cleared
 * of them. An erasure takes all of a StudyInstanceUID: where another study of it is not named, nothing happens.
 */
export async function eraseStudies(
  store: ErasableStore,
  { studyIds, actor }: { readonly studyIds: readonly string[]; readonly actor: string },
  effects: ErasureEffects,
): Promise<ErasureOutcome> {
  const { lake, siteKey, paths } = store;
  const traces = await lake.tracesOf(studyIds);
  const known = new Set(traces.studyIds);
  const unknown = studyIds.filter((id) => !known.has(id));
  if (known.size === 0) return { outcome: 'unknown' };
  const alsoHeld = traces.presentStudyIds.filter((id) => !studyIds.includes(id));
  if (alsoHeld.length > 0) return { outcome: 'incomplete', alsoHeld };
  const now = new Date().toISOString().replace('Z', '');
  const present = traces.presentStudyIds;
  await deleteStudies(lake, { studyIds: present, actor, reason: null, now }, siteKey);
  const tombstones = await tombstonesOf(lake, { ...traces, actor, now }, siteKey);
  const journal = { actor, studyCount: known.size, erasure: { traces, tombstones } };
  const report = await finish(store, await beginErasure(paths.directory, journal), effects);
  return { outcome: 'erased', report, unknown };
}

/** Finishes erasures that were interrupted; to be called wherever the store is opened for writing. */
export async function finishErasures(
  store: ErasableStore,
  effects: ErasureEffects,
): Promise<ErasureReport[]> {
  const reports: ErasureReport[] = [];
  for (const open of await openErasures(store.paths.directory)) {
    effects.onProgress('Finishing an erasure that was interrupted…');
    reports.push(await finish(store, open, effects));
  }
  return reports;
}

/** Every step can be done again: what an interrupted attempt did is found done. */
async function finish(
  store: ErasableStore,
  open: OpenErasure,
  effects: ErasureEffects,
): Promise<ErasureReport> {
  const { lake, paths } = store;
  const done = await lake.eraseFromSnapshots(open.erasure, (part, of) =>
    effects.onProgress(`${part} of ${of} parts written again`),
  );
  const { studyIds, digests } = open.erasure.traces;
  const patientsAreGone = await lake.eraseIdentities({ studyIds, digests });
  const removedExports = await removeExports(paths.exports);
  const removal = await lake.removeErased({
    ...(effects.readerGraceMs === undefined ? {} : { readerGraceMs: effects.readerGraceMs }),
    onWaiting: (readers) => effects.onProgress(`Waiting for ${readers} readers of the former parts…`),
  });
  effects.onProgress('Clearing the audit trail and saved views…');
  const left = await copiesLeft(store, open.erasure.traces);
  const cleared = clearState(store, open, { done, removal, removedExports, left });
  const stateIsClean = await wipeFreeSpace(paths.state);
  const isClean = patientsAreGone && removal.catalogIsClean && stateIsClean;
  if (isClean) await endErasure(paths.directory, open);
  return {
    ...left,
    ...cleared,
    studyCount: open.studyCount,
    lake: done,
    removedParts: removal.removedParts,
    removedExports,
    isClean,
  };
}

/** Finished exports may hold any study of their time, and do not say which. */
async function removeExports(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  return names.length;
}

interface DoneSoFar {
  readonly done: LakeErasure;
  readonly removal: Removal;
  readonly removedExports: number;
  readonly left: CopiesLeft;
}

/** Takes the studies' values out of the application's state, and puts the erasure itself into the audit trail. */
function clearState(
  { state }: ErasableStore,
  { actor, erasure: { traces, tombstones } }: OpenErasure,
  { done, removal, removedExports, left }: DoneSoFar,
): Pick<ErasureReport, 'redactedEntries' | 'removedViews'> {
  const token = tombstones[0]?.study_id ?? 'erased';
  const values = [
    ...traces.studyIds,
    ...traces.studyInstanceUids,
    ...traces.sopInstanceUids,
    ...traces.eventKeys,
    ...traces.digests,
    ...traces.ownTexts,
    ...traces.places.map(({ path }) => path),
  ];
  const replaced = replacing(values, token);
  return state.transaction(() => {
    const removedViews = state.views.removeNaming(replaced);
    const details = {
      studies: tombstones.map(({ study_id: id }) => id),
      snapshots_changed: done.changedSnapshots,
      parts_rewritten: done.rewrittenParts,
      parts_removed: removal.removedParts,
      parts_damaged: done.damagedParts,
      exports_removed: removedExports,
      views_removed: removedViews,
      backups: left.backups.map(({ folder }) => folder),
    };
    const redactedEntries = state.audit.redact(replaced, {
      actor,
      action: 'study_erased',
      subject: token,
      details,
    });
    return { redactedEntries, removedViews };
  });
}
