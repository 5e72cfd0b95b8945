import type { BaseSnapshot, Change, IdentityChange } from '../../warehouse/lake/lake.js';
import {
  PATIENT_FIELDS,
  type ObjectIdentity,
  type PatientIdentity,
  type Rows,
  type Study,
} from '../../warehouse/tables/index.js';
import type { LosingDocument } from '../assemble/document-order.js';
import { assembleStudy } from '../assemble/index.js';
import type { AssemblySettings, StudyDocument } from '../assemble/study-document.js';
import { affectedStudies, digestsOf, type AffectedStudies } from './affected-studies.js';
import {
  knownFile,
  sourceDocument,
  sourceObject,
  uidEntries,
  type FileOutcome,
  type ImportedObject,
} from './batch-rows.js';
import type { DigestedFile } from './batch.js';
import { deletionVerdict, type DeletionVerdict } from './deleted-studies.js';
import { DeletionMarks, latestDeletions } from './deletion-marks.js';
import { earlierFiles, rewrittenObjects } from './earlier-files.js';
import { inheritedMarks } from './inherited-marks.js';

/** What becomes of each file of a batch, and the change to the lake that makes it so. */
export interface BatchChange {
  readonly change: Change;
  readonly outcomes: readonly FileOutcome[];
  /** Reports that the batch turned into superseded ones. */
  readonly supersededCount: number;
}

export interface ChangeContext {
  readonly runId: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: string;
  readonly settings: AssemblySettings;
  /** Secret of the site, under which deletions are marked. */
  readonly siteKey: Uint8Array;
}

/**
 * Works out what a batch changes: duplicates are told apart, the studies that fresh documents bear on are assembled
 * again from all their documents, and every file gets its outcome.
 */
export async function changeOf(
  base: BaseSnapshot,
  batch: readonly DigestedFile[],
  context: ChangeContext,
): Promise<BatchChange> {
  const earlier = await earlierFiles(base, batch);
  const open = batch.filter((file) => !earlier.isSettled(file));
  const turnedAway = await deletionVerdicts(base, open.filter(isImported), context);
  const importable = open.filter(isImported).filter((file) => !turnedAway.has(file));
  const knownDigests = await base.importedDigests(importable.map(({ object }) => object.sha256));
  const fresh = firstOfEachDigest(importable, knownDigests);
  const affected = await affectedStudies(base, fresh.map(documentOf));
  const assembled = assembleAll(affected, context.settings);
  const losers = new Map(assembled.losers.map((loser) => [loser.sha256, loser]));
  const winners = fresh.filter(({ object }) => !losers.has(object.sha256));
  const outcomes = outcomesOf(open, { fresh: new Set(fresh), losers, turnedAway }).map((outcome) =>
    earlier.hasSameVerdict(outcome) ? { ...outcome, outcome: 'unchanged' as const } : outcome,
  );
  const handled = outcomes.filter((outcome) => outcome.outcome !== 'unchanged' && !isErased(outcome));
  const dethroned = dethronedDigests(losers, fresh);
  const rewritten = await rewrittenObjects(base, handled, earlier, dethroned);
  const settled = batch
    .filter((file) => earlier.isSettled(file))
    .map((file): FileOutcome => ({ file, outcome: 'unchanged', reason: null }));
  const all = await withLostUids(base, [...settled, ...outcomes], losers);
  return {
    change: {
      add: {
        ...assembled.rows,
        study_actions: await inheritedMarks(base, affected.storedStudies, assembled.rows.studies ?? []),
        devices: await newDevices(base, assembled.rows.devices ?? []),
        source_documents: winners.map(({ object }) => sourceDocument(object)),
        source_objects: [...handled.map((outcome) => sourceObject(outcome, context)), ...rewritten.add],
      },
      removeStudies: affected.storedStudies.map((study) => study.study_id!),
      removeDocuments: replacedDocuments(affected, losers, winners),
      removeObjects: rewritten.removeDigests,
      files: all
        .filter((outcome) => !isErased(outcome))
        .map((outcome) => knownFile(outcome, earlier.of(outcome.file))),
      uids: winners.flatMap(({ object }) => uidEntries(object)),
      identities: identityChange(affected, assembled, winners),
    },
    outcomes: all,
    supersededCount: newlySuperseded(assembled.supersededUids, affected.storedStudies),
  };
}

