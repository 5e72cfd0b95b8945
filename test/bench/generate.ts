import { existsSync } from 'node:fs';
import { generateLake } from './lake/generate-lake.js';

const [directory, count] = [process.env['BENCH_DATA'], Number(process.env['BENCH_STUDIES'] ?? 1_000_000)];
if (!directory) throw new Error('BENCH_DATA names the data directory to fill');
if (existsSync(directory)) throw new Error(`${directory} is there already`);
const started = performance.now();
await generateLake(directory, count, (line) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${line}`),
);
