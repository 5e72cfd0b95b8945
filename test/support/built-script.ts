import { basename, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLING } from '../../jobs/bundling.mjs';

/** Bundles a TypeScript file of the tests for a process or thread of its own. Whoever asks removes the bundle. */
export function builtScript(source: string): string {
  const outfile = resolve('dist/test', `${basename(source, '.ts')}-${process.pid}.mjs`);
  buildSync({ ...BUNDLING, entryPoints: [source], outfile });
  return outfile;
}
