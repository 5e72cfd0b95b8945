import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

/** Packages of 680 and 180 modules, and the one that would load the first of them again: Node takes long to load them. */
const BUNDLED = new Set(['typebox', '@fastify/type-provider-typebox', '@duckdb/node-api']);
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const packages = Object.keys({ ...dependencies, ...devDependencies });

/** How sources become modules that Node runs beside the installed packages. */
export const BUNDLING = {
  bundle: true,
  external: [...packages.filter((name) => !BUNDLED.has(name)), '@duckdb/node-bindings'],
  // Packages in CommonJS ask for Node's own modules by it.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
};
