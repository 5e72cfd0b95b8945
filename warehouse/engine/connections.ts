import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Idle connections that are kept for the next work. */
const MOST_IDLE = 4;

/** Connections to one DuckDB, each lent to one work at a time. */
export class Connections {
  readonly #idle: DuckDBConnection[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(private readonly instance: DuckDBInstance) {}

  /** Gives `work` a connection of its own. */
  async lend<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error('The engine is closed');
    const mine = this.#onConnection(work);
    this.#running.add(mine);
    try {
      return await mine;
    } finally {
      this.#running.delete(mine);
    }
  }

  /** Lets running work end, refuses any other, and closes DuckDB; under a running query that would end the process. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.instance.closeSync();
  }

  async #onConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.instance.connect());
    try {
      return await work(connection);
    } finally {
      if (this.#idle.length >= MOST_IDLE) connection.closeSync();
      else this.#idle.push(connection);
    }
  }
}
