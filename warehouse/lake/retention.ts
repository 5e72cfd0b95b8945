import type { KnownSnapshot } from './catalog/snapshots.js';

const DAY_MS = 86_400_000;

/** How long snapshots stay readable, in milliseconds from their commit. */
export interface RetentionPolicy {
  readonly everyMs: number;
  /** The last one of a day (UTC). */
  readonly dailyMs: number;
  /** The last one of a month (UTC), and those that something names, such as an export. */
  readonly monthlyMs: number;
  /** Parts stay for so long after the last snapshot that held them has expired. */
  readonly graceMs: number;
}

export const RETENTION: RetentionPolicy = {
  everyMs: 7 * DAY_MS,
  dailyMs: 35 * DAY_MS,
  monthlyMs: 731 * DAY_MS,
  graceMs: 7 * DAY_MS,
};

function lastOfEach(
  snapshots: readonly KnownSnapshot[],
  period: (at: string) => string,
): ReadonlySet<number> {
  return new Set(
    new Map(snapshots.map(({ id, committedAt }) => [period(committedAt), id] as const)).values(),
  );
}

/** Why a snapshot is kept, the longest time first; `newest` and `pinned` last until another follows, or the reader ends. */
export const RETENTION_CLASSES = ['newest', 'named', 'monthly', 'daily', 'every', 'pinned'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/**
 * The snapshots to keep by id, each with the strongest reason: the newest, what the policy names, and what a reader holds.
 * `snapshots` in order of time.
 */
export function keptSnapshots(
  snapshots: readonly KnownSnapshot[],
  pinned: readonly number[],
  policy: RetentionPolicy,
  nowMs: number,
): Map<number, RetentionClass> {
  const lastOfDay = lastOfEach(snapshots, (at) => at.slice(0, 10));
  const lastOfMonth = lastOfEach(snapshots, (at) => at.slice(0, 7));
  const newest = snapshots.at(-1)?.id;
  const reasonFor = ({ id, committedAt, keptFor, isExpired }: KnownSnapshot): RetentionClass | null => {
    if (id === newest) return 'newest';
    const ageMs = nowMs - Date.parse(committedAt);
    if (!isExpired && ageMs <= policy.monthlyMs && keptFor !== null) return 'named';
    if (!isExpired && ageMs <= policy.monthlyMs && lastOfMonth.has(id)) return 'monthly';
    if (!isExpired && ageMs <= policy.dailyMs && lastOfDay.has(id)) return 'daily';
    if (!isExpired && ageMs <= policy.everyMs) return 'every';
    return pinned.includes(id) ? 'pinned' : null;
  };
  const kept = new Map<number, RetentionClass>();
  for (const snapshot of snapshots) {
    const reason = reasonFor(snapshot);
    if (reason !== null) kept.set(snapshot.id, reason);
  }
  return kept;
}
