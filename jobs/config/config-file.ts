import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, isRecord, requireKnown } from './field-values.js';
import { SETTINGS } from './setting-names.js';

const CONFIG_FILE = 'dose.config.json';

/** What `dose.config.json` of a folder says, unchecked but for the names of its settings; empty where there is none. */
export function readConfigFile(directory: string): Readonly<Record<string, unknown>> {
  const path = join(directory, CONFIG_FILE);
  if (!existsSync(path)) return {};
  const parsed = parseJson(readFileSync(path, 'utf8'));
  if (!isRecord(parsed)) throw new ConfigurationError(`${CONFIG_FILE} must hold an object of settings`);
  requireKnown(parsed, Object.keys(SETTINGS), CONFIG_FILE, 'setting');
  return parsed;
}

/** Editors of Windows begin a file with a byte order mark, and its paths are full of backslashes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const hint = text.includes('\\') ? '; a backslash in a path is written \\\\' : '';
    throw new ConfigurationError(`${CONFIG_FILE} is not JSON: ${(error as Error).message}${hint}`);
  }
}
