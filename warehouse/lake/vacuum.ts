import { join } from 'node:path';
import { pinnedSnapshots } from './catalog/pins.js';
import { takeLease } from './catalog/leases.js';
import { allSnapshots } from './catalog/snapshots.js';
import type { LakeContext } from './context.js';
import { publishedParts } from './delta/published-parts.js';
import { whilePublishing } from './delta/publish.js';
import { failpoint } from './failpoint.js';
import { removeFiles } from './parts/durable.js';
import { keptSnapshots, RETENTION, type RetentionPolicy } from './retention.js';
import { sweepAllBut } from './sweep.js';

/** What a vacuum did. */
export interface VacuumReport {
  readonly expiredSnapshots: number;
  readonly removedParts: number;
  readonly removedBytes: number;
  /** Files of unfinished batches that were cleared away. */
  readonly sweptFiles: number;
}

interface ReplacedPart {
  file: string;
  byte_count: number;
  added_in: number;
  removed_in: number;
  /** When the last snapshot that held it expired; of a part that none ever held, when it was replaced. */
  unneeded_since: string;
}

function listRemovable(
  { sqlite }: LakeContext,
  isPublished: (file: string) => boolean,
  policy: RetentionPolicy,
  nowMs: number,
): { expired: number; parts: ReplacedPart[] } {
  return sqlite.transaction(() => {
    const snapshots = allSnapshots(sqlite);
    const kept = keptSnapshots(snapshots, pinnedSnapshots(sqlite), policy, nowMs);
    const toExpire = snapshots.filter(({ id, isExpired }) => !isExpired && !kept.has(id));
    const now = new Date(nowMs).toISOString();
    toExpire.forEach(({ id }) => sqlite.run('UPDATE snapshots SET expired_at = ? WHERE id = ?', now, id));
    const ids = [...kept.keys()];
    const parts = sqlite
      .all<ReplacedPart>(
        `SELECT file, byte_count, added_in, removed_in, coalesce(
           (SELECT max(held.expired_at) FROM snapshots AS held WHERE held.id >= added_in AND held.id < removed_in),
           committed_at) AS unneeded_since
         FROM parts JOIN snapshots ON snapshots.id = parts.removed_in`,
      )
      .filter(({ file, added_in, removed_in, unneeded_since }) => {
        const isOfKept = isPublished(file) || ids.some((id) => added_in <= id && id < removed_in);
        return !isOfKept && nowMs - Date.parse(unneeded_since) >= policy.graceMs;
      });
    return { expired: toExpire.length, parts };
  });
}

/**
 * Expires snapshots past their time and removes the parts that no kept snapshot needs, nor the newest published version,
 * and what killed writers left. Snapshots that a living reader holds are kept. Can be stopped at any point and repeated.
 */
export async function vacuum(
  context: LakeContext,
  policy: RetentionPolicy = RETENTION,
  nowMs: number = Date.now(),
): Promise<VacuumReport> {
  return whilePublishing(context, context.leaseTiming.waitMs, () => removeUnneeded(context, policy, nowMs));
}

async function removeUnneeded(
  context: LakeContext,
  policy: RetentionPolicy,
  nowMs: number,
): Promise<VacuumReport> {
  const lease = await takeLease(context.sqlite, context.leaseTiming);
  try {
    const isPublished = await publishedParts(context, policy.graceMs, nowMs);
    const sweptFiles = await sweepAllBut(isPublished, context, lease);
    const { expired, parts } = listRemovable(context, isPublished, policy, nowMs);
    failpoint('vacuum_listed');
    await removeFiles(parts.map(({ file }) => join(context.lakeFolder, file)));
    failpoint('vacuum_removed');
    context.sqlite.transaction(() => {
      parts.forEach(({ file }) => context.sqlite.run('DELETE FROM parts WHERE file = ?', file));
    });
    const removedBytes = parts.reduce((sum, part) => sum + part.byte_count, 0);
    return { expiredSnapshots: expired, removedParts: parts.length, removedBytes, sweptFiles };
  } finally {
    lease.release();
  }
}
