import { setTimeout as sleep } from 'node:timers/promises';
import { openDurableFile } from './durable-file.js';

const GIVE_UP_AFTER_MS = 60_000;
const RETRY_AFTER_MS = 200;

/**
 * Writes a SQLite file anew without the pages and bytes that deleted rows left, and empties its write-ahead log, so that
 * nothing deleted remains in either. False where other processes read it for so long that this could not be done.
 */
export async function wipeFreeSpace(file: string): Promise<boolean> {
  const database = openDurableFile(file);
  try {
    database.exec('VACUUM');
    for (const until = Date.now() + GIVE_UP_AFTER_MS; ;) {
      const [result] = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all() as { busy: number }[];
      if (result?.busy === 0) return true;
      if (Date.now() >= until) return false;
      await sleep(RETRY_AFTER_MS);
    }
  } finally {
    database.close();
  }
}
