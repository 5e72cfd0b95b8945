import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLES } from '../../tables/index.js';

/** Folder of a table's published commits, beside its parts. */
const LOG_FOLDER = '_delta_log';

/**
 * Removes what was published of every table: published commits name parts that are gone after an erasure, and their
 * statistics may hold values of the erased studies. The next publication begins anew, with what the newest snapshot holds.
 */
export async function removePublishedLogs(lakeFolder: string): Promise<void> {
  for (const table of Object.keys(TABLES))
    await rm(join(lakeFolder, table, LOG_FOLDER), { recursive: true, force: true });
}
