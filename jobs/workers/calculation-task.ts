import type { Question } from '../../warehouse/index.js';

/** What a thread is asked of columns. It ends without an answer once `stop` is not 0 any more. */
export interface CalculationTask {
  readonly question: Question;
  readonly stop: Int32Array;
}
