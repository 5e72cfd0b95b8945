import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A value that components can watch. */
export class Store<T> {
  readonly #watchers = new Set<() => void>();

  constructor(private current: T) {}

  get(): T {
    return this.current;
  }

  set(next: T): void {
    if (next === this.current) return;
    this.current = next;
    for (const watcher of this.#watchers) watcher();
  }

  /** Calls `watcher` after each change; returns how to stop. */
  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** Renders its host again whenever one of the stores changes. */
export class Watch implements ReactiveController {
  #stop: (() => void)[] = [];

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly stores: readonly Pick<Store<unknown>, 'subscribe'>[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = this.stores.map((store) => store.subscribe(() => this.host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const stop of this.#stop) stop();
    this.#stop = [];
  }
}