function identityChange(
  { storedStudies, storedDocuments }: AffectedStudies,
  { patients, losers }: AssembledBatch,
  winners: readonly ImportedFile[],
): IdentityChange {
  const losing = new Set(losers.map(({ sha256 }) => sha256));
  return {
    objects: winners.map(({ object }) => keptOfObject(object)).filter((kept) => kept !== null),
    removeObjects: digestsOf([...storedDocuments.values()]).filter((sha256) => losing.has(sha256)),
    studies: patients,
    removeStudies: storedStudies.flatMap(({ study_id: id }) => (id === null ? [] : [id])),
  };
}

/** Null where the site keeps nothing of patients. */
function keptOfObject({ sha256, identity: { patient } }: ImportedObject): ObjectIdentity | null {
  const keepsNothing = PATIENT_FIELDS.every((field) => patient[field].kept === 'drop');
  return keepsNothing ? null : { sha256, ...patient };
}

/** Nothing is recorded of what belongs to an erased study, not even where its file is: it is read again each time. */
function isErased({ reason }: FileOutcome): boolean {
  return reason === 'study_erased';
}

function isImported(file: DigestedFile): file is DigestedFile & { object: ImportedObject } {
  return file.object.outcome === 'imported';
}

type ImportedFile = DigestedFile & { readonly object: ImportedObject };

function firstOfEachDigest(files: readonly ImportedFile[], known: ReadonlySet<string>): ImportedFile[] {
  const seen = new Set(known);
  return files.filter(({ object }) => {
    if (seen.has(object.sha256)) return false;
    seen.add(object.sha256);
    return true;
  });
}

function documentOf({ object }: ImportedFile): StudyDocument {
  return { extraction: object.extraction, sha256: object.sha256, identity: object.identity };
}

interface AssembledBatch {
  readonly rows: Rows;
  readonly patients: readonly PatientIdentity[];
  readonly losers: readonly LosingDocument[];
  readonly supersededUids: readonly string[];
}

function assembleAll(affected: AffectedStudies, settings: AssemblySettings): AssembledBatch {
  const parts = [...affected.byUid.values()].map(({ documents, sharedEventUids }) =>
    assembleStudy(documents, { ...settings, sharedEventUids }),
  );
  return {
    rows: {
      studies: parts.flatMap(({ rows }) => rows.studies),
      ct_events: parts.flatMap(({ rows }) => rows.ct_events),
      projection_events: parts.flatMap(({ rows }) => rows.projection_events),
      nm_administrations: parts.flatMap(({ rows }) => rows.nm_administrations),
      accumulated_doses: parts.flatMap(({ rows }) => rows.accumulated_doses),
      devices: parts.flatMap(({ rows }) => rows.devices),
    },
    patients: parts.flatMap(({ patients }) => patients),
    losers: parts.flatMap(({ losers }) => losers),
    supersededUids: parts.flatMap(({ supersededUids }) => supersededUids),
  };
}

function outcomesOf(
  batch: readonly DigestedFile[],
  known: {
    readonly fresh: ReadonlySet<DigestedFile>;
    readonly losers: ReadonlyMap<string, LosingDocument>;
    readonly turnedAway: ReadonlyMap<DigestedFile, DeletionVerdict>;
  },
): FileOutcome[] {
  return batch.map((file) => {
    const { object } = file;
    if (object.outcome !== 'imported') return { file, outcome: object.outcome, reason: object.reason };
    const verdict = known.turnedAway.get(file);
    if (verdict) return { file, ...verdict };
    const lost = known.losers.get(object.sha256);
    if (!lost && !known.fresh.has(file)) return { file, outcome: 'duplicate', reason: 'same_file' };
    if (!lost) return { file, outcome: 'imported', reason: null };
    return { file, outcome: 'duplicate', reason: lost.reason, statesOtherDose: lost.statesOtherDose };
  });
}

