import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { BUNDLING } from '../../jobs/bundling.mjs';

/** Bundles a TypeScript program of the tests beside the installed packages and runs it in this process. */
export async function runTypeScript(url) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const outfile = join(root, 'dist', `run-${process.pid}.mjs`);
  await build({ ...BUNDLING, entryPoints: [fileURLToPath(url)], outfile });
  try {
    await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
