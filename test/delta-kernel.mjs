// npm run test:delta-kernel
// Reads what is published with Delta Kernel too: the tests of the publication, with chdb installed beside the project.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHDB = 'chdb@3.4.0';
const TESTS = [
  'test/warehouse/delta.test.ts',
  'test/warehouse/delta-faults.test.ts',
  'test/end-to-end/publish.test.ts',
];

const folder = mkdtempSync(join(tmpdir(), 'dose-delta-kernel-'));
let status = 1;
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  console.log(`Installing ${CHDB} (half a gigabyte) in ${folder}`);
  status = run('npm', ['install', '--no-audit', '--no-fund', CHDB], folder);
  if (status === 0) status = run('npx', ['vitest', 'run', ...TESTS], process.cwd(), { DOSE_CHDB: folder });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status;

function run(command, parameters, cwd, environment = {}) {
  const { status: ended } = spawnSync(command, parameters, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  return ended ?? 1;
}
