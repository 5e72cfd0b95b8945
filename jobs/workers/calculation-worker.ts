import { constants, setPriority } from 'node:os';
import { answerTo, type AnswerTo, type Question } from '../../warehouse/columns/calculations.js';
import type { CalculationTask } from './calculation-task.js';

// A priority is that of the calling thread on Linux, of the whole process elsewhere: the pages go before charts.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);

const STOPPED = Symbol('nobody waits for the answer any more');

/** Works out an answer away from the server's event loop; null when it was stopped. */
export default function calculate({ question, stop }: CalculationTask): AnswerTo<Question> | null {
  try {
    return answerTo(question, () => {
      if (Atomics.load(stop, 0) !== 0) throw STOPPED;
    });
  } catch (error) {
    if (error === STOPPED) return null;
    throw error;
  }
}
