import type { KnownSnapshot } from './catalog/snapshots.js';

const DAY_MS = 86_400_000;

/** How long snapshots stay readable, in milliseconds from their commit. */
export interface RetentionPolicy {
  readonly everyMs: number;
  /** The last one of a day (UTC). */
  readonly dailyMs: number;
  /** The last one of a month (UTC), and those that something names, such as an export. */
  readonly monthlyMs: number;
  /** Parts stay for so long after the commit that replaced them. */
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

/**
 * The ids of the snapshots to keep: the newest, those a reader holds, and those the policy names.
 * `snapshots` in order of time.
 */
export function keptSnapshots(
  snapshots: readonly KnownSnapshot[],
  pinned: readonly number[],
  policy: RetentionPolicy,
  nowMs: number,
): Set<number> {
  const lastOfDay = lastOfEach(snapshots, (at) => at.slice(0, 10));
  const lastOfMonth = lastOfEach(snapshots, (at) => at.slice(0, 7));
  const newest = snapshots.at(-1)?.id;
  return new Set(
    snapshots
      .filter(({ id, committedAt, keptFor, isExpired }) => {
        if (id === newest || pinned.includes(id)) return true;
        if (isExpired) return false;
        const ageMs = nowMs - Date.parse(committedAt);
        if (ageMs <= policy.everyMs) return true;
        if (ageMs <= policy.dailyMs && lastOfDay.has(id)) return true;
        return ageMs <= policy.monthlyMs && (lastOfMonth.has(id) || keptFor !== null);
      })
      .map(({ id }) => id),
  );
}
