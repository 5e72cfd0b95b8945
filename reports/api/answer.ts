import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { snapshotNamed } from '../../warehouse/index.js';
import type { Asking, QueryBounds, Snapshot, SnapshotRef } from '../snapshots.js';
import { caller } from '../access/guard.js';
import { queryOf, SNAPSHOT_KEY } from './address.js';
import { dayOf, todayOf } from './today.js';
import type { Dependencies } from './dependencies.js';
import { badRequest } from './problems.js';
import type { Priority } from './query-queue.js';

/** How long one question may take: charts over ten million studies take half of theirs on a busy machine. */
const DEADLINE_MS: Readonly<Record<Priority, number>> = { list: 20_000, chart: 60_000 };

/** How a question is put: its place in the queue, and whether its answer may be kept by the browser. */
export interface Manner {
  readonly priority: Priority;
  /** False for answers that depend on more than the snapshot, or that show identity. */
  readonly cacheable: boolean;
}

/**
 * Holds the snapshot that the request names, the newest by default. The answer has an ETag of all that it depends on
 * (`isFresh`) and is worked out only where the browser does not have it; queries stop when the client goes away.
 */
export async function answer<T extends object>(
  dependencies: Dependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  manner: Manner,
  work: (asking: Asking, viewed: Viewed) => Promise<T>,
): Promise<FastifyReply | (T & { snapshot: SnapshotName })> {
  const viewed = await openNamed(dependencies, request);
  const { snapshot } = viewed;
  try {
    if (manner.cacheable && isFresh(dependencies, request, reply, viewed)) return reply.code(304).send();
    if (!manner.cacheable) void reply.header('cache-control', 'private, no-store');
    const result = await work(askingOf(dependencies, reply, viewed, manner.priority), viewed);
    return { snapshot: snapshotName(snapshot), ...result };
  } finally {
    snapshot.release();
  }
}

/** A snapshot, and the day from which relative dates count in it. */
export interface Viewed {
  readonly snapshot: Snapshot;
  /** Today; of a snapshot that was named, its own day, so that a link shows the same numbers for ever. */
  readonly today: string;
  /** When an erasure took rows out of the snapshot; null where it is as it was committed. */
  readonly changedAt: string | null;
}

/** Holds the snapshot that a request names by `snapshot=`, by number or date, else the newest. */
export async function openNamed(dependencies: Dependencies, request: FastifyRequest): Promise<Viewed> {
  const { snapshots } = dependencies;
  const name = queryOf(request).get(SNAPSHOT_KEY) ?? '';
  if (name === '') return { snapshot: await snapshots.open(), today: todayOf(dependencies), changedAt: null };
  const id = snapshotNamed(snapshots.all(), name);
  if (id === null) {
    const message = 'expects the number of a snapshot, or a date or time (UTC) such as 2026-01-31';
    throw badRequest([{ field: SNAPSHOT_KEY, message }]);
  }
  const snapshot = await snapshots.open(id);
  const { committedAt, changedAt = null } = snapshot;
  return { snapshot, today: dayOf(new Date(committedAt)), changedAt };
}

/** The snapshot as answers name it. */
export interface SnapshotName {
  readonly id: number;
  readonly committed_at: string;
  /** When an erasure took something out of it; absent while it is as it was committed. */
  readonly changed_at?: string;
}

export function snapshotName({ id, committedAt, changedAt }: SnapshotRef): SnapshotName {
  return { id, committed_at: committedAt, ...(changedAt ? { changed_at: changedAt } : {}) };
}

/** How questions of a request reach a snapshot: queued, bounded in time, stopped when the client goes away. */
export function askingOf(
  dependencies: Dependencies,
  reply: FastifyReply,
  viewed: Viewed,
  priority: Priority,
): Asking {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the client has gone'));
  });
  const deadlineMs = dependencies.config.deadlineMs ?? DEADLINE_MS[priority];
  return boundedAsking(dependencies, viewed, priority, { deadlineMs, signal: gone.signal });
}

/** Questions that wait in the queue for their turn and end within these bounds. */
export function boundedAsking(
  { config, queue, snapshots }: Pick<Dependencies, 'config' | 'queue' | 'snapshots'>,
  { snapshot, today }: Viewed,
  priority: Priority,
  limits: QueryBounds,
): Asking {
  return {
    // What is prepared is not queued: it is done once for all who wait for it, and goes on when one of them leaves.
    snapshot: {
      ...snapshot,
      query: (sql, values, bounds) =>
        queue.run(priority, limits.signal, () => snapshot.query(sql, values, { ...limits, ...bounds })),
      holdRows: (sql, values, bounds) =>
        queue.run(priority, limits.signal, () => snapshot.holdRows(sql, values, { ...limits, ...bounds })),
      readColumns: (sql, values, names, bounds) =>
        queue.run(priority, limits.signal, () =>
          snapshot.readColumns(sql, values, names, { ...limits, ...bounds }),
        ),
    },
    bounds: limits,
    patients: snapshots.patients,
    context: {
      today,
      ...(config.hashAccession ? { hashAccession: config.hashAccession } : {}),
    },
  };
}

function isFresh(
  dependencies: Dependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  { snapshot, today, changedAt }: Viewed,
): boolean {
  const about = [
    snapshot.id,
    snapshot.committedAt,
    changedAt,
    caller(request).permissions,
    dependencies.config.version,
    today,
    dependencies.state.settings.get('statistics'),
    request.headers['accept-language'] ?? '',
    dependencies.state.settings.get('display_units'),
    dependencies.state.users.preferences(caller(request).name)['display_units'],
    request.url,
  ];
  const tag = `"${hash('sha256', JSON.stringify(about), 'base64url').slice(0, 27)}"`;
  void reply
    .header('etag', tag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'cookie, authorization');
  const known = request.headers['if-none-match'] ?? '';
  return known.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag);
}
