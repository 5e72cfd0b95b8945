// Builds dist/: the program as few modules, since Node takes half a second to load it from as many as its sources are,
// and the pages as one bundle. Packages stay in node_modules, but for those of hundreds of modules.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLING } from './bundling.mjs';
import { ROOT } from './prepare.mjs';

const dist = join(ROOT, 'dist');
const program = join(dist, 'program');
/** What processes and threads start with; `jobs/program-files.ts` names them as they stand side by side. */
const STARTED = [
  'jobs/cli/main.ts',
  ...readdirSync(join(ROOT, 'jobs', 'workers'))
    .filter((file) => file.endsWith('-worker.ts'))
    .map((file) => join('jobs', 'workers', file)),
];
const MODELS = join('warehouse', 'models');

rmSync(program, { recursive: true, force: true });
await build({
  ...BUNDLING,
  entryPoints: STARTED.map((file) => join(ROOT, file)),
  outdir: program,
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  splitting: true,
  sourcemap: 'linked',
});
for (const file of readdirSync(join(ROOT, MODELS)).filter((name) => name.endsWith('.sql'))) {
  cpSync(join(ROOT, MODELS, file), join(program, MODELS, file));
}

const { buildUi } = await import('../ui/build.mjs');
await buildUi(join(dist, 'ui'));
