import type { BaseSnapshot, Change, Lake } from '../../warehouse/lake/lake.js';
import type { HeldDecision, SourceObject, StudyAction } from '../../warehouse/tables/index.js';
import { latestDeletions } from './deletion-marks.js';
import type { FilePlace } from './quarantine.js';
import { deletedObject, removalOf } from './removed-studies.js';
import { actionRow, forgotten, restoreStudies } from './study-actions.js';

export interface HeldRequest {
  readonly isChosen: (file: FilePlace) => boolean;
  readonly actor: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: string;
}

export interface HeldResult {
  readonly files: readonly FilePlace[];
  readonly studyIds: readonly string[];
  /** Studies that were to be restored and have been purged: nothing is done for their files. */
  readonly purged: readonly string[];
}

const NOTHING: HeldResult = { files: [], studyIds: [], purged: [] };

/**
 * Decides about held objects. `restore` shows their studies again; `import` takes the new events in, while those that were
 * deleted stay away and can be restored no more; both let the next ingest read the files. `delete` counts what the objects
 * bring as deleted with their studies.
 */
export async function decideHeld(
  lake: Lake,
  decision: HeldDecision,
  request: HeldRequest,
): Promise<HeldResult> {
  if (decision === 'restore') return restoreHeld(lake, request);
  return changeHeld(lake, request, decision === 'import' ? importChange : deletionChange);
}

async function restoreHeld(lake: Lake, request: HeldRequest): Promise<HeldResult> {
  let held: readonly SourceObject[] = [];
  await lake.commit({ kind: 'restore', runId: null }, async (base) => {
    held = await heldObjects(base, request);
    return null;
  });
  const { actor, now } = request;
  const studyIds = studyIdsOf(held);
  if (studyIds.length === 0) return resultOf(held);
  const { purged, unknown } = await restoreStudies(lake, { studyIds, actor, reason: null, now });
  const gone = [...purged, ...unknown];
  return { ...resultOf(held.filter(({ deleted_study_id: id }) => !gone.includes(id ?? ''))), purged: gone };
}

type Decide = (base: BaseSnapshot, held: readonly SourceObject[], request: HeldRequest) => Promise<Change>;

async function changeHeld(lake: Lake, request: HeldRequest, decide: Decide): Promise<HeldResult> {
  let result = NOTHING;
  await lake.commit({ kind: 'deletion', runId: null }, async (base) => {
    const held = await heldObjects(base, request);
    result = resultOf(held);
    return held.length === 0 ? null : decide(base, held, request);
  });
  return result;
}

async function heldObjects(base: BaseSnapshot, { isChosen }: HeldRequest): Promise<SourceObject[]> {
  const held = await base.columnsOf('source_objects', ['sha256', 'drop_folder', 'path'], {
    column: 'outcome',
    values: ['held'],
  });
  const digests = held.filter((row) => isChosen(placeOf(row))).map(({ sha256 }) => sha256!);
  const rows = digests.length > 0 ? await base.objectsWithDigests([...new Set(digests)]) : [];
  return rows.filter((row) => row.outcome === 'held' && isChosen(placeOf(row)));
}

function placeOf(row: Pick<SourceObject, 'drop_folder' | 'path'>): FilePlace {
  return { dropFolder: row.drop_folder ?? '', path: row.path ?? '' };
}

function resultOf(held: readonly SourceObject[]): HeldResult {
  return { files: held.map(placeOf), studyIds: studyIdsOf(held), purged: [] };
}

function studyIdsOf(held: readonly SourceObject[]): string[] {
  return [...new Set(held.flatMap(({ deleted_study_id: id }) => (id === null ? [] : [id])))];
}

/** The deleted part of the studies goes for good; its marks stay, to leave its events out of whatever is read. */
async function importChange(
  base: BaseSnapshot,
  held: readonly SourceObject[],
  { actor, now }: HeldRequest,
): Promise<Change> {
  const actions = await base.rowsOf('study_actions');
  const deletions = latestDeletions(actions);
  const ids = studyIdsOf(held).filter((id) => deletions.has(id));
  const columns = ['study_id', 'study_instance_uid', 'modality', 'device_ids'] as const;
  const studies = await base.columnsOf('studies', columns, { column: 'study_id', values: ids });
  const removal = await removalOf(base, studies);
  const rows = ids.map((id): StudyAction => ({
    ...actionRow({ study_id: id }, 'import_new_events', { actor, reason: null, now }, actions),
    uid_hashes: deletions.get(id)!.uid_hashes,
  }));
  const files = [...(removal.files ?? []), ...held.map(forgotten)];
  return { ...removal, add: { ...removal.add, study_actions: rows }, files };
}

/** The deletions of the studies now mark what the objects hold as well. */
async function deletionChange(
  base: BaseSnapshot,
  held: readonly SourceObject[],
  { actor, now }: HeldRequest,
): Promise<Change> {
  const actions = await base.rowsOf('study_actions');
  const deletions = latestDeletions(actions);
  const rows = studyIdsOf(held)
    .filter((id) => deletions.has(id))
    .map((id): StudyAction => {
      const fresh = held.filter((row) => row.deleted_study_id === id).flatMap((row) => row.uid_hashes ?? []);
      const hashes = [...new Set([...(deletions.get(id)!.uid_hashes ?? []), ...fresh])].sort();
      return {
        ...actionRow({ study_id: id }, 'delete', { actor, reason: null, now }, actions),
        uid_hashes: hashes,
      };
    });
  const digests = [...new Set(held.map(({ sha256 }) => sha256!))];
  const isHeld = new Set(held.map((row) => `${row.sha256} ${row.drop_folder} ${row.path}`));
  const objects = await base.objectsWithDigests(digests);
  const known = await base.knownFilesAt(held.map(placeOf));
  return {
    add: {
      study_actions: rows,
      source_objects: objects.map((row) =>
        isHeld.has(`${row.sha256} ${row.drop_folder} ${row.path}`) ? deletedObject(row) : row,
      ),
    },
    removeObjects: digests,
    files: known.map((file) => ({ ...file, outcome: 'deleted' })),
  };
}
