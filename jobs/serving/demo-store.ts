import { join } from 'node:path';
import { openSnapshot, type DoseLake } from '../../warehouse/index.js';
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

/** The day on which the demo hospital stands still: that of its last study, so that its last weeks are always full. */
export async function demoDay(lake: DoseLake): Promise<string | null> {
  if (lake.latestSnapshot() === null) return null;
  const snapshot = await openSnapshot(lake);
  try {
    const [row] = await snapshot.query('SELECT max(study_date) AS day FROM studies');
    return typeof row?.['day'] === 'string' ? row['day'] : null;
  } finally {
    await snapshot.close();
  }
}

/** Its samples are few, so that most systems rest for weeks. */
const SILENT_AFTER_DAYS = 21;

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
  if (!isFirst) return;
  const home = site.state.settings.get('home');
  site.state.settings.set('home', { ...home, silent_after_days: SILENT_AFTER_DAYS }, 'demo');
  terminal.tell(`${counts.imported} objects taken in.`);
}
