import type { ExitCode } from '../cli/exit-codes.js';
import { EXIT } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { finishInterrupted } from '../erasure/finish-interrupted.js';
import { publishing } from '../publishing.js';
import { openExistingLake } from './existing-store.js';

/** `dose compact`: merges parts to one per modality and month. Writers and readers may go on meanwhile. */
export async function compactCommand(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  try {
    await finishInterrupted(settings, lake, terminal);
    const before = partCount(lake);
    const batches = await lake.compact();
    terminal.tell(
      batches === 0
        ? `Nothing to merge: ${before} parts.`
        : `${before} parts became ${partCount(lake)}, in ${batches} batches.`,
    );
    return EXIT.done;
  } finally {
    await lake.close();
  }
}

function partCount(lake: Awaited<ReturnType<typeof openExistingLake>>): number {
  const pin = lake.pin();
  pin.release();
  return pin.parts.length;
}
