import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROGRAM } from '../support/program.js';
import { writeBenchCorpus } from './corpus.js';
import { printMachine } from './figures.js';
import { eightChartsPath, listPath, narrowFilter, seededDraw, wideFilter } from './questions.js';
import { serveStore, type ServedStore } from './served-store.js';

const DIRECTORY = process.env['BENCH_DATA'] ?? '/tmp/dose-bench-1000000';
const RUNS = 3;
const RUN_MS = Number(process.env['BENCH_RUN_MS'] ?? 30_000);

interface Delays {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  readonly count: number;
}

/** How long the server's event loop was held up since the last time that this was asked. */
async function delaysSince(served: ServedStore, file: string): Promise<Delays> {
  rmSync(file, { force: true });
  served.process.kill('SIGUSR2');
  while (!existsSync(file)) await sleep(20);
  return JSON.parse(readFileSync(file, 'utf8')) as Delays;
}

function show(name: string, { p50Ms, p99Ms, p999Ms, maxMs, count }: Delays): void {
  const cells = [p50Ms, p99Ms, p999Ms, maxMs].map((value) => value.toFixed(1));
  console.log(`| ${name} | ${cells.join(' | ')} | ${count} |`);
}

/** Asks lists, details and charts one after another until the time is over. */
async function questions(served: ServedStore, seed: number, until: number): Promise<void> {
  const draw = seededDraw(seed);
  while (performance.now() < until) {
    const { text } = await served.ask(listPath(narrowFilter(draw)));
    const { items } = JSON.parse(text) as { items: readonly { study_id: string }[] };
    if (items[0]) await served.ask(`/studies/${items[0].study_id}`);
    await served.ask(eightChartsPath(narrowFilter(draw)));
  }
}

async function csvExport(served: ServedStore, until: number): Promise<void> {
  const draw = seededDraw(7);
  while (performance.now() < until) await served.ask(`/studies.csv?${wideFilter(draw)}&study_date=2025`);
}

function ingest(folder: string): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, 'ingest', folder, '--data', DIRECTORY], {
    stdio: 'ignore',
    env: { ...process.env, DOSE_SETTLE_MS: '0', DOSE_WORKERS: '1' },
  });
  return new Promise((done, fail) =>
    child.once('exit', (code) => (code === 0 ? done() : fail(new Error(`the ingest ended with ${code}`)))),
  );
}

const scratch = mkdtempSync(join(tmpdir(), 'dose-bench-loop-'));
const file = join(scratch, 'delays.json');
process.env['BENCH_LOOP_DELAY_FILE'] = file;
await printMachine();
const served = await serveStore(DIRECTORY, ['--import', resolve('test/bench/loop-delay-probe.mjs')]);
try {
  console.log(
    '\n| event loop of the server | p50 ms | p99 ms | p99.9 ms | most ms | n |\n|---|---|---|---|---|---|',
  );
  await delaysSince(served, file);
  await sleep(RUN_MS / 3);
  show('idle', await delaysSince(served, file));
  for (let run = 1; run <= RUNS; run++) {
    const drop = join(scratch, `drop-${run}`);
    writeBenchCorpus(drop, 200, 10);
    await delaysSince(served, file);
    const until = performance.now() + RUN_MS;
    await Promise.all([
      questions(served, run, until),
      questions(served, run + 100, until),
      csvExport(served, until),
      ingest(drop),
    ]);
    show(`questions, an ingest and a CSV of a year, run ${run}`, await delaysSince(served, file));
  }
} finally {
  await served.stop();
  rmSync(scratch, { recursive: true, force: true });
}
