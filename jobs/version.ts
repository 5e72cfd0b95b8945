import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './program-files.js';

/** The version of the program, as its package states it. */
export function programVersion(): string {
  const file = join(ROOT, 'package.json');
  if (!existsSync(file)) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
