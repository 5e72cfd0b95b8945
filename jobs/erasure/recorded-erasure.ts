import type { State } from '../../warehouse/state/state.js';
import { startHeartbeat } from '../heartbeat.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';

const HEARTBEAT_MS = 2_000;

/** Keeps the record of the run up to date by which the pages follow an erasure that they asked for. */
export async function recordedErasure(
  { runs }: Pick<State, 'runs'>,
  runId: string | undefined,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  if (runId === undefined) return work();
  const stopBeating = startHeartbeat(() => runs.progress(runId, { fileCount: 0, counts: {} }), HEARTBEAT_MS);
  try {
    const code = await work();
    runs.finish(runId, code === EXIT.done ? 'done' : 'done_with_findings');
    return code;
  } catch (error) {
    runs.finish(runId, 'failed', error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    stopBeating();
  }
}
