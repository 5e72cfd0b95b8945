import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from './catalog/database.js';
import { CATALOG_FILE } from './catalog/file-name.js';
import { isOpenAnywhere } from './catalog/openings.js';

/** Whether a living process has the store open. A damaged catalog is held by nobody. */
export function isInUse(directory: string): boolean {
  const file = join(directory, CATALOG_FILE);
  if (!existsSync(file)) return false;
  try {
    const sqlite = openSqlite(file);
    try {
      return isOpenAnywhere(sqlite);
    } finally {
      sqlite.close();
    }
  } catch {
    return false;
  }
}
