import { closeSync, ftruncateSync, futimesSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ingest } from '../../pipeline/run/ingest.js';
import { openLake } from '../../warehouse/index.js';
import { printMachine } from './figures.js';

const DIRECTORY = process.env['BENCH_DATA'];
const DROP_FOLDER = 'main';

/** Empty files of the sizes and times that the store knows: a scan looks at nothing else. */
async function writeKnownFiles(directory: string, folder: string): Promise<number> {
  const lake = await openLake(directory);
  const made = new Set<string>();
  let count = 0;
  try {
    for await (const { path, byteCount, modifiedAtMs } of lake.knownFiles(DROP_FOLDER)) {
      const file = join(folder, path);
      if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
      made.add(dirname(file));
      const handle = openSync(file, 'w');
      ftruncateSync(handle, byteCount);
      futimesSync(handle, modifiedAtMs / 1000, modifiedAtMs / 1000);
      closeSync(handle);
      count++;
    }
  } finally {
    await lake.close();
  }
  return count;
}

/** What an ingest takes that finds every file known. */
async function scanned(directory: string, folder: string, count: number): Promise<string> {
  const lake = await openLake(directory);
  const started = performance.now();
  const cpu = process.cpuUsage();
  const { counts } = await ingest(
    { runId: 'rescan', folders: [{ name: DROP_FOLDER, path: folder }], settleMs: 0 },
    {
      lake,
      digest: () => Promise.reject(new Error('a known file was read again')),
      now: () => '2026-01-01T00:00:00.000',
      siteKey: new Uint8Array(32),
      onProgress: () => undefined,
    },
  );
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await lake.close();
  if (counts.unchanged !== count) throw new Error(`${counts.unchanged} of ${count} files were known`);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return `${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} CPU s, ${count} known files, peak ${peakMb.toFixed(0)} MB`;
}

async function main(): Promise<void> {
  if (!DIRECTORY) throw new Error('BENCH_DATA names the data directory of a generated lake');
  const data = resolve(DIRECTORY);
  const scratch = mkdtempSync(join(tmpdir(), 'dose-rescan-'));
  try {
    const folder = join(scratch, 'drop');
    const count = await writeKnownFiles(data, folder);
    await printMachine();
    for (const name of ['first', 'second', 'third'])
      console.log(`${name} scan: ${await scanned(data, folder, count)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
