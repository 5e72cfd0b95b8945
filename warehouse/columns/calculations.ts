import { QueryDeadlineError, type QueryLimits } from '../engine/limits.js';
import type { Checkpoint } from './checkpoint.js';
import type { Grouping } from './grouping.js';
import {
  codeExtent,
  groupCounts,
  groupSummaries,
  type CodeExtent,
  type Group,
  type MeasuredGroup,
  type ValueColumn,
} from './questions.js';

/** What is asked of columns; plain data, for a thread to take. */
export type Question =
  | { readonly ask: 'counts'; readonly grouping: Grouping }
  | { readonly ask: 'summaries' | 'extent'; readonly grouping: Grouping; readonly value: ValueColumn };

interface Answers {
  /** How many rows each group has. */
  readonly counts: readonly Group[];
  /** The values of each group, summarised. */
  readonly summaries: readonly MeasuredGroup[];
  /** The least and the greatest value of all rows. */
  readonly extent: CodeExtent;
}

export type AnswerTo<Q extends Question> = Answers[Q['ask']];

/** Where questions to columns are worked out. */
export interface Calculations {
  /** @throws QueryDeadlineError past the deadline, and the signal's reason when it is aborted. */
  answer<Q extends Question>(question: Q, limits: QueryLimits): Promise<AnswerTo<Q>>;
}

/** Works out an answer, in one go. */
export function answerTo<Q extends Question>(question: Q, checkpoint: Checkpoint): AnswerTo<Q>;
export function answerTo(question: Question, checkpoint: Checkpoint): Answers[Question['ask']] {
  const { grouping } = question;
  switch (question.ask) {
    case 'counts':
      return groupCounts(grouping, checkpoint);
    case 'summaries':
      return groupSummaries(grouping, question.value, checkpoint);
    case 'extent':
      return codeExtent(grouping, question.value, checkpoint);
  }
}

/** In the thread that asks, which does nothing else meanwhile. */
export const CALCULATIONS_HERE: Calculations = {
  answer: async (question, { deadlineMs = Infinity, signal }) => {
    const end = performance.now() + deadlineMs;
    return answerTo(question, () => {
      signal?.throwIfAborted();
      if (performance.now() > end) throw new QueryDeadlineError(deadlineMs);
    });
  },
};
