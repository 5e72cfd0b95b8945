import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLES } from '../tables/index.js';
import { CatalogError } from './catalog/schema.js';
import type { Lease } from './catalog/leases.js';
import { latestSnapshot } from './catalog/snapshots.js';
import type { LakeContext } from './context.js';
import { publishedParts } from './delta/published-parts.js';
import { removeFiles } from './parts/durable.js';
import { readFooter } from './parts/read-footer.js';
import { TEMPORARY_SUFFIX } from './parts/write-part.js';
import { RETENTION } from './retention.js';

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** All files of parts, finished or temporary, relative to the lake folder. */
export async function partFiles(lakeFolder: string): Promise<string[]> {
  const files: string[] = [];
  for (const table of Object.keys(TABLES)) {
    const names = await namesIn(join(lakeFolder, table));
    files.push(
      ...names
        .filter((name) => name.endsWith('.parquet') || name.endsWith(TEMPORARY_SUFFIX))
        .map((name) => `${table}/${name}`),
    );
  }
  return files;
}

/**
 * Removes files that no snapshot knows and that are older than the lease: what writers left that were killed or lost
 * their lease, and what a rebuilt catalog knows no more. Returns their number. What is published, or was until lately,
 * stays for its readers.
 * @throws CatalogError when a file comes from a later snapshot than the catalog knows: the catalog is out of date then.
 */
export async function sweep(context: LakeContext, lease: Lease): Promise<number> {
  return sweepAllBut(await publishedParts(context, RETENTION.graceMs, Date.now()), context, lease);
}

/** The same, but for files that are still read, or for none. */
export async function sweepAllBut(
  isRead: (file: string) => boolean,
  context: LakeContext,
  lease: Lease,
): Promise<number> {
  const known = new Set(
    context.sqlite.all<{ file: string }>('SELECT file FROM parts').map(({ file }) => file),
  );
  const newest = latestSnapshot(context.sqlite)?.id ?? 0;
  const lastOfBatches: string[] = [];
  const others: string[] = [];
  for (const file of await partFiles(context.lakeFolder)) {
    const path = join(context.lakeFolder, file);
    if (known.has(file) || (await stat(path)).mtimeMs > lease.takenAtMs) continue;
    const footer = file.endsWith(TEMPORARY_SUFFIX) ? null : await readFooter(context.engine, path);
    if (footer && footer.storeId === context.storeId && footer.snapshotId > newest + 1) {
      throw new CatalogError(
        'behind',
        'The catalog is older than the parts; dose doctor --rebuild-catalog makes it anew from them',
      );
    }
    if (!isRead(file)) (footer?.live ? lastOfBatches : others).push(path);
  }
  // First what tells that a batch was once whole: one that was half removed must not pass for one that lost a part.
  await removeFiles([...lastOfBatches, ...others]);
  return lastOfBatches.length + others.length;
}
