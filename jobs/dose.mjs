#!/usr/bin/env node
// The program `dose`. From a checkout it installs and builds first, where needed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ensureLinked, ROOT } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
ensureLinked();

// DuckDB's calls occupy libuv's pool; with its default of 4 threads a few chart queries hold up every file read.
// The size is read when the process starts, so the program is a child with it set.
const child = spawn(
  process.execPath,
  [join(ROOT, 'dist', 'jobs', 'cli', 'main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { UV_THREADPOOL_SIZE: '16', ...process.env },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 70)));
