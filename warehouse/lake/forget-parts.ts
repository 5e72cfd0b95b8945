import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLease } from './catalog/leases.js';
import { pinnedSnapshots } from './catalog/pins.js';
import { allSnapshots, recordedParts, type RecordedPart } from './catalog/snapshots.js';
import type { LakeContext } from './context.js';
import { removeFiles } from './parts/durable.js';

/** What became of parts that were to be forgotten. */
export interface ForgottenParts {
  readonly removedParts: number;
  /** Snapshots that held one of them and can no longer be read. */
  readonly expiredSnapshots: number;
  /** Parts that readers held until the waiting time was over; they go with the next attempt or `dose vacuum`. */
  readonly heldParts: number;
}

const RETRY_MS = 250;

const holds =
  (id: number) =>
  ({ addedIn, removedIn }: RecordedPart): boolean =>
    addedIn <= id && (removedIn === null || id < removedIn);

/**
 * Removes replaced parts at once, without the time of grace, and with them every snapshot that held one: no reader can
 * open these any more, whatever they were kept for. Living readers of them are waited for.
 */
export async function forgetParts(
  context: LakeContext,
  files: ReadonlySet<string>,
  waitMs: number,
): Promise<ForgottenParts> {
  const giveUpAt = Date.now() + waitMs;
  let removedParts = 0;
  let expiredSnapshots = 0;
  for (;;) {
    const { free, held, expired } = await forgetFree(context, files);
    removedParts += free;
    expiredSnapshots += expired;
    if (held === 0 || Date.now() >= giveUpAt) return { removedParts, expiredSnapshots, heldParts: held };
    await sleep(RETRY_MS);
  }
}

async function forgetFree(
  context: LakeContext,
  files: ReadonlySet<string>,
): Promise<{ readonly free: number; readonly held: number; readonly expired: number }> {
  const { sqlite, lakeFolder } = context;
  const lease = await takeLease(sqlite, context.leaseTiming);
  try {
    const { free, held, expired } = sqlite.transaction(() => {
      const parts = recordedParts(sqlite).filter(
        ({ file, removedIn }) => files.has(file) && removedIn !== null,
      );
      const toExpire = allSnapshots(sqlite).filter(
        ({ id, isExpired }) => !isExpired && parts.some(holds(id)),
      );
      const now = new Date().toISOString();
      for (const { id } of toExpire) sqlite.run('UPDATE snapshots SET expired_at = ? WHERE id = ?', now, id);
      const pinned = pinnedSnapshots(sqlite);
      const isHeld = (part: RecordedPart): boolean => pinned.some((id) => holds(id)(part));
      return {
        free: parts.filter((part) => !isHeld(part)),
        held: parts.filter(isHeld).length,
        expired: toExpire.length,
      };
    });
    await removeFiles(free.map(({ file }) => join(lakeFolder, file)));
    sqlite.transaction(() => {
      for (const { file } of free) sqlite.run('DELETE FROM parts WHERE file = ?', file);
    });
    return { free: free.length, held, expired };
  } finally {
    lease.release();
  }
}
