import type { Change, Lake, SnapshotRef } from '../../warehouse/lake/lake.js';
import type { Outcome } from '../../warehouse/tables/index.js';
import { READERS_FINGERPRINT } from '../extract/readers.js';
import type { AfterImport } from './after-import.js';
import { assemblySettings } from './assembly-settings.js';
import type { FileOutcome } from './batch-rows.js';
import { BATCH_LIMITS, batches, type BatchLimits, type Digest, type DigestedFile } from './batch.js';
import { changeOf, type BatchChange } from './change.js';
import { KnownFiles } from './known-files.js';
import { namedFiles, scan, type DropFolder, type Sighting, type Unreadable } from './scan.js';

/** One file that did not go in, or that lost to another, with its reason. */
export interface ReportedFile {
  readonly dropFolder: string;
  readonly path: string;
  readonly outcome: Outcome | 'unreadable' | 'still_written' | 'not_cleared';
  readonly reason: string | null;
}

export interface RunCounts {
  imported: number;
  duplicate: number;
  /** Reports among the imported ones, of this run or earlier, that a report of this run supersedes. */
  superseded: number;
  not_dose: number;
  quarantined: number;
  held: number;
  deleted: number;
  /** Files and folders that could not be read; tried again in the next run. */
  unreadable: number;
  /** Files left for the next run because they are still being written. */
  still_written: number;
  /** Files known and unchanged. */
  unchanged: number;
  /** Files deleted from the drop folder after import, as the site wants. */
  removed_after_import: number;
  /** Files moved to an archive folder after import. */
  archived_after_import: number;
  /** Files that should have been deleted or moved and were not. */
  not_cleared: number;
}

export interface RunSummary {
  readonly runId: string;
  readonly counts: RunCounts;
  readonly files: readonly ReportedFile[];
  /** More files than `files` lists were not imported. */
  readonly filesCut: number;
  readonly wasStopped: boolean;
  readonly snapshot: SnapshotRef | null;
}

export interface IngestEffects {
  readonly lake: Lake;
  readonly digest: Digest;
  /** UTC now, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: () => string;
  /** Secret of the site, under which deleted studies are known again. */
  readonly siteKey: Uint8Array;
  /** Does what the site wants done with files that went in, once their commit is durable; default: nothing. */
  readonly afterImport?: (outcomes: readonly FileOutcome[]) => Promise<readonly AfterImport[]>;
  /** Whether `afterImport` is to make a file go; where a killed run, or a full archive, kept it from that, the next one does. */
  readonly isToGo?: (handled: FileOutcome) => boolean;
  readonly onProgress: (counts: Readonly<RunCounts>) => void;
}

export interface IngestOptions {
  readonly runId: string;
  readonly folders: readonly DropFolder[];
  /** Reads these files again, known or not, instead of looking for new ones in the folders. */
  readonly only?: readonly { readonly folder: DropFolder; readonly path: string }[];
  readonly settleMs: number;
  readonly limits?: BatchLimits;
  /** Finishes the batch that is being committed and stops. */
  readonly signal?: AbortSignal;
}

/** Most files that a summary lists by name. */
const MOST_REPORTED = 10_000;

/**
 * Takes everything new in the drop folders into the lake: scan, read, extract, assemble, commit, batch by batch.
 * One bad file never stops the run; a second run over the same files changes nothing.
 */
export async function ingest(options: IngestOptions, effects: IngestEffects): Promise<RunSummary> {
  const tally = new Tally(effects.onProgress);
  const sightings = options.only
    ? namedFiles(options.only, (entry) => tally.unreadable(entry))
    : await newFiles(options, effects.lake, tally);
  const onUnread = (sighting: { dropFolder: string; path: string }, reason: string) =>
    tally.report(sighting.dropFolder, sighting.path, 'unreadable', reason);
  let snapshot: SnapshotRef | null = effects.lake.latestSnapshot();
  for await (const batch of batches(sightings, effects.digest, options.limits ?? BATCH_LIMITS, onUnread)) {
    if (options.signal?.aborted) break;
    snapshot = (await commitBatch(batch, options.runId, effects, tally)) ?? snapshot;
  }
  return tally.summary(options.runId, snapshot, options.signal?.aborted ?? false);
}

