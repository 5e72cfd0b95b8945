import { purgeDeletedStudies } from '../pipeline/run/purge.js';
import type { DoseLake } from '../warehouse/index.js';
import { startHeartbeat } from './heartbeat.js';
import type { State } from '../warehouse/state/state.js';

/** What started an ingest run that upkeep follows: those that nobody waits for. */
const NIGHTLY: readonly string[] = ['schedule', 'catch_up'];

const HEARTBEAT_MS = 10_000;

const DAY_MS = 86_400_000;

type UpkeepState = Pick<State, 'runs' | 'settings' | 'audit'>;

/** What upkeep did, as its run records it. */
type Done = Readonly<Record<string, number>>;

/**
 * Purges, merges and clears the lake after the nightly ingest, in the ingest's own process, and records it as a run of its
 * own. A failure leaves the night's studies as they are; it is told and recorded, and the next night tries again.
 */
export async function nightlyUpkeep(
  { lake, state }: { readonly lake: DoseLake; readonly state: UpkeepState },
  trigger: string,
  tell: (line: string) => void,
): Promise<void> {
  if (!NIGHTLY.includes(trigger)) return;
  const { runId } = state.runs.start({ kind: 'upkeep', trigger });
  const failures: string[] = [];
  let counts: Done = {};
  const stopBeating = startHeartbeat(
    () => state.runs.progress(runId, { fileCount: 0, counts }),
    HEARTBEAT_MS,
  );
  for (const [name, step] of stepsOf(lake, state)) {
    try {
      counts = { ...counts, ...(await step()) };
    } catch (error) {
      failures.push(`${name} the lake failed: ${error instanceof Error ? error.message : String(error)}`);
      tell(failures.at(-1)!);
    }
  }
  stopBeating();
  state.runs.progress(runId, { fileCount: 0, counts });
  if (failures.length === 0) state.runs.finish(runId, 'done');
  else state.runs.finish(runId, 'failed', failures.join('; '));
}

/** Ends the time in which studies can be restored that were deleted so many days ago. */
async function purge(lake: DoseLake, { settings, audit }: UpkeepState): Promise<Done> {
  const instant = (ms: number): string => new Date(ms).toISOString().replace('Z', '');
  const now = Date.now();
  const { purged } = await purgeDeletedStudies(lake, {
    deletedBefore: instant(now - settings.get('deletion').restorable_days * DAY_MS),
    now: instant(now),
  });
  for (const subject of purged) audit.record({ actor: 'upkeep', action: 'study_purged', subject });
  return { purged_studies: purged.length };
}

function stepsOf(lake: DoseLake, state: UpkeepState): readonly (readonly [string, () => Promise<Done>])[] {
  return [
    ['Purging deleted studies of', () => purge(lake, state)],
    ['Merging', async () => ({ merged_batches: await lake.compact() })],
    [
      'Clearing',
      async () => {
        const { expiredSnapshots, removedParts, removedBytes, sweptFiles } = await lake.vacuum();
        return {
          expired_snapshots: expiredSnapshots,
          removed_parts: removedParts,
          removed_bytes: removedBytes,
          swept_files: sweptFiles,
        };
      },
    ],
  ];
}
