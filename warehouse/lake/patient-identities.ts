import { setTimeout as sleep } from 'node:timers/promises';
import type { IdentityCount, Tightening } from '../identities/tightening.js';
import { takeLease } from './catalog/leases.js';
import { settleIdentities } from './commit.js';
import type { LakeContext } from './context.js';

/** What became of identities that were to be closed or erased. */
export interface ChangedIdentities {
  /** Studies by the values that they lost. */
  readonly changed: readonly IdentityCount[];
  /** Whether no byte of them is left in the file; false where a reader held an older state until the end. */
  readonly isPurged: boolean;
}

const RETRY_MS = 250;

/** Closes names, IDs and birth dates that are more open than they are to be, and leaves no trace of them in the file. */
export async function tightenPatients(
  context: LakeContext,
  how: Tightening,
  waitMs: number,
): Promise<ChangedIdentities> {
  const changed = await underLease(context, () => context.identities.tighten(how));
  return { changed, isPurged: await purged(context, waitMs) };
}

/**
 * Erases all that is kept of the patients of these studies and objects (SHA-256 digests of their files), and leaves no
 * trace of it in the file. Doing it again does no harm. False where a reader held an older state until the end.
 */
export async function eraseIdentities(
  context: LakeContext,
  erased: { readonly studyIds: readonly string[]; readonly digests: readonly string[] },
  waitMs: number,
): Promise<boolean> {
  const change = { removeStudies: erased.studyIds, removeObjects: erased.digests };
  await underLease(context, () => context.identities.applyAlone(change));
  return purged(context, waitMs);
}

async function underLease<T>(context: LakeContext, work: () => T): Promise<T> {
  const lease = await takeLease(context.sqlite, context.leaseTiming);
  try {
    settleIdentities(context);
    return work();
  } finally {
    lease.release();
  }
}

async function purged({ identities }: LakeContext, waitMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + waitMs;
  while (!identities.purge()) {
    if (Date.now() >= giveUpAt) return false;
    await sleep(RETRY_MS);
  }
  return true;
}
