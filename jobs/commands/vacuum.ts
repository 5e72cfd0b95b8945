import type { ExitCode } from '../cli/exit-codes.js';
import { EXIT } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { inBytes } from '../cli/quantities.js';
import { finishInterrupted } from '../erasure/finish-interrupted.js';
import { openExistingLake } from './existing-store.js';

/** `dose vacuum`: lets old snapshots expire and removes the files that no kept one needs. */
export async function vacuumCommand(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const lake = await openExistingLake(settings);
  try {
    await finishInterrupted(settings, lake, terminal);
    const { expiredSnapshots, removedParts, removedBytes, sweptFiles } = await lake.vacuum();
    terminal.tell(
      `${expiredSnapshots} snapshots expired; ${removedParts} parts removed, ${inBytes(removedBytes)}.`,
    );
    if (sweptFiles > 0) terminal.tell(`${sweptFiles} files that unfinished work had left were cleared away.`);
    return EXIT.done;
  } finally {
    await lake.close();
  }
}
