// Writes data/samples anew: node test/support/hospital/write-samples.mjs [FOLDER]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
process.argv[2] ??= join(here, '../../../data/samples');
const folder = mkdtempSync(join(tmpdir(), 'write-samples-'));
try {
  const outfile = join(folder, 'write-samples.mjs');
  await build({
    entryPoints: [join(here, 'write-samples.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true });
}
