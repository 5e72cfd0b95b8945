#!/usr/bin/env node
// The program `dose`. From a checkout it installs and builds first, where needed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ensureLinked, PROGRAM_ENVIRONMENT, ROOT } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
ensureLinked();

// The program is a child, so that it starts with its environment.
const child = spawn(process.execPath, [join(ROOT, 'dist', 'program', 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...PROGRAM_ENVIRONMENT, ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 70)));