/** Copies of an object that stands are safely in the lake; those of one that lost its UID, now or before, are not. */
async function withLostUids(
  base: BaseSnapshot,
  outcomes: readonly FileOutcome[],
  losers: ReadonlyMap<string, LosingDocument>,
): Promise<FileOutcome[]> {
  const ofBatch = outcomes.filter(({ outcome }) => outcome === 'imported').map(digestOf);
  const standing = new Set(ofBatch);
  const copies = outcomes
    .filter(({ file, outcome }) => isImported(file) && (outcome === 'duplicate' || outcome === 'unchanged'))
    .filter((handled) => !standing.has(digestOf(handled)));
  const digests = [...new Set(copies.map(digestOf))].filter((sha256) => !losers.has(sha256));
  const rows = digests.length > 0 ? await base.objectsWithDigests(digests) : [];
  for (const row of rows) if (row.outcome === 'imported') standing.add(row.sha256!);
  const lost = new Set(copies.filter((handled) => !standing.has(digestOf(handled))));
  return outcomes.map((handled) => (lost.has(handled) ? { ...handled, lostItsUid: true } : handled));
}

const digestOf = ({ file }: FileOutcome): string => file.object.sha256;

/** Objects of deleted studies, and those that bring something new to one. */
async function deletionVerdicts(
  base: BaseSnapshot,
  files: readonly ImportedFile[],
  { siteKey }: ChangeContext,
): Promise<Map<DigestedFile, DeletionVerdict>> {
  const verdicts = new Map<DigestedFile, DeletionVerdict>();
  if (files.length === 0) return verdicts;
  const actions = await base.rowsOf('study_actions');
  const marks = new DeletionMarks(actions, siteKey);
  if (marks.isEmpty) return verdicts;
  const deletedIds = latestDeletions(actions);
  for (const file of files) {
    const isLive = async () => {
      const studies = await base.studiesByUid([file.object.extraction.studyInstanceUid]);
      return studies.some(({ study_id: id }) => id !== null && !deletedIds.has(id));
    };
    const verdict = await deletionVerdict(documentOf(file), marks, isLive);
    if (verdict) verdicts.set(file, verdict);
  }
  return verdicts;
}

/** Objects imported before that lose their SOP instance UID to one of the batch, with the reason. */
function dethronedDigests(
  losers: ReadonlyMap<string, LosingDocument>,
  fresh: readonly ImportedFile[],
): Map<string, LosingDocument> {
  const freshDigests = new Set(fresh.map(({ object }) => object.sha256));
  return new Map([...losers].filter(([digest]) => !freshDigests.has(digest)));
}

/** Kept documents that go: their SOP instance UID now stands for other content. */
function replacedDocuments(
  affected: AffectedStudies,
  losers: ReadonlyMap<string, LosingDocument>,
  winners: readonly ImportedFile[],
): string[] {
  return winners
    .map(({ object }) => object.extraction.sopInstanceUid)
    .filter((uid) => losers.has(affected.storedDocuments.get(uid)?.sha256 ?? ''));
}

/** Those of the devices that the lake does not know yet, each once. */
export async function newDevices(
  base: BaseSnapshot,
  devices: NonNullable<Rows['devices']>,
): Promise<NonNullable<Rows['devices']>> {
  const known = new Set((await base.rowsOf('devices')).map((device) => device.device_id));
  return devices.filter((device) => {
    if (known.has(device.device_id)) return false;
    known.add(device.device_id);
    return true;
  });
}

function newlySuperseded(uids: readonly string[], before: readonly Study[]): number {
  const known = new Set(before.flatMap((study) => study.superseded_reports ?? []));
  return new Set(uids.filter((uid) => !known.has(uid))).size;
}
