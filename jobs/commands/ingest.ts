import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RunCounts, RunSummary } from '../../pipeline/run/ingest.js';
import type { DropFolder } from '../../pipeline/run/scan.js';
import { openLake } from '../../warehouse/index.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import { printable, type Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { openSiteState, storePaths } from '../config/store.js';
import { finishInterrupted } from '../erasure/finish-interrupted.js';
import { optimizeLater } from '../late-optimization.js';
import { nightlyUpkeep } from '../nightly-upkeep.js';
import { publishing } from '../publishing.js';
import { recordedIngest } from '../recorded-run.js';
import { beginStoreWhereNone } from './existing-store.js';

/** `dose ingest [PATH…] [--json]`: scans drop folders, or the given files and folders, once. */
export async function ingestCommand(
  settings: Settings,
  request: {
    readonly paths: readonly string[];
    readonly json: boolean;
    readonly trigger: string;
    readonly runId?: string | undefined;
  },
  terminal: Terminal,
): Promise<ExitCode> {
  optimizeLater();
  const folders = foldersOf(request.paths, settings);
  const paths = storePaths(settings.dataDirectory);
  beginStoreWhereNone(paths, terminal);
  const state = openSiteState(paths);
  const publication = publishing(settings, (line) => terminal.tell(line));
  const lake = await openLake(paths.directory, publication.lakeOptions);
  const signal = interruption(() => terminal.tell('Stopping: the batch at hand is finished first…'));
  try {
    await finishInterrupted(settings, lake, terminal);
    const summary = await recordedIngest({
      state,
      trigger: request.trigger,
      ...(request.runId ? { runId: request.runId } : {}),
      settings,
      paths,
      lake,
      folders,
      signal,
      onProgress: (counts) => terminal.progress(progressLine(counts)),
    });
    await nightlyUpkeep({ lake, state }, request.trigger, (line) => terminal.tell(line));
    await lake.published();
    if (request.json) await terminal.data(`${JSON.stringify(summaryDocument(summary))}\n`);
    else tellSummary(summary, terminal);
    return hasFindings(summary) || publication.hasFailed() ? EXIT.findings : EXIT.done;
  } finally {
    await lake.close();
    state.close();
  }
}

/** The configured drop folders, or one for each path given. A file is told relative to the folder it lies in. */
function foldersOf(given: readonly string[], settings: Settings): readonly DropFolder[] {
  if (given.length === 0 && settings.dropFolders.length === 0) {
    throw new CommandError(
      EXIT.usage,
      'Nothing to ingest: give files or folders, or set dropFolders in dose.config.json.',
    );
  }
  if (given.length === 0) return settings.dropFolders;
  return given.map((path) => folderOf(resolve(path), settings));
}

function folderOf(path: string, settings: Settings): DropFolder {
  const configured = settings.dropFolders.find((folder) => folder.path === path);
  if (configured) return configured;
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new CommandError(EXIT.usage, `There is no file or folder ${path}.`);
  return { name: stats.isDirectory() ? path : dirname(path), path };
}

/** Whether somebody has to look at files of the run, or it has not come to all of them. */
export function hasFindings({ counts, wasStopped }: Pick<RunSummary, 'counts' | 'wasStopped'>): boolean {
  const { quarantined, held, unreadable, not_cleared } = counts;
  return wasStopped || quarantined + held + unreadable + not_cleared > 0;
}

/** What a run did, as `--json` prints it. */
export function summaryDocument(summary: RunSummary): object {
  return {
    run_id: summary.runId,
    snapshot: summary.snapshot && { id: summary.snapshot.id, committed_at: summary.snapshot.committedAt },
    was_stopped: summary.wasStopped,
    counts: summary.counts,
    files: summary.files.map(({ dropFolder, path, outcome, reason }) => ({
      drop_folder: dropFolder,
      path,
      outcome,
      reason,
    })),
    files_not_listed: summary.filesCut,
  };
}

function progressLine(counts: Readonly<RunCounts>): string {
  const { imported, duplicate, not_dose, quarantined } = counts;
  return `${imported} imported, ${duplicate} duplicate, ${not_dose} not dose, ${quarantined} quarantined…`;
}

const COUNT_NAMES: readonly (readonly [keyof RunCounts, string])[] = [
  ['imported', 'imported'],
  ['duplicate', 'duplicate'],
  ['superseded', 'superseded by a later report'],
  ['not_dose', 'not dose objects'],
  ['quarantined', 'quarantined'],
  ['held', 'held for a decision'],
  ['deleted', 'of deleted studies'],
  ['unreadable', 'unreadable'],
  ['still_written', 'still being written, left for the next run'],
  ['unchanged', 'known and unchanged'],
  ['removed_after_import', 'deleted from the drop folder after import'],
  ['archived_after_import', 'moved to the archive after import'],
  ['not_cleared', 'to be deleted or moved, and left'],
];

/** Most files that are named on a terminal; `--json` names all that the run kept. */
const MOST_TOLD = 50;

/** What to do about files that stay outside for a reason that somebody can remove. */
const ADVICE: Readonly<Record<string, string>> = {
  archive_to_unpack:
    'Archives are not looked into: unpack them in the drop folder, and the next run reads what they hold.',
  link_to_folder: 'Links to folders are not followed: name the folder itself in dropFolders.',
  name_not_utf8: 'Files whose name is not UTF-8 cannot be opened: rename them.',
  path_too_long:
    'Paths beyond what the system can open are passed by: move the files nearer to the drop folder.',
};

function adviceOn(files: RunSummary['files']): string[] {
  const reasons = new Set(files.map(({ reason }) => reason));
  return Object.keys(ADVICE).flatMap((reason) => (reasons.has(reason) ? [ADVICE[reason]!] : []));
}

/** Writes what a run did, line by line. */
export function tellSummary({ counts, files, wasStopped, snapshot }: RunSummary, terminal: Terminal): void {
  if (wasStopped)
    terminal.tell('Stopped before the end; what was committed stays, the rest comes with the next run.');
  for (const [count, name] of COUNT_NAMES) {
    if (counts[count] > 0 || count === 'imported')
      terminal.tell(`${String(counts[count]).padStart(8)}  ${name}`);
  }
  const told = files.filter(({ outcome }) => outcome !== 'duplicate').slice(0, MOST_TOLD);
  for (const { dropFolder, path, outcome, reason } of told) {
    const name = path === '.' ? dropFolder : path;
    terminal.tell(`          ${outcome}: ${printable(name)}${reason ? ` (${reason})` : ''}`);
  }
  if (files.length > told.length) terminal.tell('          … more with --json');
  for (const advice of adviceOn(files)) terminal.tell(advice);
  if (snapshot) terminal.tell(`Snapshot ${snapshot.id} of ${snapshot.committedAt}`);
}
