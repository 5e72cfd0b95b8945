import { parentPort, workerData } from 'node:worker_threads';
import { fuzzInput } from './inputs.js';
import { judge } from './judge.js';
import { Oracle } from './oracle.js';
import { sources } from './sources.js';

/** What a worker is asked: inputs `from` up to but without `to` of a seed. */
export interface FuzzTask {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** A file that the worker writes over. */
  readonly path: string;
  /** The input at hand, for the watchdog: it stays the same while an input hangs. */
  readonly atHand: Int32Array;
}

/** What a worker tells of one input. */
export interface FuzzResult {
  readonly index: number;
  readonly mutations: readonly string[];
  readonly outcome: string;
  readonly complaints: readonly string[];
  readonly judgedNumbers: number;
  readonly unjudgedNumbers: number;
}

/** Memory that one input may add to the greatest so far; a whole study's worth is far less. */
const MOST_GROWTH_MB = 160;

const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

function run({ seed, from, to, path, atHand }: FuzzTask): void {
  const all = sources();
  const oracle = new Oracle(all);
  for (let index = from; index < to; index++) {
    Atomics.store(atHand, 0, index);
    const input = fuzzInput(seed, index, all);
    const before = peakMb();
    const { outcome, complaints } = judge(input, path, oracle);
    const grown = peakMb() - before;
    const result: FuzzResult = {
      index,
      mutations: input.mutations,
      outcome,
      complaints: grown > MOST_GROWTH_MB ? [...complaints, `took ${grown.toFixed(0)} MB`] : complaints,
      judgedNumbers: oracle.judged,
      unjudgedNumbers: oracle.unjudged,
    };
    parentPort!.postMessage(result);
  }
}

run(workerData as FuzzTask);
