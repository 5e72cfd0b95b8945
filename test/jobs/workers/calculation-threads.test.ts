import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openCalculationThreads,
  type CalculationThreads,
} from '../../../jobs/workers/calculation-threads.js';
import { CALCULATIONS_HERE, QueryDeadlineError, type Question } from '../../../warehouse/index.js';
import { GrowingColumn, type Column } from '../../../warehouse/columns/column-rows.js';
import { builtScript } from '../../support/built-script.js';

const ROWS = 3_000_000;
const VALUES = 50_000;

function columnOf(numberOf: (row: number) => number): Column {
  const column = new GrowingColumn(ROWS);
  const piece = new Int32Array(ROWS / 100);
  for (let from = 0; from < ROWS; from += piece.length) {
    for (let at = 0; at < piece.length; at++) piece[at] = numberOf(from + at);
    column.append(piece);
  }
  return column.column();
}

const grouping = {
  rowCount: ROWS,
  bitOfRow: columnOf((row) => row % 64),
  bits: Int32Array.of(-1, 0x7fff_0000),
  keys: [{ column: columnOf((row) => row % 7), places: Int32Array.of(0, 1, 2, -1, 3, 4, 5), size: 6 }],
};
const value = {
  codes: columnOf((row) => (row * 48_271) % (VALUES + 2)),
  values: Float64Array.from({ length: VALUES }, (_, at) => at / 8),
};
const QUESTIONS: readonly Question[] = [
  { ask: 'counts', grouping },
  { ask: 'summaries', grouping, value },
  { ask: 'extent', grouping, value },
];

describe('threads that work out charts', () => {
  let script: string;
  let threads: CalculationThreads;
  beforeAll(() => {
    script = builtScript('jobs/workers/calculation-worker.ts');
    threads = openCalculationThreads(script);
  });
  afterAll(async () => {
    await threads.close();
    rmSync(script);
  });
  const askAll = (of: Pick<CalculationThreads, 'answer'>) =>
    Promise.all(QUESTIONS.map((question) => of.answer(question, {})));

  it('say the same as the thread that asks', async () => {
    expect(await askAll(threads)).toEqual(await askAll(CALCULATIONS_HERE));
  });

  it('leave the thread that asks to others meanwhile', async () => {
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    await askAll(threads);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(5);
  });

  it('end at the deadline, and when nobody waits any more', async () => {
    const [, summaries] = QUESTIONS as [Question, Question];
    await expect(threads.answer(summaries, { deadlineMs: 2 })).rejects.toThrow(QueryDeadlineError);
    const gone = new AbortController();
    const asked = threads.answer(summaries, { signal: gone.signal });
    setTimeout(() => gone.abort(new Error('the client has gone')), 2);
    await expect(asked).rejects.toThrow('the client has gone');
    await expect(threads.answer(summaries, { signal: gone.signal })).rejects.toThrow('the client has gone');
    expect(await askAll(threads)).toEqual(await askAll(CALCULATIONS_HERE));
  });
});
