// npm test: installs and builds what is missing, checks the code and runs the tests. What cannot run here is named in
// the last line; DOSE_REQUIRE=chromium,corpus makes a missing one a failure instead.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBuilt, ensureInstalled, ensureLinked, ROOT } from '../jobs/prepare.mjs';

ensureInstalled();
ensureBuilt();
ensureLinked();

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const chromium = [
  process.env.DOSE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const PARTS = {
  chromium: chromium.some((path) => path && existsSync(path)),
  corpus: existsSync(resolve(ROOT, process.env.DOSE_CORPUS ?? '../shared/corpus', 'dicom')),
  dcmtk: ['/usr/bin/dcmdump', '/usr/local/bin/dcmdump'].some(existsSync),
};
const required = (process.env.DOSE_REQUIRE ?? '').split(',').filter(Boolean);
const missing = Object.keys(PARTS).filter((part) => !PARTS[part]);
const lacking = required.filter((part) => !PARTS[part]);
if (lacking.length > 0) {
  console.error(`Required but not there: ${lacking.join(', ')}`);
  process.exit(1);
}

const steps = [
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ['eslint', bin('eslint'), ['.']],
  ['prettier', bin('prettier'), ['--check', '--log-level=warn', '.']],
  [
    'boundaries',
    bin('depcruise'),
    ['--config', '.dependency-cruiser.cjs', 'pipeline', 'warehouse', 'reports', 'ui', 'jobs'],
  ],
  ['unused code', bin('knip'), []],
  ['tests', bin('vitest'), ['run', ...process.argv.slice(2)]],
];
let failed = 0;
for (const [name, command, args] of steps) {
  const started = Date.now();
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  console.log(
    `${name}: ${status === 0 ? 'passed' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(0)} s)`,
  );
  if (status !== 0) failed++;
}
console.log(missing.length > 0 ? `Left out, not there: ${missing.join(', ')}` : 'Nothing left out.');
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
