import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sampleFiles } from './samples.js';

/** Writes the sample objects into the folder, in place of those that are there. Prints their number and size. */
function writeSamples(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const old = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const entry of old) rmSync(join(folder, entry.name), { recursive: true });
  let count = 0;
  let byte_count = 0;
  for (const { path, bytes } of sampleFiles()) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    count += 1;
    byte_count += bytes.length;
  }
  process.stdout.write(`${count} objects, ${(byte_count / 1e6).toFixed(1)} MB in ${folder}\n`);
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: write-samples FOLDER');
writeSamples(folder);
