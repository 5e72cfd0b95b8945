// Builds dist/: the program as few modules, since Node takes half a second to load it from as many as its sources are,
// and the pages as one bundle. Packages stay in node_modules.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './prepare.mjs';

const dist = join(ROOT, 'dist');
const program = join(dist, 'program');
/** What processes and threads start with; `jobs/program-files.ts` names them as they stand side by side. */
const STARTED = [
  'jobs/cli/main.ts',
  'jobs/workers/calculation-worker.ts',
  'jobs/workers/digest-worker.ts',
  'jobs/workers/document-worker.ts',
];
const MODELS = join('warehouse', 'models');

rmSync(program, { recursive: true, force: true });
await build({
  entryPoints: STARTED.map((file) => join(ROOT, file)),
  outdir: program,
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'warning',
});
for (const file of readdirSync(join(ROOT, MODELS)).filter((name) => name.endsWith('.sql'))) {
  cpSync(join(ROOT, MODELS, file), join(program, MODELS, file));
}

const { buildUi } = await import('../ui/build.mjs');
await buildUi(join(dist, 'ui'));
