import { userInfo } from 'node:os';
import {
  deleteStudies,
  markStudies,
  restoreStudies,
  type StudyActionRequest,
  type StudyActionResult,
} from '../../pipeline/run/study-actions.js';
import type { DoseLake } from '../../warehouse/index.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { finishInterrupted } from '../erasure/finish-interrupted.js';
import { openSiteState, siteKey, storePaths } from '../config/store.js';
import { publishing } from '../publishing.js';
import { openExistingLake } from './existing-store.js';

export type StudyCommand = 'delete' | 'restore' | 'mark_not_patient' | 'mark_patient';

const WORDS: Readonly<Record<StudyCommand, readonly [done: string, already: string]>> = {
  delete: ['deleted', 'deleted already'],
  restore: ['restored; files turned away meanwhile come with the next ingest', 'not deleted'],
  mark_not_patient: ['marked as not a patient', 'marked so already'],
  mark_patient: ['marked as a patient', 'marked so already'],
};

/** `dose delete`, `dose restore-study` and `dose mark`: all studies in one commit; unknown ids are named. */
export async function studyCommand(
  settings: Settings,
  request: {
    readonly command: StudyCommand;
    readonly studyIds: readonly string[];
    readonly reason: string | null;
  },
  terminal: Terminal,
): Promise<ExitCode> {
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  try {
    await finishInterrupted(settings, lake, terminal);
    const actor = userInfo().username;
    const result = await act(lake, settings, request, actor);
    recordInTrail(settings, request, result.done, actor);
    const [done, already] = WORDS[request.command];
    for (const id of result.done) terminal.tell(`${id}: ${done}`);
    for (const id of result.alreadySo) terminal.tell(`${id}: ${already}`);
    for (const id of result.purged)
      terminal.tell(`${id}: deleted, and purged when its time was over; nothing of it is left to restore`);
    for (const id of result.unknown) terminal.tell(`${id}: there is no such study`);
    return result.unknown.length + result.purged.length > 0 ? EXIT.findings : EXIT.done;
  } finally {
    await lake.close();
  }
}

/** The same entries as the pages make. */
function recordInTrail(
  settings: Settings,
  { command, reason }: Parameters<typeof studyCommand>[1],
  studyIds: readonly string[],
  actor: string,
): void {
  if (studyIds.length === 0) return;
  const state = openSiteState(storePaths(settings.dataDirectory));
  try {
    if (command === 'delete' || command === 'restore') {
      const action = command === 'delete' ? 'study_deleted' : 'study_restored';
      for (const subject of studyIds) state.audit.record({ actor, action, subject });
    } else {
      const details = { mark: command, reason, studies: studyIds.length };
      state.audit.record({ actor, action: 'studies_marked', details });
    }
  } finally {
    state.close();
  }
}

function act(
  lake: DoseLake,
  settings: Settings,
  { command, studyIds, reason }: Parameters<typeof studyCommand>[1],
  actor: string,
): Promise<StudyActionResult> {
  const request: StudyActionRequest = {
    studyIds,
    actor,
    reason,
    now: new Date().toISOString().replace('Z', ''),
  };
  if (command === 'delete') return deleteStudies(lake, request, siteKey(storePaths(settings.dataDirectory)));
  return command === 'restore' ? restoreStudies(lake, request) : markStudies(lake, request, command);
}
