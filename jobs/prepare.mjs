// Makes the program runnable from a checkout: installs what is missing and builds what is older than its sources.
// Plain JavaScript without dependencies, since it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * What is read from the environment when the program's process starts. DuckDB's calls occupy libuv's pool; with its
 * default of 4 threads a few chart queries hold up every file read. And glibc keeps a heap for each of the many threads:
 * with two of them an ingest takes a twentieth less memory, and no more time. What a thread frees it keeps for itself up
 * to the tunables: DuckDB's many small pieces then wait less for the two heaps, a twelfth of a study's page.
 */
export const PROGRAM_ENVIRONMENT = {
  UV_THREADPOOL_SIZE: '16',
  MALLOC_ARENA_MAX: '2',
  GLIBC_TUNABLES: 'glibc.malloc.tcache_count=400:glibc.malloc.tcache_max=4096',
};

const INSTALLED = join(ROOT, 'node_modules', '.installed-lock');
const BUILT = join(ROOT, 'dist', '.built-from');
/** What dist/ is built from; the synthetic hospital of the tests is what `dose demo` writes. */
const SOURCES = [
  'pipeline',
  'warehouse',
  'reports',
  'jobs',
  'test/support/builders',
  'test/support/dicom-writer',
  'test/support/hospital',
  'ui',
];

/** Installs the packages of the lock file, unless they are there already. */
export function ensureInstalled() {
  // A linked node_modules belongs to another checkout.
  const folder = lstatSync(join(ROOT, 'node_modules'), { throwIfNoEntry: false });
  if (folder?.isSymbolicLink()) return;
  const lock = digest(readFileSync(join(ROOT, 'package-lock.json')));
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lock) return;
  const isUsable = existsSync(join(ROOT, 'node_modules', 'fastify', 'package.json'));
  console.error('Installing packages…');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status === 0) {
    writeFileSync(INSTALLED, lock);
    return;
  }
  if (!isUsable) {
    console.error(
      'The packages could not be installed, and none are there. Copy node_modules from a machine with a network.',
    );
    process.exit(4);
  }
  console.error('The packages could not be installed; going on with those that are there.');
}

/** Builds dist/ when a source file is newer than the last build. */
export function ensureBuilt() {
  const fingerprint = sourceFingerprint();
  if (existsSync(BUILT) && readFileSync(BUILT, 'utf8') === fingerprint) return;
  const result = spawnSync(process.execPath, [join(ROOT, 'jobs', 'build.mjs')], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) process.exit(result.status ?? 70);
  mkdirSync(dirname(BUILT), { recursive: true });
  writeFileSync(BUILT, fingerprint);
}

/** `npx dose` finds the program of this checkout among the installed ones. */
export function ensureLinked() {
  const link = join(ROOT, 'node_modules', '.bin', 'dose');
  if (existsSync(link) || process.platform === 'win32') return;
  mkdirSync(dirname(link), { recursive: true });
  try {
    symlinkSync('../../jobs/dose.mjs', link);
  } catch {
    // Another process made it meanwhile, or the folder is not ours to write: `node jobs/dose.mjs` works as well.
  }
}

function sourceFingerprint() {
  const parts = [];
  for (const folder of SOURCES) collect(join(ROOT, folder), parts);
  for (const file of ['package-lock.json', 'tsconfig.json']) parts.push(stamp(join(ROOT, file)));
  return digest(parts.join('\n'));
}

function collect(folder, parts) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) collect(path, parts);
    else parts.push(stamp(path));
  }
}

function stamp(path) {
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
