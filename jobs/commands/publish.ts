import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { openExistingLake } from './existing-store.js';

/** `dose publish`: brings the Delta logs up to the newest snapshot. Exit code 1 where a log is damaged. */
export async function publishCommand(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const lake = await openExistingLake(settings);
  const signal = interruption(() => terminal.tell('Stopping…'));
  try {
    const onFile = (count: number): void => terminal.progress(`${count} files looked at…`);
    const { snapshotId, commitCount, damages, leftOut } = await lake.publish({ signal, onFile });
    for (const reason of leftOut) terminal.tell(reason);
    for (const damage of damages) terminal.tell(`Damaged: ${damage}`);
    if (damages.length > 0)
      terminal.tell('dose publish --withdraw, and then dose publish, makes the logs anew.');
    terminal.tell(
      snapshotId === null
        ? 'The store holds no snapshot to publish.'
        : `Snapshot ${snapshotId} is published; ${commitCount} versions were added.`,
    );
    return damages.length > 0 ? EXIT.findings : EXIT.done;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CommandError(EXIT.findings, 'Stopped; the same command goes on with the tables that are left.');
  } finally {
    await lake.close();
  }
}

/** `dose publish --withdraw`: removes the Delta logs and the copies made for them. */
export async function withdrawCommand(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const lake = await openExistingLake(settings);
  try {
    const tables = await lake.withdrawPublication();
    terminal.tell(
      tables.length === 0 ? 'Nothing was published.' : `No longer published: ${tables.join(', ')}.`,
    );
    return EXIT.done;
  } finally {
    await lake.close();
  }
}
