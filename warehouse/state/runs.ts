import { isoOf, type Clock } from './clock.js';
import type { StateDatabase, StateRow } from './database.js';
import { newId } from './secrets.js';

export const RUN_STATES = ['running', 'done', 'done_with_findings', 'failed', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Files handled so far, by outcome. */
export type RunCounts = Readonly<Record<string, number>>;

/** One run of a job: what started it, how far it is, and how it ended. */
export interface Run {
  readonly runId: string;
  readonly kind: string;
  readonly trigger: string;
  readonly state: RunState;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly heartbeatAt: string;
  /** Files handled so far, and how many there are where that is known. */
  readonly fileCount: number;
  readonly fileTotal: number | null;
  readonly counts: RunCounts;
  /** Why it failed, without anything that identifies a person. */
  readonly error: string | null;
}

export interface RunProgress {
  readonly fileCount: number;
  readonly fileTotal?: number | null;
  readonly counts: RunCounts;
}

export interface Runs {
  start(about: { readonly kind: string; readonly trigger: string; readonly runId?: string }): Run;
  progress(runId: string, progress: RunProgress): void;
  finish(runId: string, state: Exclude<RunState, 'running'>, error?: string): void;
  /** Marks runs without a sign of life for so long as interrupted (their process was killed); gives how many. */
  interruptSilent(olderThanMs: number): number;
  find(runId: string): Run | null;
  /** The newest first. */
  list(limit: number, kind?: string): readonly Run[];
  running(kind: string): Run | null;
}

export function runsIn(db: StateDatabase, now: Clock): Runs {
  const find: Runs['find'] = (runId) => {
    const row = db.get('SELECT * FROM runs WHERE run_id = ?', runId);
    return row ? runOf(row) : null;
  };
  return {
    start({ kind, trigger, runId = newId() }) {
      const at = isoOf(now());
      db.run(
        `INSERT INTO runs (run_id, kind, trigger, state, started_at, heartbeat_at) VALUES (?, ?, ?, 'running', ?, ?)`,
        runId,
        kind,
        trigger,
        at,
        at,
      );
      const run = find(runId);
      if (!run) throw new Error('the run was not recorded');
      return run;
    },
    progress: (runId, { fileCount, fileTotal = null, counts }) =>
      void db.run(
        `UPDATE runs SET file_count = ?, file_total = ?, counts = ?, heartbeat_at = ? WHERE run_id = ? AND state = 'running'`,
        fileCount,
        fileTotal,
        JSON.stringify(counts),
        isoOf(now()),
        runId,
      ),
    finish: (runId, state, error) =>
      void db.run(
        `UPDATE runs SET state = ?, finished_at = ?, error = ? WHERE run_id = ? AND state = 'running'`,
        state,
        isoOf(now()),
        error?.slice(0, 1000) ?? null,
        runId,
      ),
    interruptSilent: (olderThanMs) =>
      db.run(
        `UPDATE runs SET state = 'interrupted', finished_at = heartbeat_at WHERE state = 'running' AND heartbeat_at < ?`,
        isoOf(now() - olderThanMs),
      ),
    find,
    list: (limit, kind) =>
      (kind === undefined
        ? db.all('SELECT * FROM runs ORDER BY started_at DESC, rowid DESC LIMIT ?', limit)
        : db.all(
            'SELECT * FROM runs WHERE kind = ? ORDER BY started_at DESC, rowid DESC LIMIT ?',
            kind,
            limit,
          )
      ).map(runOf),
    running(kind) {
      const row = db.get(
        `SELECT * FROM runs WHERE kind = ? AND state = 'running' ORDER BY started_at DESC LIMIT 1`,
        kind,
      );
      return row ? runOf(row) : null;
    },
  };
}

function runOf(row: StateRow): Run {
  const text = (name: string): string | null => {
    const value = row[name] ?? null;
    return value === null ? null : String(value);
  };
  return {
    runId: String(row['run_id']),
    kind: String(row['kind']),
    trigger: String(row['trigger']),
    state: RUN_STATES.find((state) => state === row['state']) ?? 'failed',
    startedAt: String(row['started_at']),
    finishedAt: text('finished_at'),
    heartbeatAt: String(row['heartbeat_at']),
    fileCount: Number(row['file_count']),
    fileTotal: row['file_total'] === null ? null : Number(row['file_total']),
    counts: countsOf(String(row['counts'])),
    error: text('error'),
  };
}

function countsOf(text: string): RunCounts {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) return {};
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
