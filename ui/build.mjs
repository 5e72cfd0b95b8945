import { build } from 'esbuild';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
/** The first page may load this much script, compressed. */
const FIRST_PAGE_LIMIT_BYTES = 200_000;

/**
 * Bundles the pages into `outDir`: index.html and assets/ with names that change with their content.
 * Throws where the script of the first page exceeds its limit. Returns that script's compressed size in bytes.
 */
export async function buildUi(outDir = resolve(here, '../dist/ui')) {
  const assets = join(outDir, 'assets');
  await rm(outDir, { recursive: true, force: true });
  await mkdir(assets, { recursive: true });
  const { metafile } = await build({
    entryPoints: {
      app: join(here, 'app/main.ts'),
      style: join(here, 'styles/main.css'),
      icon: join(here, 'styles/icon.svg'),
    },
    outdir: assets,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['es2023', 'chrome120', 'firefox121', 'safari17'],
    loader: { '.svg': 'copy' },
    tsconfig: join(here, '../tsconfig.json'),
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({ path, ...output }));
  const named = (prefix) => outputs.find(({ path }) => basename(path).startsWith(`${prefix}-`)).path;
  await writeIndex(outDir, { script: named('app'), style: named('style'), icon: named('icon') });
  const size = await compressedSize(staticScripts(named('app'), metafile.outputs));
  if (size > FIRST_PAGE_LIMIT_BYTES)
    throw new Error(`first page: ${size} bytes of script exceed ${FIRST_PAGE_LIMIT_BYTES}`);
  await compress(assets);
  return size;
}

/** Writes compressed copies beside the files of the pages, which the server sends to browsers that take them. */
async function compress(folder) {
  for (const name of await readdir(folder)) {
    const content = await readFile(join(folder, name));
    await writeFile(join(folder, `${name}.gz`), gzipSync(content));
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(content));
  }
}

async function writeIndex(outDir, files) {
  const template = await readFile(join(here, 'index.html'), 'utf8');
  const html = template.replace(/\{\{(\w+)\}\}/g, (_whole, name) => `/assets/${basename(files[name])}`);
  await writeFile(join(outDir, 'index.html'), html);
}

function staticScripts(entry, outputs, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const { path, kind } of outputs[entry].imports) {
    if (kind === 'import-statement') staticScripts(path, outputs, seen);
  }
  return seen;
}

async function compressedSize(paths) {
  const sizes = await Promise.all([...paths].map(async (path) => gzipSync(await readFile(path)).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await buildUi(process.argv[2]);
  process.stderr.write(`ui: ${(size / 1000).toFixed(1)} kB of compressed script on the first page\n`);
}
