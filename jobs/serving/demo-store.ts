import { join } from 'node:path';
import type { DoseLake } from '../../warehouse/index.js';
import { LEAVE_ALL } from '../../warehouse/tables/index.js';
import type { State } from '../../warehouse/state/state.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import type { StorePaths } from '../config/store.js';
import { recordedIngest } from '../recorded-run.js';

interface DemoSite {
  readonly settings: Settings;
  readonly root: string;
  readonly paths: StorePaths;
  readonly state: State;
  readonly lake: DoseLake;
  readonly terminal: Terminal;
}

/** Takes the tracked synthetic samples into the demo store; what it has already is not read again, and no sample is ever moved. */
export async function fillDemoStore(site: DemoSite, signal: AbortSignal): Promise<void> {
  const { terminal, root } = site;
  const isFirst = site.lake.latestSnapshot() === null;
  if (isFirst) terminal.tell('Filling the demo hospital with synthetic studies…');
  const { counts } = await recordedIngest({
    ...site,
    trigger: 'command',
    folders: [{ name: 'samples', path: join(root, 'data', 'samples') }],
    afterImport: LEAVE_ALL,
    signal,
    onProgress: ({ imported }) => terminal.progress(`${imported} objects taken in…`),
  });
  if (isFirst) terminal.tell(`${counts.imported} objects taken in.`);
}
