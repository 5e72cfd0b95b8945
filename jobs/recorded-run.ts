import type { AfterImportPolicy } from '../pipeline/run/after-import.js';
import type { RunCounts, RunSummary } from '../pipeline/run/ingest.js';
import type { State } from '../warehouse/state/state.js';
import { siteAfterImport } from './config/site-after-import.js';
import { siteIdentity } from './config/site-identity.js';
import { startHeartbeat } from './heartbeat.js';
import { runIngest, type IngestRunOptions } from './ingest-run.js';

export interface RecordedRunOptions extends Omit<IngestRunOptions, 'runId' | 'identity' | 'afterImport'> {
  readonly state: State;
  /** What started the run: `command`, `schedule`, `catch_up` or `request`. */
  readonly trigger: string;
  /** Id to record the run under, where the caller told it to somebody already. */
  readonly runId?: string;
  /** What becomes of files, where that is not for the site to say. */
  readonly afterImport?: AfterImportPolicy;
}

/** A run without a sign of life for so long was killed. */
const SILENT_MS = 120_000;
const HEARTBEAT_MS = 2_000;

/** An ingest run that leaves a record of its counts and its end, also when it fails. */
export async function recordedIngest(options: RecordedRunOptions): Promise<RunSummary> {
  const { state, trigger, onProgress } = options;
  state.runs.interruptSilent(SILENT_MS);
  const { runId } = state.runs.start({
    kind: 'ingest',
    trigger,
    ...(options.runId ? { runId: options.runId } : {}),
  });
  let counts: Readonly<RunCounts> | null = null;
  const stopBeating = startHeartbeat(() => record(state, runId, counts), HEARTBEAT_MS);
  try {
    const summary = await runIngest({
      ...options,
      identity: siteIdentity(options.settings, state),
      afterImport: () => options.afterImport ?? siteAfterImport(options.settings, state),
      runId,
      onProgress: (progress) => {
        counts = progress;
        onProgress?.(progress);
      },
    });
    record(state, runId, summary.counts);
    state.runs.finish(runId, endState(summary));
    return summary;
  } catch (error) {
    recordFailure(state, runId, error);
    throw error;
  } finally {
    stopBeating();
  }
}

function record(state: State, runId: string, counts: Readonly<RunCounts> | null): void {
  if (counts) state.runs.progress(runId, { fileCount: handledCount(counts), counts: { ...counts } });
}

/** Where not even that can be written, the run counts as interrupted once it has been silent long enough. */
function recordFailure({ runs }: State, runId: string, error: unknown): void {
  try {
    runs.finish(runId, 'failed', error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
  } catch {
    // What stopped the run is thrown by it, and must not be hidden by this.
  }
}

function endState({ counts, wasStopped }: RunSummary): 'interrupted' | 'done_with_findings' | 'done' {
  if (wasStopped) return 'interrupted';
  return counts.quarantined + counts.held + counts.unreadable > 0 ? 'done_with_findings' : 'done';
}

/** Counts that do not tell of a file of their own. */
const COUNTED_ELSEWHERE: readonly (keyof RunCounts)[] = [
  'unchanged',
  'superseded',
  'removed_after_import',
  'archived_after_import',
  'not_cleared',
];

/** Files that the run decided on: neither those known before nor any counted a second time. */
function handledCount(counts: Readonly<RunCounts>): number {
  const names = Object.keys(counts) as (keyof RunCounts)[];
  return names
    .filter((name) => !COUNTED_ELSEWHERE.includes(name))
    .reduce((sum, name) => sum + counts[name], 0);
}
