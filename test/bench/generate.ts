import { existsSync } from 'node:fs';
import { generateLake } from './lake/generate-lake.js';

const directory = process.env['BENCH_DATA'];
const studyCount = Number(process.env['BENCH_STUDIES'] ?? 1_000_000);
const years = Number(process.env['BENCH_YEARS'] ?? 10);
if (!directory) throw new Error('BENCH_DATA names the data directory to fill');
if (existsSync(directory)) throw new Error(`${directory} is there already`);
const started = performance.now();
await generateLake(directory, { studyCount, years }, (line) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`),
);
