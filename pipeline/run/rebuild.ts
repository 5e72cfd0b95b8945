import type { BaseSnapshot, Change, Lake } from '../../warehouse/lake/lake.js';
import {
  STUDY_TABLES,
  TABLES,
  type PatientIdentity,
  type Rows,
  type Study,
  type StudyTable,
  type TableName,
} from '../../warehouse/tables/index.js';
import { assembleStudy } from '../assemble/index.js';
import type { StudyDocument } from '../assemble/study-document.js';
import { digestsOf, studiesOfEvents } from './affected-studies.js';
import { assemblySettings } from './assembly-settings.js';
import { uidEntries } from './batch-rows.js';
import { newDevices } from './change.js';
import { changedCells, type ChangedCell } from './changed-cells.js';
import { latestDeletions } from './deletion-marks.js';
import { documentsReadAnew, objectsReadAnew } from './documents-read-anew.js';
import { inheritedMarks } from './inherited-marks.js';
import { identityChangeOf, type KeptDocuments, type Revise } from './kept-documents.js';
import { documentAgain } from './stored-document.js';

/** A study that a rebuild leaves as it is, and why. */
export interface LeftStudy {
  readonly studyInstanceUid: string;
  readonly reason: 'document_refused' | 'deleted_study_would_change_id';
}

export interface RebuiltStudies {
  readonly studyCount: number;
  readonly documentCount: number;
  readonly changedStudyCount: number;
  readonly cells: readonly ChangedCell[];
  readonly left: readonly LeftStudy[];
}

export interface RebuildOptions {
  /** StudyInstanceUIDs, some hundreds at a time: each group is one commit. */
  readonly groups: AsyncIterable<readonly string[]>;
  /** Secret of the site, under which deletions are marked. */
  readonly siteKey: Uint8Array;
  /** Works everything out and commits nothing. */
  readonly isDryRun: boolean;
  /** Gives kept documents other facts of identity before they are read again; without it they keep theirs. */
  readonly revise?: Revise;
  readonly signal?: AbortSignal;
  /** Called after each durable commit (in a dry run after each group). */
  readonly onGroup: (rebuilt: RebuiltStudies) => Promise<void>;
}

/**
 * Extracts and assembles studies again from the documents that the lake keeps, with the readers of today. Facts,
 * deletions and marks are overlays by study id and hold on. Studies that come out as they are stay untouched, so an
 * interrupted rebuild is resumed by starting it again.
 */
export async function rebuild(lake: Lake, options: RebuildOptions): Promise<void> {
  for await (const uids of options.groups) {
    if (options.signal?.aborted) return;
    await options.onGroup(await rebuildGroup(lake, uids, options));
  }
}

async function rebuildGroup(
  lake: Lake,
  uids: readonly string[],
  { isDryRun, revise, siteKey }: RebuildOptions,
): Promise<RebuiltStudies> {
  let rebuilt: RebuiltStudies = {
    studyCount: 0,
    documentCount: 0,
    changedStudyCount: 0,
    cells: [],
    left: [],
  };
  await lake.commit({ kind: 'rebuild', runId: null }, async (base) => {
    const work = await rebuildChange(base, uids, siteKey, revise);
    rebuilt = work.rebuilt;
    return isDryRun ? null : work.change;
  });
  return rebuilt;
}

/** One study as it stands and as the readers of today would have it. */
interface RebuiltStudy {
  readonly uid: string;
  readonly documents: readonly StudyDocument[];
  readonly before: Rows;
  readonly after: Rows;
  readonly patients: readonly PatientIdentity[];
}

async function rebuildChange(
  base: BaseSnapshot,
  uids: readonly string[],
  siteKey: Uint8Array,
  revise: Revise = (_base, kept) => Promise.resolve(kept),
): Promise<{ readonly change: Change | null; readonly rebuilt: RebuiltStudies }> {
  await base.requireSoundStudies(uids);
  const stored = await base.documentsOfStudies(uids);
  const kept = { rows: stored, patients: base.identitiesOfObjects(digestsOf(stored)) };
  const revised = await revise(base, kept);
  const { studies, left } = await rebuiltStudies(base, uids, revised, siteKey);
  const cellsOf = new Map(studies.map((study) => [study, changedCells(study.before, study.after)] as const));
  const changed = studies.filter((study) => cellsOf.get(study)!.length > 0);
  const readAnew = documentsReadAnew(
    studies.flatMap(({ documents }) => documents),
    revised.rows,
    stored,
  );
  const objects = await objectsReadAnew(base, readAnew);
  const identities = identityChangeOf(base, studies, kept, revised);
  const rebuilt: RebuiltStudies = {
    studyCount: uids.length,
    documentCount: stored.length,
    changedStudyCount: changed.length,
    cells: changed.flatMap((study) => cellsOf.get(study)!),
    left,
  };
  if (changed.length + readAnew.length + objects.length === 0 && identities === null)
    return { change: null, rebuilt };
  const devices = studies.flatMap(({ after }) => after.devices ?? []);
  const change: Change = {
    add: {
      ...joined(changed.map(({ after }) => after)),
      study_actions: await inheritedMarks(
        base,
        changed.flatMap(({ before }) => before.studies ?? []),
        changed.flatMap(({ after }) => after.studies ?? []),
      ),
      devices: await newDevices(base, devices),
      source_documents: readAnew.map(({ row }) => row),
      source_objects: objects,
    },
    removeStudies: changed.flatMap(({ before }) => (before.studies ?? []).map((row) => row.study_id!)),
    removeDocuments: readAnew.map(({ row }) => row.sop_instance_uid!),
    removeObjects: objects.map(({ sha256 }) => sha256!),
    uids: readAnew.flatMap(({ document }) => uidEntries(document)),
    ...(identities ? { identities } : {}),
  };
  return { change, rebuilt };
}

