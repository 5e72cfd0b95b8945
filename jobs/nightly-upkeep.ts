import type { DoseLake } from '../warehouse/index.js';

/** What started an ingest run that upkeep follows: those that nobody waits for. */
const NIGHTLY: readonly string[] = ['schedule', 'catch_up'];

/**
 * Merges and clears the lake after the nightly ingest, in the ingest's own process. A failure leaves the night's
 * studies as they are; it is told, and the next night tries again.
 */
export async function nightlyUpkeep(
  lake: DoseLake,
  trigger: string,
  tell: (line: string) => void,
): Promise<void> {
  if (!NIGHTLY.includes(trigger)) return;
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['Merging', () => lake.compact()],
    ['Clearing', () => lake.vacuum()],
  ];
  for (const [name, step] of steps) {
    try {
      await step();
    } catch (error) {
      tell(`${name} the lake failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
