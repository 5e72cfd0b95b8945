// Builds dist/: the server as plain modules in the same tree as the sources, and the pages as one bundle.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PROGRAM_SOURCES, ROOT } from './prepare.mjs';

const dist = join(ROOT, 'dist');

const files = PROGRAM_SOURCES.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name)),
);

for (const folder of PROGRAM_SOURCES) rmSync(join(dist, folder), { recursive: true, force: true });
await build({
  entryPoints: files.filter((file) => file.endsWith('.ts')),
  outdir: dist,
  outbase: ROOT,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'warning',
});
for (const file of files.filter((name) => /\.(sql|csv|json)$/.test(name))) {
  cpSync(file, join(dist, file.slice(ROOT.length + 1)));
}

const { buildUi } = await import('../ui/build.mjs');
await buildUi(join(dist, 'ui'));
