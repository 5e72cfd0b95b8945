import { setImmediate } from 'node:timers/promises';
import { QueryDeadlineError, type QueryLimits } from '../engine/limits.js';

/** To be awaited between short pieces of a long calculation. */
export type Pause = () => Promise<void>;

/** How long a calculation may hold up the event loop. */
const LONGEST_MS = 4;

/**
 * Lets others have the event loop whenever a calculation has held it up for some milliseconds.
 * The pause throws QueryDeadlineError past the deadline, and the signal's reason when it is aborted.
 */
export function pausing({ deadlineMs = Infinity, signal }: QueryLimits): Pause {
  const end = performance.now() + deadlineMs;
  let resumed = performance.now();
  return async () => {
    if (performance.now() - resumed < LONGEST_MS) return;
    await setImmediate();
    resumed = performance.now();
    signal?.throwIfAborted();
    if (resumed > end) throw new QueryDeadlineError(deadlineMs);
  };
}
