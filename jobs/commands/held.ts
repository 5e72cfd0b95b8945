import { userInfo } from 'node:os';
import { decideHeld } from '../../pipeline/run/held-objects.js';
import type { DoseLake } from '../../warehouse/index.js';
import type { HeldDecision } from '../../warehouse/tables/index.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { printable, type Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { openSiteState, storePaths } from '../config/store.js';
import { finishInterrupted } from '../erasure/finish-interrupted.js';
import { publishing } from '../publishing.js';
import { openExistingLake } from './existing-store.js';
import { isNamed, recordedFiles } from './recorded-files.js';

export interface HeldCommandRequest {
  readonly action: 'list' | HeldDecision;
  /** Paths within drop folders, or the beginnings of them; none means all. */
  readonly paths: readonly string[];
  readonly all: boolean;
  readonly json: boolean;
}

const COLUMNS = ['drop_folder', 'path', 'deleted_study_id', 'reason', 'ingested_at'] as const;

const WORDS: Readonly<Record<HeldDecision, string>> = {
  restore: 'their studies are restored; the next ingest reads them',
  import: 'the next ingest takes their new events in; what was deleted stays away for good',
  delete: 'what they bring is deleted with their studies',
};

/** `dose held list|restore|import|delete`: objects that bring something new to a deleted study. */
export async function heldCommand(
  settings: Settings,
  request: HeldCommandRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const { action, paths, all } = request;
  if (action !== 'list' && paths.length === 0 && !all)
    throw new CommandError(EXIT.usage, `Say which files to ${action}, or --all.`);
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  try {
    if (action === 'list') return await list(lake, request, terminal);
    await finishInterrupted(settings, lake, terminal);
    const now = new Date().toISOString().replace('Z', '');
    const isChosen = ({ path }: { readonly path: string }): boolean => isNamed(path, paths);
    const actor = userInfo().username;
    const { files, studyIds, purged } = await decideHeld(lake, action, { isChosen, actor, now });
    recordInTrail(settings, studyIds, { actor, decision: action });
    if (files.length === 0) {
      terminal.tell(all ? 'No file is held.' : `No held file is called ${paths.map(printable).join(', ')}.`);
      return EXIT.findings;
    }
    terminal.tell(`${files.length} held files of ${studyIds.length} studies: ${WORDS[action]}`);
    for (const id of purged)
      terminal.tell(
        `${id} has been purged and can be restored no more; dose held import takes its new events in`,
      );
    return purged.length > 0 ? EXIT.findings : EXIT.done;
  } finally {
    await lake.close();
  }
}

function recordInTrail(
  settings: Settings,
  studyIds: readonly string[],
  { actor, decision }: { readonly actor: string; readonly decision: HeldDecision },
): void {
  const state = openSiteState(storePaths(settings.dataDirectory));
  try {
    for (const subject of studyIds)
      state.audit.record({ actor, action: 'held_decided', subject, details: { decision } });
  } finally {
    state.close();
  }
}

async function list(lake: DoseLake, { json }: HeldCommandRequest, terminal: Terminal): Promise<ExitCode> {
  const rows = await recordedFiles(lake, 'held', COLUMNS);
  if (json) await terminal.data(`${JSON.stringify(rows)}\n`);
  else
    for (const { path, reason, deleted_study_id: studyId } of rows)
      await terminal.data(`${String(studyId ?? '')}\t${String(reason)}\t${printable(String(path))}\n`);
  terminal.tell(`${rows.length} held files`);
  return EXIT.done;
}
