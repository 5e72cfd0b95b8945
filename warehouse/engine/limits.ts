import type { DuckDBConnection } from '@duckdb/node-api';

export interface QueryLimits {
  /** Milliseconds after which the query is interrupted. */
  readonly deadlineMs?: number;
  /** Aborting interrupts the query. */
  readonly signal?: AbortSignal;
}

/** The query took longer than its deadline and was interrupted. */
export class QueryDeadlineError extends Error {
  constructor(deadlineMs: number) {
    super(`The query took longer than ${deadlineMs} ms and was stopped`);
    this.name = 'QueryDeadlineError';
  }
}

/** DuckDB forgets an interrupt that arrives before a statement starts: it is repeated until the query ends. */
const REPEAT_MS = 20;

/** Runs a query on a connection and interrupts it at the deadline or when the signal is aborted. */
export async function withLimits<T>(
  connection: DuckDBConnection,
  { deadlineMs, signal }: QueryLimits,
  query: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  let stoppedBy: Error | null = null;
  let repeat: NodeJS.Timeout | undefined;
  const stop = (reason: Error): void => {
    stoppedBy ??= reason;
    connection.interrupt();
    repeat ??= setInterval(() => connection.interrupt(), REPEAT_MS);
  };
  const onAbort = (): void =>
    stop(signal?.reason instanceof Error ? signal.reason : new Error('The query was aborted'));
  signal?.addEventListener('abort', onAbort, { once: true });
  const deadline =
    deadlineMs === undefined
      ? undefined
      : setTimeout(() => stop(new QueryDeadlineError(deadlineMs)), deadlineMs);
  try {
    return await query();
  } catch (error) {
    throw stoppedBy ?? error;
  } finally {
    clearTimeout(deadline);
    clearInterval(repeat);
    signal?.removeEventListener('abort', onAbort);
  }
}
