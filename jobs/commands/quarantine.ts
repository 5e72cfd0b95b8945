import { isAbsolute } from 'node:path';
import { dropQuarantined, type FilePlace } from '../../pipeline/run/quarantine.js';
import type { DropFolder } from '../../pipeline/run/scan.js';
import type { DoseLake, SqlRow } from '../../warehouse/index.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import { printable, type Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { openSiteState, ensureStore, storePaths } from '../config/store.js';
import { publishing } from '../publishing.js';
import { recordedIngest } from '../recorded-run.js';
import { openExistingLake } from './existing-store.js';
import { isNamed, namingNone, recordedFiles } from './recorded-files.js';
import { hasFindings, summaryDocument, tellSummary } from './ingest.js';

export interface QuarantineRequest {
  readonly action: 'list' | 'retry' | 'drop';
  /** Paths within drop folders, or the beginnings of them; none means all. */
  readonly paths: readonly string[];
  readonly all: boolean;
  readonly json: boolean;
}

const COLUMNS = ['drop_folder', 'path', 'reason', 'byte_count', 'ingested_at'] as const;

/** `dose quarantine list|retry|drop`: files that could not be understood. */
export async function quarantineCommand(
  settings: Settings,
  request: QuarantineRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  if (request.action === 'drop' && request.paths.length === 0 && !request.all) {
    throw new CommandError(EXIT.usage, 'Say which files to drop from quarantine, or --all.');
  }
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  try {
    const quarantined = await recordedFiles(lake, 'quarantined', COLUMNS);
    const files = quarantined.filter((row) => isNamed(placeOf(row).path, request.paths));
    const wrong = namingNone(
      request.paths,
      files.map((row) => placeOf(row).path),
    );
    for (const path of wrong) terminal.tell(`${printable(path)}: there is no such file in quarantine`);
    const code = await act(lake, { settings, files, request }, terminal);
    return wrong.length > 0 ? EXIT.findings : code;
  } finally {
    await lake.close();
  }
}

interface Work {
  readonly settings: Settings;
  /** The files in quarantine that the request names. */
  readonly files: readonly SqlRow[];
  readonly request: QuarantineRequest;
}

async function act(
  lake: DoseLake,
  { settings, files, request }: Work,
  terminal: Terminal,
): Promise<ExitCode> {
  if (request.action === 'drop') return drop(lake, request, terminal);
  if (request.action === 'list') return list(files, request, terminal);
  return retry(lake, settings, files.map(placeOf), request, terminal);
}

function placeOf(row: SqlRow): FilePlace {
  return { dropFolder: String(row['drop_folder'] ?? ''), path: String(row['path'] ?? '') };
}

async function list(
  rows: readonly SqlRow[],
  { json }: QuarantineRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  if (json) await terminal.data(`${JSON.stringify(rows)}\n`);
  else
    for (const { path, reason } of rows)
      await terminal.data(`${String(reason)}\t${printable(String(path))}\n`);
  terminal.tell(`${rows.length} files in quarantine`);
  return EXIT.done;
}

async function drop(lake: DoseLake, request: QuarantineRequest, terminal: Terminal): Promise<ExitCode> {
  const { dropped } = await dropQuarantined(lake, ({ path }) => isNamed(path, request.paths));
  terminal.tell(`${dropped.length} files dropped from quarantine; they stay where they are`);
  return EXIT.done;
}

/** Reads the files that are still in their drop folders again, as a run of its own. */
async function retry(
  lake: DoseLake,
  settings: Settings,
  files: readonly FilePlace[],
  { json }: QuarantineRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const paths = storePaths(settings.dataDirectory);
  ensureStore(paths);
  const only = files.flatMap(({ dropFolder, path }) => {
    const folder = folderNamed(dropFolder, settings);
    if (folder === null) terminal.tell(`${path}: its drop folder is not configured any more`);
    return folder === null ? [] : [{ folder, path }];
  });
  const signal = interruption(() => terminal.tell('Stopping: the batch at hand is finished first…'));
  const state = openSiteState(paths);
  try {
    const run = { state, trigger: 'retry', settings, paths, lake, folders: [], only, signal };
    const summary = await recordedIngest(run);
    if (json) await terminal.data(`${JSON.stringify(summaryDocument(summary))}\n`);
    else tellSummary(summary, terminal);
    return hasFindings(summary) || only.length < files.length ? EXIT.findings : EXIT.done;
  } finally {
    state.close();
  }
}

/** A drop folder by its name; files given on the command line are recorded under the path of their folder. */
function folderNamed(name: string, { dropFolders }: Settings): DropFolder | null {
  return (
    dropFolders.find((folder) => folder.name === name) ?? (isAbsolute(name) ? { name, path: name } : null)
  );
}
