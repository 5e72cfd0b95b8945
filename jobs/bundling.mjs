import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

/**
 * Packages of 680 and 180 modules, the one that would load the first of them again, and yargs for the sake of what it
 * loads: Node takes long to load them.
 */
const BUNDLED = new Set(['typebox', '@fastify/type-provider-typebox', '@duckdb/node-api', 'yargs']);
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const packages = Object.keys({ ...dependencies, ...devDependencies });

/** How sources become modules that Node runs beside the installed packages. */
export const BUNDLING = {
  bundle: true,
  // The package, which yargs asks for the width of help, compiles all emoji of Unicode: a third of the start of `dose`.
  alias: { 'string-width': join(ROOT, 'jobs', 'string-width.mjs') },
  external: [...packages.filter((name) => !BUNDLED.has(name)), '@duckdb/node-bindings'],
  // Packages in CommonJS ask for Node's own modules by it.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
};
