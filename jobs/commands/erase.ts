import { userInfo } from 'node:os';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import { openSiteState, siteKey, storePaths } from '../config/store.js';
import type { Settings } from '../config/settings.js';
import {
  eraseStudies,
  finishErasures,
  type ErasableStore,
  type ErasureOutcome,
  type ErasureReport,
} from '../erasure/erase-studies.js';
import { recordedErasure } from '../erasure/recorded-erasure.js';
import { tellReport } from '../erasure/tell-report.js';
import { openExistingLake } from './existing-store.js';

export interface EraseRequest {
  /** None: only finishes what was interrupted. */
  readonly studyIds: readonly string[];
  /** Who asked, where it is not the user who runs the command. */
  readonly by?: string | undefined;
  readonly runId?: string | undefined;
}

/** `dose delete STUDY_ID… --erase`: erases studies for good and says what it did and where they still are. */
export async function eraseCommand(
  settings: Settings,
  { studyIds, by, runId }: EraseRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const lake = await openExistingLake(settings);
  const paths = storePaths(settings.dataDirectory);
  const state = openSiteState(paths);
  const { dropFolders } = settings;
  const store: ErasableStore = { lake, state, paths, siteKey: siteKey(paths), dropFolders };
  const effects = { onProgress: (line: string) => terminal.progress(line) };
  try {
    return await recordedErasure(state, runId, async () => {
      const finished = await finishErasures(store, effects);
      finished.forEach((report) => tellReport(report, terminal));
      if (studyIds.length === 0) return exitOf(finished, []);
      const outcome = await eraseStudies(store, { studyIds, actor: by ?? userInfo().username }, effects);
      return tellOutcome(outcome, finished, terminal);
    });
  } finally {
    await lake.close();
    state.close();
  }
}

function tellOutcome(
  outcome: ErasureOutcome,
  finished: readonly ErasureReport[],
  terminal: Terminal,
): ExitCode {
  if (outcome.outcome === 'incomplete') {
    throw new CommandError(
      EXIT.usage,
      'Nothing was erased. An erasure takes all of a StudyInstanceUID, and these studies belong to it too: ' +
        `${outcome.alsoHeld.join(', ')}. Name them as well.`,
    );
  }
  if (outcome.outcome === 'unknown') {
    terminal.tell('There is no such study, in no snapshot.');
    return EXIT.findings;
  }
  tellReport(outcome.report, terminal);
  outcome.unknown.forEach((id) => terminal.tell(`${id}: there is no such study`));
  return exitOf([...finished, outcome.report], outcome.unknown);
}

function exitOf(reports: readonly ErasureReport[], unknown: readonly string[]): ExitCode {
  const hasLeft = reports.some(({ isClean, lake }) => !isClean || lake.damagedParts.length > 0);
  return unknown.length > 0 || hasLeft ? EXIT.findings : EXIT.done;
}
