import type {
  BaseSnapshot,
  Change,
  CommitKind,
  KnownFile,
  Lake,
  SnapshotRef,
} from '../../warehouse/lake/lake.js';
import type { Study, StudyAction, StudyActionKind } from '../../warehouse/tables/index.js';
import type { StudyDocument } from '../assemble/study-document.js';
import type { ContentKind } from '../extract/extraction.js';
import { latestDeletions, markHash, marksOf, type Mark } from './deletion-marks.js';
import { documentAgain } from './stored-document.js';

/** Who acts on which studies, why and when. */
export interface StudyActionRequest {
  readonly studyIds: readonly string[];
  readonly actor: string;
  readonly reason: string | null;
  /** UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: string;
}

export interface StudyActionResult {
  readonly done: readonly string[];
  /** Ids of studies that are so already. */
  readonly alreadySo: readonly string[];
  /** Ids of deleted studies of which nothing is left to act on. */
  readonly purged: readonly string[];
  readonly unknown: readonly string[];
  readonly snapshot: SnapshotRef | null;
}

export type ActedStudy = Pick<Study, 'study_id' | 'study_instance_uid' | 'modality' | 'device_ids'>;

/**
 * Deletes studies (rows UI-099…UI-101): they show no more, and what they held is marked, so that it does not come
 * back with a resent file. `restoreStudies` undoes it.
 */
export function deleteStudies(
  lake: Lake,
  request: StudyActionRequest,
  siteKey: Uint8Array,
): Promise<StudyActionResult> {
  return act(lake, 'deletion', request, async (base, { studies, actions }) => {
    const deleted = latestDeletions(actions);
    const affected = studies.filter(({ study_id }) => !deleted.has(study_id!));
    const rows: StudyAction[] = [];
    for (const study of affected) {
      const marks = await marksOfStudy(base, study);
      const hashes = [...new Set(marks.map((mark) => markHash(mark, siteKey)))].sort();
      rows.push({ ...actionRow(study, 'delete', request, actions), uid_hashes: hashes });
    }
    return { affected, change: { add: { study_actions: rows } } };
  });
}

/** Shows deleted studies again; files of them that were turned away meanwhile are read by the next run. */
export function restoreStudies(lake: Lake, request: StudyActionRequest): Promise<StudyActionResult> {
  return act(lake, 'restore', request, async (base, { studies, actions }) => {
    const deleted = latestDeletions(actions);
    const affected = studies.filter(({ study_id }) => deleted.has(study_id!));
    return {
      affected,
      change: {
        add: { study_actions: affected.map((study) => actionRow(study, 'restore', request, actions)) },
        files: await filesTurnedAway(base, affected),
      },
    };
  });
}

/** Marks studies by hand as of a patient or not; the mark outlives every import and change of patterns. */
export function markStudies(
  lake: Lake,
  request: StudyActionRequest,
  mark: Extract<StudyActionKind, 'mark_not_patient' | 'mark_patient'>,
): Promise<StudyActionResult> {
  return act(lake, 'overlay', request, (_base, { studies, actions }) => {
    const latest = latestMarks(actions);
    const affected = studies.filter(({ study_id }) => latest.get(study_id!)?.action !== mark);
    return Promise.resolve({
      affected,
      change: { add: { study_actions: affected.map((study) => actionRow(study, mark, request, actions)) } },
    });
  });
}

interface KnownStudies {
  readonly studies: readonly ActedStudy[];
  readonly actions: readonly StudyAction[];
}

async function act(
  lake: Lake,
  kind: CommitKind,
  { studyIds }: StudyActionRequest,
  work: (
    base: BaseSnapshot,
    known: KnownStudies,
  ) => Promise<{ readonly affected: readonly ActedStudy[]; readonly change: Change }>,
): Promise<StudyActionResult> {
  const ids = [...new Set(studyIds)];
  const where = { column: 'study_id', values: ids } as const;
  let result: Omit<StudyActionResult, 'snapshot'> = { done: [], alreadySo: [], purged: [], unknown: ids };
  const snapshot = await lake.commit({ kind, runId: null }, async (base) => {
    const columns = ['study_id', 'study_instance_uid', 'modality', 'device_ids'] as const;
    const studies = await base.columnsOf('studies', columns, where);
    const wanted = new Set(ids);
    const actions = (await base.rowsOf('study_actions')).filter(({ study_id }) => wanted.has(study_id ?? ''));
    const { affected, change } = await work(base, { studies, actions });
    const known = new Set(studies.map(({ study_id }) => study_id));
    const done = affected.map(({ study_id }) => study_id!);
    const acted = new Set(done);
    const deleted = latestDeletions(actions);
    const gone = ids.filter((id) => !known.has(id));
    result = {
      done,
      alreadySo: ids.filter((id) => known.has(id) && !acted.has(id)),
      purged: gone.filter((id) => deleted.has(id)),
      unknown: gone.filter((id) => !deleted.has(id)),
    };
    return done.length === 0 ? null : change;
  });
  return { ...result, snapshot: result.done.length === 0 ? null : snapshot };
}