async function rebuiltStudies(
  base: BaseSnapshot,
  uids: readonly string[],
  revised: KeptDocuments,
  siteKey: Uint8Array,
): Promise<{ readonly studies: readonly RebuiltStudy[]; readonly left: readonly LeftStudy[] }> {
  const settings = await assemblySettings(base, siteKey);
  const deletedIds = latestDeletions(await base.rowsOf('study_actions'));
  const { documentsByUid, refused } = documentsAgain(revised);
  const documents = [...documentsByUid.values()].flat();
  const shared = sharedEvents(await studiesOfEvents(base, documents));
  const before = await storedRows(base, uids);
  const left: LeftStudy[] = [...refused].map((uid) => ({
    studyInstanceUid: uid,
    reason: 'document_refused',
  }));
  const studies: RebuiltStudy[] = [];
  for (const [uid, ofStudy] of documentsByUid) {
    if (refused.has(uid)) continue;
    const { rows, patients } = assembleStudy(ofStudy, {
      ...settings,
      sharedEventUids: shared.get(uid) ?? new Set(),
    });
    const old = before.get(uid) ?? {};
    if (losesDeletedStudy(old.studies ?? [], rows.studies, deletedIds)) {
      left.push({ studyInstanceUid: uid, reason: 'deleted_study_would_change_id' });
    } else {
      studies.push({ uid, documents: ofStudy, before: old, after: rows, patients });
    }
  }
  return { studies, left };
}

/** Kept documents as the readers of today understand them, by study, and the studies of which one is refused now. */
function documentsAgain({ rows, patients }: KeptDocuments): {
  readonly documentsByUid: ReadonlyMap<string, StudyDocument[]>;
  readonly refused: ReadonlySet<string>;
} {
  const documentsByUid = new Map<string, StudyDocument[]>();
  const refused = new Set<string>();
  for (const row of rows) {
    const document = documentAgain(row, undefined, patients.get(row.sha256 ?? ''));
    if (document === null) {
      if (row.study_instance_uid !== null) refused.add(row.study_instance_uid);
      continue;
    }
    const uid = document.extraction.studyInstanceUid;
    const known = documentsByUid.get(uid);
    if (known) known.push(document);
    else documentsByUid.set(uid, [document]);
  }
  return { documentsByUid, refused };
}

/** Events that stand in several studies, by each of these. */
function sharedEvents(studiesByEvent: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const shared = new Map<string, Set<string>>();
  for (const [event, studies] of studiesByEvent) {
    if (studies.size < 2) continue;
    for (const uid of studies) {
      const known = shared.get(uid);
      if (known) known.add(event);
      else shared.set(uid, new Set([event]));
    }
  }
  return shared;
}

/** The rows that the lake holds of studies now, by StudyInstanceUID. */
async function storedRows(base: BaseSnapshot, uids: readonly string[]): Promise<Map<string, Rows>> {
  const studies = await base.studiesByUid(uids);
  const uidOf = new Map(studies.map((study) => [study.study_id!, study.study_instance_uid!]));
  const rowsByUid = new Map<string, Record<string, unknown[]>>();
  for (const table of STUDY_TABLES) {
    const rows = table === 'studies' ? studies : await rowsOfStudies(base, table, [...uidOf.keys()]);
    for (const row of rows) {
      const uid = uidOf.get(row.study_id!)!;
      const known = rowsByUid.get(uid) ?? {};
      (known[table] ??= []).push(row);
      rowsByUid.set(uid, known);
    }
  }
  return rowsByUid as Map<string, Rows>;
}

function rowsOfStudies(
  base: BaseSnapshot,
  table: Exclude<StudyTable, 'studies'>,
  studyIds: readonly string[],
): Promise<readonly { readonly study_id: string | null }[]> {
  const names = TABLES[table].columnNames as readonly never[];
  return base.columnsOf(table as TableName, names, {
    column: 'study_id' as never,
    values: studyIds,
  }) as Promise<readonly { readonly study_id: string | null }[]>;
}

function losesDeletedStudy(
  before: readonly Study[],
  after: readonly Study[],
  deletedIds: ReadonlyMap<string, unknown>,
): boolean {
  const ids = new Set(after.map(({ study_id }) => study_id));
  return before.some(({ study_id }) => deletedIds.has(study_id!) && !ids.has(study_id));
}

function joined(all: readonly Rows[]): Rows {
  return Object.fromEntries(
    STUDY_TABLES.map((table) => [table, all.flatMap((rows): readonly unknown[] => rows[table] ?? [])]),
  );
}
