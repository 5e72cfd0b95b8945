import type { State } from '../../warehouse/state/state.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';

/** Runs an erasure under a run that the pages can follow, where they asked for one. */
export async function recordedErasure(
  state: Pick<State, 'runs'>,
  runId: string | undefined,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  if (runId === undefined) return work();
  state.runs.start({ kind: 'erasure', trigger: 'request', runId });
  try {
    const code = await work();
    state.runs.finish(runId, code === EXIT.done ? 'done' : 'done_with_findings');
    return code;
  } catch (error) {
    state.runs.finish(
      runId,
      'failed',
      error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
    );
    throw error;
  }
}
