import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
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

async function main(): Promise<void> {
  if (!DIRECTORY) throw new Error('BENCH_DATA names the data directory of a generated lake');
  const data = resolve(DIRECTORY);
  const scratch = mkdtempSync(join(tmpdir(), 'dose-rescan-'));
  try {
    const folder = join(scratch, 'drop');
    const count = await writeKnownFiles(data, folder);
    const dropFolders = [{ name: DROP_FOLDER, path: folder }];
    writeFileSync(join(scratch, 'dose.config.json'), JSON.stringify({ data, dropFolders }));
    printMachine();
    for (const name of ['first', 'second', 'third']) {
      const started = performance.now();
      const { status, stdout } = spawnSync(process.execPath, [resolve('dist/jobs/cli/main.js'), 'ingest'], {
        cwd: scratch,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${name} scan of ${count} known files: ${seconds} s, exit code ${status}`);
      console.log(stdout.trim());
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
