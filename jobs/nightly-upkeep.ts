import { purgeDeletedStudies } from '../pipeline/run/purge.js';
import type { DoseLake } from '../warehouse/index.js';
import type { State } from '../warehouse/state/state.js';

/** What started an ingest run that upkeep follows: those that nobody waits for. */
const NIGHTLY: readonly string[] = ['schedule', 'catch_up'];

const DAY_MS = 86_400_000;

/** Ends the time in which studies can be restored that were deleted so many days ago. */
function purge(lake: DoseLake, restorableDays: number): Promise<unknown> {
  const instant = (ms: number): string => new Date(ms).toISOString().replace('Z', '');
  const now = Date.now();
  return purgeDeletedStudies(lake, {
    deletedBefore: instant(now - restorableDays * DAY_MS),
    now: instant(now),
  });
}

/**
 * Purges, merges and clears the lake after the nightly ingest, in the ingest's own process. A failure leaves the night's
 * studies as they are; it is told, and the next night tries again.
 */
export async function nightlyUpkeep(
  lake: DoseLake,
  settings: Pick<State['settings'], 'get'>,
  trigger: string,
  tell: (line: string) => void,
): Promise<void> {
  if (!NIGHTLY.includes(trigger)) return;
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['Purging deleted studies of', () => purge(lake, settings.get('deletion').restorable_days)],
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
