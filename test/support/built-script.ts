import { basename, resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles a TypeScript file of the tests for a process or thread of its own. Whoever asks removes the bundle. */
export function builtScript(source: string): string {
  const outfile = resolve('dist/test', `${basename(source, '.ts')}-${process.pid}.mjs`);
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}
