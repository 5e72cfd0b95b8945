import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openLake, openSnapshot } from '../../warehouse/index.js';
import { PROGRAM } from '../support/program.js';
import { writeBenchCorpus, type BenchCorpus } from './corpus.js';

const CT_COUNT = Number(process.env['BENCH_CT'] ?? 5000);
const FLUOROSCOPY_COUNT = Number(process.env['BENCH_RF'] ?? 500);

interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMemoryMb: number;
}

/** Runs a node script to its end and tells what it used, threads included. */
function measure(scratch: string, script: string, ...args: string[]): Usage {
  const usageFile = join(scratch, 'usage.json');
  const started = performance.now();
  const result = spawnSync(
    process.execPath,
    ['--import', resolve('test/bench/report-usage.mjs'), script, ...args],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BENCH_USAGE_FILE: usageFile, DOSE_SETTLE_MS: '0' },
    },
  );
  const wallMs = performance.now() - started;
  if (result.status !== 0) throw new Error(`${script} ended with ${result.status ?? result.signal}`);
  return { wallMs, ...(JSON.parse(readFileSync(usageFile, 'utf8')) as Omit<Usage, 'wallMs'>) };
}

function show(name: string, { wallMs, cpuMs, peakMemoryMb }: Usage, fileCount: number): void {
  const perSecond = (fileCount / wallMs) * 1000;
  console.log(
    `${name.padEnd(34)} ${perSecond.toFixed(0).padStart(6)} files/s  ${(cpuMs / fileCount).toFixed(2).padStart(5)} CPU ms/file  ` +
      `${(wallMs / 1000).toFixed(1).padStart(5)} s  peak ${peakMemoryMb.toFixed(0).padStart(4)} MB`,
  );
}

async function showLake(directory: string): Promise<void> {
  const parts = readdirSync(join(directory, 'lake'), { recursive: true }).filter((name) =>
    String(name).endsWith('.parquet'),
  );
  console.log(`parts left behind: ${parts.length}`);
  const lake = await openLake(directory);
  const snapshot = await openSnapshot(lake);
  const list = () =>
    snapshot.query(
      `SELECT study_id, study_date, study_description, dlp_total_mgy_cm, count(*) OVER () AS total FROM studies
       WHERE modality = 'CT' AND study_description ILIKE '%protocol 4%' ORDER BY study_date DESC, study_time DESC LIMIT 25`,
    );
  for (const name of ['cold', 'warm']) {
    const started = performance.now();
    await list();
    console.log(`list page, ${name}: ${(performance.now() - started).toFixed(0)} ms`);
  }
  snapshot.close();
  await lake.close();
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'dose-bench-'));
  try {
    const folder = join(scratch, 'drop');
    const corpus: BenchCorpus = writeBenchCorpus(folder, CT_COUNT, FLUOROSCOPY_COUNT);
    const fileCount = CT_COUNT + FLUOROSCOPY_COUNT;
    console.log(
      `${CT_COUNT} CT and ${FLUOROSCOPY_COUNT} fluoroscopy reports, ${(corpus.byteCount / 1e6).toFixed(0)} MB, dates shuffled over ten years`,
    );
    const bare = measure(scratch, resolve('test/bench/bare-parse.mjs'), folder);
    show('bare limit: read + dicom-parser, 1 thread', bare, fileCount);
    const store = join(scratch, 'store');
    const whole = measure(scratch, PROGRAM, 'ingest', folder, '--data', store);
    show('ingest, commit included', whole, fileCount);
    console.log(`ratio of time to the bare limit: ${(whole.wallMs / bare.wallMs).toFixed(2)}`);
    const again = measure(scratch, PROGRAM, 'ingest', folder, '--data', store);
    show('second run, nothing new', again, fileCount);
    await showLake(store);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
