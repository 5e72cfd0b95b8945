import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import {
  QueryDeadlineError,
  sharedIntegers,
  type AnswerTo,
  type Calculations,
  type Question,
} from '../../warehouse/index.js';
import { CALCULATION_WORKER } from '../program-files.js';
import type { CalculationTask } from './calculation-task.js';
import { THREAD_ARGUMENTS } from './thread-arguments.js';

export interface CalculationThreads extends Calculations {
  close(): Promise<void>;
}

/** Each takes memory for what it works out: up to 4 bytes for each row of the question. */
const MOST_THREADS = 4;
/** Threads that have worked are faster than new ones, but keep columns of former snapshots in memory for a while. */
const IDLE_MS = 60_000;

/** Threads that work out charts, as many at once as there are processors; they start with the first question. */
export function openCalculationThreads(worker = CALCULATION_WORKER): CalculationThreads {
  const pool = new Piscina<CalculationTask, AnswerTo<Question> | null>({
    filename: worker,
    execArgv: [...THREAD_ARGUMENTS],
    minThreads: 0,
    maxThreads: Math.min(availableParallelism(), MOST_THREADS),
    idleTimeout: IDLE_MS,
  });
  return {
    answer: async <Q extends Question>(
      question: Q,
      { deadlineMs, signal }: Parameters<Calculations['answer']>[1],
    ): Promise<AnswerTo<Q>> => {
      signal?.throwIfAborted();
      const stop = sharedIntegers(1);
      const end = (): void => void Atomics.store(stop, 0, 1);
      const deadline = deadlineMs === undefined ? undefined : setTimeout(end, deadlineMs);
      signal?.addEventListener('abort', end, { once: true });
      try {
        const answer = await pool.run({ question, stop });
        if (answer !== null) return answer as AnswerTo<Q>;
      } finally {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', end);
      }
      signal?.throwIfAborted();
      throw new QueryDeadlineError(deadlineMs ?? Infinity);
    },
    close: () => pool.destroy(),
  };
}
