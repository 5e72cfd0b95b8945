import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fuzzInput } from './inputs.js';
import { sources } from './sources.js';
import type { FuzzResult, FuzzTask } from './worker.js';

/**
 * Damages dose objects in every way and takes them as the ingest does, in a worker under a watchdog.
 *
 * DOSE_FUZZ_SEED: repeats a run. DOSE_FUZZ_INPUTS: how many (default 20,000); DOSE_FUZZ_FROM: the first, to repeat one.
 * DOSE_FUZZ_MINUTES: stops after so long (default 60). Exit code 1 where something is wrong, or the time was not enough.
 */
const SEED = wholeSetting('DOSE_FUZZ_SEED', Date.now() % 1_000_000_000);
const FROM = wholeSetting('DOSE_FUZZ_FROM', 0);
const INPUTS = wholeSetting('DOSE_FUZZ_INPUTS', 20_000);
const MINUTES = wholeSetting('DOSE_FUZZ_MINUTES', 60);
/** Reading, extracting and judging takes milliseconds; a loaded machine may take a second. */
const HANG_MS = 30_000;
const WATCH_MS = 500;
const WORKER = process.argv[2]!;

const scratch = mkdtempSync(join(tmpdir(), 'dose-fuzz-'));
const outcomes = new Map<string, number>();
const startedAt = Date.now();
let done = 0;
let failures = 0;
const judged = { numbers: 0, unjudged: 0 };

function wholeSetting(name: string, fallback: number): number {
  const stated = process.env[name];
  if (stated === undefined || stated === '') return fallback;
  if (/^\d+$/.test(stated)) return Number(stated);
  console.error(`${name} must be a whole number`);
  process.exit(2);
}

/** Names an input that went wrong and keeps its bytes, so that it can be looked at without the run. */
function fail(index: number, complaints: readonly string[]): void {
  failures++;
  const { source, mutations, bytes } = fuzzInput(SEED, index, sources());
  const folder = join(tmpdir(), 'dose-fuzz-failures');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${SEED}-${index}.dcm`);
  writeFileSync(file, bytes);
  console.error(`input ${index} (${source.name}: ${mutations.join(', ')}), kept in ${file}`);
  for (const complaint of complaints.slice(0, 5)) console.error(`  ${complaint}`);
}

function tally(result: FuzzResult): void {
  done++;
  outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1);
  if (result.complaints.length > 0) fail(result.index, result.complaints);
  if (done % 1000 === 0) console.error(`${done} inputs, ${failures} failures, ${secondsSoFar()} s`);
}

const secondsSoFar = (): string => ((Date.now() - startedAt) / 1000).toFixed(0);
const isOutOfTime = (): boolean => Date.now() - startedAt > MINUTES * 60_000;

/** Runs inputs from `from` on in a worker; gives the input to go on from, past one that hung or killed the worker. */
function stretch(from: number): Promise<number> {
  const atHand = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const task: FuzzTask = { seed: SEED, from, to: FROM + INPUTS, path: join(scratch, 'input.dcm'), atHand };
  const worker = new Worker(WORKER, { workerData: task, resourceLimits: { maxOldGenerationSizeMb: 512 } });
  let sinceMs = Date.now();
  let last = -1;
  let next = FROM + INPUTS;
  const stop = (index: number, complaint: string | null): void => {
    next = index;
    if (complaint !== null) {
      fail(index, [complaint]);
      next = index + 1;
    }
    void worker.terminate();
  };
  const watchdog = setInterval(() => {
    const now = Atomics.load(atHand, 0);
    if (now !== last) [last, sinceMs] = [now, Date.now()];
    else if (now >= 0 && Date.now() - sinceMs > HANG_MS) stop(now, `hangs: more than ${HANG_MS / 1000} s`);
    if (isOutOfTime()) stop(FROM + INPUTS, null);
  }, WATCH_MS);
  const before = { ...judged };
  worker.on('message', (result: FuzzResult) => {
    judged.numbers = before.numbers + result.judgedNumbers;
    judged.unjudged = before.unjudged + result.unjudgedNumbers;
    tally(result);
  });
  return new Promise((resolve) => {
    worker.on('error', (error) =>
      stop(Math.max(from, Atomics.load(atHand, 0)), `ended the worker: ${error.message}`),
    );
    worker.on('exit', () => {
      clearInterval(watchdog);
      resolve(next);
    });
  });
}

function tell(): void {
  for (const [outcome, count] of [...outcomes].sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(8)}  ${outcome}`);
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(
    `seed ${SEED}: ${done} of ${INPUTS} inputs in ${secondsSoFar()} s, peak memory ${peakMb.toFixed(0)} MB, ` +
      `${judged.numbers} numbers held against the bytes, ${judged.unjudged} could not be; ${failures} failures`,
  );
}

async function main(): Promise<void> {
  console.log(`seed ${SEED}`);
  for (let next = FROM; next < FROM + INPUTS;) next = await stretch(next);
  tell();
  rmSync(scratch, { recursive: true });
  if (failures > 0 || done < INPUTS) process.exitCode = 1;
}

await main();