/** Files of the drop folders that no run has dealt with, or that readers of today may understand. */
async function newFiles(
  { folders, settleMs, signal }: IngestOptions,
  lake: Lake,
  tally: Tally,
): Promise<AsyncIterable<Sighting>> {
  const known = await knownFiles(folders, lake);
  return scan(folders, {
    settleMs,
    isKnown: (sighting) => {
      const isKnown = known.get(sighting.dropFolder)!.has(sighting);
      if (isKnown) tally.counts.unchanged++;
      return isKnown;
    },
    onUnreadable: (entry) => tally.unreadable(entry),
    onStillWritten: ({ dropFolder, path }) => tally.report(dropFolder, path, 'still_written', null),
    ...(signal ? { signal } : {}),
  });
}

async function knownFiles(folders: readonly DropFolder[], lake: Lake): Promise<Map<string, KnownFiles>> {
  const known = new Map<string, KnownFiles>();
  for (const { name } of folders) {
    if (!known.has(name))
      known.set(name, await KnownFiles.collect(lake.knownFiles(name), READERS_FINGERPRINT));
  }
  return known;
}

async function commitBatch(
  batch: readonly DigestedFile[],
  runId: string,
  effects: IngestEffects,
  tally: Tally,
): Promise<SnapshotRef | null> {
  const now = effects.now();
  let result: BatchChange | null = null;
  const snapshot = await effects.lake.commit({ kind: 'ingest', runId }, async (base) => {
    const settings = await assemblySettings(base, effects.siteKey);
    result = await changeOf(base, batch, { runId, now, settings, siteKey: effects.siteKey });
    return withFilesToGo(result, effects.isToGo);
  });
  await settleBatch(result, effects, tally);
  return snapshot;
}

/** Known like a file that other readers refused: where it is still there, the next run reads it again. */
const TO_GO = 'to go after import';

/** The change of a batch, with the files marked that are to go once it is durable. */
function withFilesToGo({ change, outcomes }: BatchChange, isToGo: IngestEffects['isToGo']): Change {
  if (isToGo === undefined || change.files === undefined) return change;
  const placeOf = ({ dropFolder, path }: Pick<Sighting, 'dropFolder' | 'path'>): string =>
    `${dropFolder}\u0000${path}`;
  const going = new Set(outcomes.filter(isToGo).map(({ file }) => placeOf(file.sighting)));
  const files = change.files.map((file) => (going.has(placeOf(file)) ? { ...file, readers: TO_GO } : file));
  return { ...change, files };
}

/** What follows a durable commit: the count, and what the site wants done with the files. */
async function settleBatch(result: BatchChange | null, effects: IngestEffects, tally: Tally): Promise<void> {
  if (result === null) return;
  tally.batch(result);
  const done = await effects.afterImport?.(result.outcomes);
  if (done) tally.afterImport(done);
}

class Tally {
  readonly counts: RunCounts = {
    imported: 0,
    duplicate: 0,
    superseded: 0,
    not_dose: 0,
    quarantined: 0,
    held: 0,
    deleted: 0,
    unreadable: 0,
    still_written: 0,
    unchanged: 0,
    removed_after_import: 0,
    archived_after_import: 0,
    not_cleared: 0,
  };
  readonly #files: ReportedFile[] = [];
  #cut = 0;

  constructor(private readonly onProgress: (counts: Readonly<RunCounts>) => void) {}

  batch({ outcomes, supersededCount }: BatchChange): void {
    this.counts.superseded += supersededCount;
    for (const { file, outcome, reason } of outcomes) {
      if (outcome === 'imported' || outcome === 'unchanged') this.counts[outcome]++;
      else this.report(file.sighting.dropFolder, file.sighting.path, outcome, reason);
    }
    this.onProgress(this.counts);
  }

  afterImport(done: readonly AfterImport[]): void {
    for (const { sighting, result, reason } of done) {
      if (result === 'not_cleared') this.report(sighting.dropFolder, sighting.path, result, reason);
      else this.counts[result]++;
    }
    this.onProgress(this.counts);
  }

  unreadable({ dropFolder, path, reason }: Unreadable): void {
    this.report(dropFolder, path, 'unreadable', reason);
  }

  report(dropFolder: string, path: string, outcome: ReportedFile['outcome'], reason: string | null): void {
    this.counts[outcome]++;
    if (this.#files.length < MOST_REPORTED) this.#files.push({ dropFolder, path, outcome, reason });
    else this.#cut++;
  }

  summary(runId: string, snapshot: SnapshotRef | null, wasStopped: boolean): RunSummary {
    return { runId, counts: this.counts, files: this.#files, filesCut: this.#cut, wasStopped, snapshot };
  }
}
