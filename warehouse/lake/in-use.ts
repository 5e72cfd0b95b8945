import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from './catalog/database.js';
import { CATALOG_FILE } from './catalog/file-name.js';
import { isGone } from './catalog/owner.js';

/** Whether a living reader or writer of this machine holds the store. A damaged catalog is held by nobody. */
export function isInUse(directory: string): boolean {
  const file = join(directory, CATALOG_FILE);
  if (!existsSync(file)) return false;
  try {
    const sqlite = openSqlite(file);
    try {
      const owners = sqlite.all<{ owner: string }>(
        'SELECT owner FROM pins UNION ALL SELECT owner FROM leases WHERE owner IS NOT NULL',
      );
      return owners.some(({ owner }) => !isGone(owner));
    } finally {
      sqlite.close();
    }
  } catch {
    return false;
  }
}
