import { HttpProblem } from './problems.js';

/** Questions of lists go before those of charts. */
export type Priority = 'list' | 'chart';

export interface QueueLimits {
  /** Queries that run at once. */
  readonly concurrent: number;
  /** Queries that may wait; more are refused. */
  readonly waiting: number;
}

interface Entry {
  readonly start: () => void;
  readonly signal: AbortSignal | undefined;
}

/** Runs a few queries at once and keeps the others in a bounded queue, lists before charts. */
export class QueryQueue {
  private running = 0;
  private readonly lanes: Record<Priority, Entry[]> = { list: [], chart: [] };

  constructor(private readonly limits: QueueLimits) {}

  /** Runs the work in its turn; refuses it when the queue is full, and drops it when its caller has gone. */
  async run<T>(priority: Priority, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    await this.turn(priority, signal);
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      this.running -= 1;
      this.next();
    }
  }

  private turn(priority: Priority, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.running < this.limits.concurrent) {
      this.running += 1;
      return Promise.resolve();
    }
    if (this.lanes.list.length + this.lanes.chart.length >= this.limits.waiting) {
      throw new HttpProblem(503, 'Too many questions at once', 'Try again in a moment.', [], 2);
    }
    return new Promise((resolve, reject) => {
      const lane = this.lanes[priority];
      const leave = (): void => {
        const at = lane.indexOf(entry);
        if (at >= 0) lane.splice(at, 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('the caller has gone'));
      };
      const entry: Entry = {
        signal,
        start: () => {
          signal?.removeEventListener('abort', leave);
          this.running += 1;
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      lane.push(entry);
    });
  }

  private next(): void {
    const entry = this.lanes.list.shift() ?? this.lanes.chart.shift();
    entry?.start();
  }
}
