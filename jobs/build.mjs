// Builds dist/: the program as few modules, since Node takes half a second to load it from as many as its sources are,
// and the pages as one bundle. Packages stay in node_modules, but for those of hundreds of modules.
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
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
/** Packages of 680 and 180 modules, and the one that would load the first of them again. */
const BUNDLED = new Set(['typebox', '@fastify/type-provider-typebox', '@duckdb/node-api']);
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const EXTERNAL = [...Object.keys(dependencies).filter((name) => !BUNDLED.has(name)), '@duckdb/node-bindings'];

rmSync(program, { recursive: true, force: true });
await build({
  entryPoints: STARTED.map((file) => join(ROOT, file)),
  outdir: program,
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  external: EXTERNAL,
  // Packages in CommonJS ask for Node's own modules by it.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
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
