// npm test: installs and builds what is missing, checks the code and runs the tests. What cannot run here is named in
// the last line; DOSE_REQUIRE=chromium,corpus makes a missing one a failure instead.
import { spawn } from 'node:child_process';
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

const checks = [
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ['eslint', bin('eslint'), ['.']],
  ['prettier', bin('prettier'), ['--check', '--log-level=warn', '.']],
  [
    'boundaries',
    bin('depcruise'),
    ['--config', '.dependency-cruiser.cjs', 'pipeline', 'warehouse', 'reports', 'ui', 'jobs'],
  ],
  ['unused code', bin('knip'), []],
];
const tests = ['tests', bin('vitest'), ['run', ...process.argv.slice(2)]];

/** Runs a step to its end; what it prints is held back until then, where others print at the same time. */
function passes([name, command, args], { isHeldBack }) {
  const started = Date.now();
  const output = isHeldBack ? 'pipe' : 'inherit';
  const step = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32',
  });
  const printed = [];
  for (const stream of [step.stdout, step.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
  return new Promise((done) => {
    step.on('error', (error) => printed.push(Buffer.from(`${error.message}\n`)));
    step.on('close', (status) => {
      process.stdout.write(Buffer.concat(printed));
      const seconds = ((Date.now() - started) / 1000).toFixed(0);
      console.log(`${name}: ${status === 0 ? 'passed' : 'FAILED'} (${seconds} s)`);
      done(status === 0);
    });
  });
}

/** The checks of the code, one after another. */
async function checkCode() {
  const results = [];
  for (const check of checks) results.push(await passes(check, { isHeldBack: true }));
  return results;
}

// Tests wait for browsers and processes half of the time: the code is checked meanwhile.
const results = (await Promise.all([checkCode(), passes(tests, { isHeldBack: false })])).flat();
const failed = results.filter((hasPassed) => !hasPassed).length;
console.log(missing.length > 0 ? `Left out, not there: ${missing.join(', ')}` : 'Nothing left out.');
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
