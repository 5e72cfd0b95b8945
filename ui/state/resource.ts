import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Problem, isAbort } from '../api/problem.js';

type Fetch<T> = (signal: AbortSignal) => Promise<T>;

/**
 * What a page asked the API for. A new question aborts the one before; the last answer stays on screen
 * (marked as loading) until the next arrives, so that typing in a filter never blanks the page. Where none comes, it
 * goes: it answers another question than the page asks.
 */
export class Resource<T> implements ReactiveController {
  value: T | null = null;
  problem: Problem | null = null;
  loading = false;
  #key: string | null = null;
  #answered: string | null = null;
  #fetch: Fetch<T> | null = null;
  #abort: AbortController | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#key = null;
  }

  /** Asks, unless the same question (`key`) was asked last. */
  load(key: string, fetch: Fetch<T>): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#fetch = fetch;
    void this.#run(fetch);
  }

  /** Asks the last question again; ends with its answer. */
  async reload(): Promise<void> {
    if (this.#fetch) await this.#run(this.#fetch);
  }

  /** Forgets the answer, for a page that shows something else now. */
  clear(): void {
    this.#abort?.abort();
    this.#key = null;
    this.value = null;
    this.problem = null;
  }

  async #run(fetch: Fetch<T>): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    this.host.requestUpdate();
    try {
      this.value = await fetch(abort.signal);
      this.problem = null;
      this.#answered = this.#key;
    } catch (error) {
      if (isAbort(error) || abort.signal.aborted) return;
      if (this.#answered !== this.#key) this.value = null;
      this.problem = asProblem(error);
    }
    if (this.#abort !== abort) return;
    this.loading = false;
    this.host.requestUpdate();
  }
}

/** Any exception as a problem that a page can show. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, 'unexpected', error instanceof Error ? error.message : String(error), null);
}