export function actionRow(
  { study_id }: Pick<ActedStudy, 'study_id'>,
  action: StudyActionKind,
  { actor, reason, now }: Omit<StudyActionRequest, 'studyIds'>,
  earlier: readonly StudyAction[],
): StudyAction {
  const instants = earlier
    .filter((row) => row.study_id === study_id && row.acted_at !== null)
    .map((row) => instantOf(row.acted_at!));
  const actedAt = textOf(Math.max(instantOf(now), ...instants.map((instant) => instant + 1)));
  return { study_id, acted_at: actedAt, action, actor, reason, value: null, uid_hashes: null };
}

/** Milliseconds of an instant; `actionRow` gives each action on a study one of its own, so that the later one holds. */
export function instantOf(utc: string): number {
  return Date.parse(`${utc}Z`);
}

function textOf(instant: number): string {
  return new Date(instant).toISOString().replace('Z', '');
}

/** The mark by hand that holds, by study. */
export function latestMarks(actions: readonly StudyAction[]): Map<string, StudyAction> {
  const latest = new Map<string, StudyAction>();
  for (const action of actions) {
    if (action.study_id === null || !action.action?.startsWith('mark_')) continue;
    const before = latest.get(action.study_id);
    if (before === undefined || (before.acted_at ?? '') < (action.acted_at ?? ''))
      latest.set(action.study_id, action);
  }
  return latest;
}

/** Everything that a study holds, of its documents and of its rows. */
async function marksOfStudy(base: BaseSnapshot, study: ActedStudy): Promise<Mark[]> {
  const uid = study.study_instance_uid;
  const where = { column: 'study_id', values: [study.study_id!] } as const;
  const keys = ['event_key', 'irradiation_event_uid'] as const;
  const events = [
    ...(await base.columnsOf('ct_events', keys, where)),
    ...(await base.columnsOf('projection_events', keys, where)),
  ].flatMap((event) => [event.event_key, event.irradiation_event_uid].filter((name) => name !== null));
  const ofRows = events.map((name): Mark => ({ kind: 'event', uid: name }));
  if (uid === null) return ofRows;
  const content = contentOf(study.modality);
  return [
    ...ofRows,
    ...(await devicesApart(base, study)).map((deviceId): Mark => ({
      kind: 'content',
      uid,
      content,
      deviceId,
    })),
    ...(await documentsOfStudy(base, study)).flatMap((document) => marksOf(document)),
  ];
}

/** The kept documents of a study, those of other studies of its StudyInstanceUID left out. */
export async function documentsOfStudy(base: BaseSnapshot, study: ActedStudy): Promise<StudyDocument[]> {
  if (study.study_instance_uid === null) return [];
  const devices = await devicesApart(base, study);
  return (await base.documentsOfStudies([study.study_instance_uid]))
    .map((row) => documentAgain(row))
    .filter((document) => document !== null)
    .filter((document) => isOf(document, contentOf(study.modality), devices));
}

/** The devices that tell a study from others of the same UID and kind of content; null where there is no other. */
async function devicesApart(base: BaseSnapshot, study: ActedStudy): Promise<readonly (string | null)[]> {
  const others = await base.studiesByUid([study.study_instance_uid!]);
  const shares = others.some(
    (other) => other.study_id !== study.study_id && contentOf(other.modality) === contentOf(study.modality),
  );
  return shares ? (study.device_ids ?? []) : [null];
}

function isOf(
  { extraction }: StudyDocument,
  content: ContentKind,
  devices: readonly (string | null)[],
): boolean {
  return (
    extraction.content === content &&
    (devices.includes(null) || devices.includes(extraction.device.device_id))
  );
}

function contentOf(modality: string | null): ContentKind {
  return modality === 'CT' || modality === 'MG' || modality === 'NM' ? modality : 'projection';
}

/** Files held or recorded as deleted because of these studies, told apart no more from new ones. */
async function filesTurnedAway(base: BaseSnapshot, studies: readonly ActedStudy[]): Promise<KnownFile[]> {
  const uids = studies.flatMap(({ study_instance_uid: uid }) => (uid === null ? [] : [uid]));
  const columns = ['drop_folder', 'path', 'sha256', 'outcome'] as const;
  const rows = await base.columnsOf('source_objects', columns, {
    column: 'study_instance_uid',
    values: uids,
  });
  const turnedAway = rows.filter(({ outcome }) => outcome === 'held' || outcome === 'deleted');
  return turnedAway.map((row) => forgotten(row));
}

/** A known file as if it had changed: the next run reads it. */
export function forgotten(row: {
  readonly drop_folder: string | null;
  readonly path: string | null;
  readonly sha256: string | null;
  readonly outcome: string | null;
}): KnownFile {
  return {
    dropFolder: row.drop_folder ?? '',
    path: row.path ?? '',
    byteCount: -1,
    modifiedAtMs: -1,
    sha256: row.sha256 ?? '',
    outcome: row.outcome ?? '',
  };
}
