import type { DoseLake } from '../../warehouse/index.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { openSiteState, siteKey, storePaths } from '../config/store.js';
import { finishErasures } from './erase-studies.js';
import { openErasures } from './journal.js';
import { tellReport } from './tell-report.js';

/** Finishes erasures that a killed process left, before a command writes to the store. */
export async function finishInterrupted(
  { dataDirectory, dropFolders }: Settings,
  lake: DoseLake,
  terminal: Terminal,
): Promise<void> {
  if ((await openErasures(dataDirectory)).length === 0) return;
  const paths = storePaths(dataDirectory);
  const state = openSiteState(paths);
  try {
    const reports = await finishErasures(
      { lake, state, paths, siteKey: siteKey(paths), dropFolders },
      { onProgress: (line) => terminal.progress(line) },
    );
    reports.forEach((report) => tellReport(report, terminal));
  } finally {
    state.close();
  }
}
