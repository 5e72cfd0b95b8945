import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Asking, Snapshot } from '../snapshots.js';
import { caller } from '../access/guard.js';
import type { Dependencies } from './dependencies.js';
import type { Priority } from './query-queue.js';

const DEADLINE_MS = 20_000;

/** How a question is put: its place in the queue, and whether its answer may be kept by the browser. */
export interface Manner {
  readonly priority: Priority;
  /** False for answers that depend on more than the snapshot, or that show identity. */
  readonly cacheable: boolean;
}

/**
 * Holds the newest snapshot, answers with an ETag of snapshot, permissions, version, day and query, and works the
 * answer out only when the browser does not have it. Queries stop when the client goes away.
 */
export async function answer<T extends object>(
  dependencies: Dependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  manner: Manner,
  work: (asking: Asking) => Promise<T>,
): Promise<FastifyReply | (T & { snapshot: SnapshotName })> {
  const snapshot = await dependencies.snapshots.open();
  try {
    if (manner.cacheable && isFresh(dependencies, request, reply, snapshot)) return reply.code(304).send();
    if (!manner.cacheable) void reply.header('cache-control', 'private, no-store');
    const result = await work(askingOf(dependencies, reply, snapshot, manner.priority));
    return { snapshot: snapshotName(snapshot), ...result };
  } finally {
    snapshot.release();
  }
}

/** The snapshot as answers name it. */
export interface SnapshotName {
  readonly id: number;
  readonly committed_at: string;
}

export function snapshotName({
  id,
  committedAt,
}: {
  readonly id: number;
  readonly committedAt: string;
}): SnapshotName {
  return { id, committed_at: committedAt };
}

/** Today's date where the site is. */
export function todayOf({ config }: Dependencies): string {
  if (config.today) return config.today();
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 10);
}

/** How questions of a request reach a snapshot: queued, bounded in time, stopped when the client goes away. */
export function askingOf(
  dependencies: Dependencies,
  reply: FastifyReply,
  snapshot: Snapshot,
  priority: Priority,
): Asking {
  const { config, queue } = dependencies;
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the client has gone'));
  });
  const { signal } = gone;
  const deadlineMs = config.deadlineMs ?? DEADLINE_MS;
  return {
    snapshot: {
      query: (sql, values, bounds) =>
        queue.run(priority, signal, () => snapshot.query(sql, values, { deadlineMs, signal, ...bounds })),
      relationOfStudies: (table, by, keys) => snapshot.relationOfStudies(table, by, keys),
      relation: (table, extent) => snapshot.relation(table, extent),
      latestDayWith: (table, extent, rowCount) => snapshot.latestDayWith(table, extent, rowCount),
      holdRows: (sql, values, bounds) =>
        queue.run(priority, signal, () => snapshot.holdRows(sql, values, { deadlineMs, signal, ...bounds })),
    },
    patients: dependencies.snapshots.patients,
    context: {
      today: todayOf(dependencies),
      ...(config.hashAccession ? { hashAccession: config.hashAccession } : {}),
    },
  };
}

function isFresh(
  dependencies: Dependencies,
  request: FastifyRequest,
  reply: FastifyReply,
  snapshot: Snapshot,
): boolean {
  const about = [
    snapshot.id,
    snapshot.committedAt,
    caller(request).permissions,
    dependencies.config.version,
    todayOf(dependencies),
    dependencies.state.settings.get('statistics'),
    request.headers['accept-language'] ?? '',
    request.url,
  ];
  const tag = `"${createHash('sha256').update(JSON.stringify(about)).digest('base64url').slice(0, 27)}"`;
  void reply
    .header('etag', tag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'cookie, authorization');
  const known = request.headers['if-none-match'] ?? '';
  return known.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag);
}
