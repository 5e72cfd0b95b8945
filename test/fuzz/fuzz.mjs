// npm run test:fuzz
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ensureInstalled, ROOT } from '../../jobs/prepare.mjs';

ensureInstalled();
const here = dirname(fileURLToPath(import.meta.url));
// Beside dist/, so that the packages that are left out of the bundles are found.
const outdir = join(ROOT, 'dist', `fuzz-${process.pid}`);
await build({
  entryPoints: [join(here, 'run.ts'), join(here, 'worker.ts')],
  outdir,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
process.argv[2] = join(outdir, 'worker.js');
try {
  await import(pathToFileURL(join(outdir, 'run.js')).href);
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
