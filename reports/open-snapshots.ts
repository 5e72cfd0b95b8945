import {
  openSnapshot,
  type DoseLake,
  type Inherited,
  type Readiness,
  type Snapshot as LakeSnapshot,
  type SnapshotRef,
} from '../warehouse/index.js';

/** A snapshot that is open, with those who read it. */
interface Open {
  readonly id: number;
  /** As of when: an erasure may take something out of an older snapshot while it is held. */
  readonly changedAt: string | null;
  readonly opened: Promise<LakeSnapshot>;
  /** What the next one goes on with. */
  toInherit: () => Inherited;
  readers: number;
  /** Closes an older snapshot that nobody has asked for again. */
  idle: NodeJS.Timeout | null;
}

/** A snapshot that somebody reads. */
export interface Reading {
  readonly opened: Promise<LakeSnapshot>;
  /** To be called once, when nothing more is asked of it. */
  end(): void;
}

/** How long an older snapshot stays open after its last reader. */
const IDLE_MS = 30_000;

/** A snapshot is opened before anybody asks once no other has followed it for so long. */
const SETTLED_MS = 30_000;

/**
 * The snapshots of a lake that are open: the newest until another follows, an older one until its last reader and a while
 * longer, since a page asks several questions.
 */
export class OpenSnapshots {
  readonly #byId = new Map<number, Open>();
  readonly #closing = new Set<Promise<void>>();
  /** The newest that anybody has asked for. */
  #current: number | null = null;
  /** What the one before leaves to the next. */
  #inherited: Inherited = {};
  #isClosing = false;

  constructor(
    private readonly lake: DoseLake,
    private readonly readiness: Readiness,
  ) {}

  /** Reads a snapshot; the newest, where none is named. */
  read(id = this.#newest()): Reading {
    const open = this.#hold(id);
    let hasEnded = false;
    const end = (): void => {
      if (hasEnded) return;
      hasEnded = true;
      this.#letGo(open);
    };
    return { opened: open.opened, end };
  }

  /** An old snapshot is not held on to until somebody asks again: what is to be removed at once waits for it. */
  look(): void {
    const latest = this.lake.latestSnapshot();
    if (latest === null || this.#current === latest.id) return;
    if (this.#current !== null) this.#moveOn(null);
    this.#openAhead(latest);
  }

  /** Closes what nobody reads, and waits for the others. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#current = null;
    for (const open of this.#byId.values()) if (open.readers === 0) this.#close(open);
    await this.#inherited.heldStudies?.letGo();
    this.#inherited = {};
    await Promise.all(this.#closing);
  }

  #newest(): number {
    const { id } = this.lake.latestSnapshot()!;
    if (this.#current !== id) this.#moveOn(id);
    return id;
  }

  #moveOn(next: number | null): void {
    const former = this.#current === null ? undefined : this.#byId.get(this.#current);
    this.#current = next;
    if (!former) return;
    void this.#inherited.heldStudies?.letGo();
    this.#inherited = former.toInherit();
    if (former.readers === 0) this.#close(former);
  }

  /** Opens the newest, which then makes ready what lists asked of the one before. */
  #openAhead({ id, committedAt }: SnapshotRef): void {
    const age = Date.now() - Date.parse(committedAt);
    if (!this.#inherited.namedLately?.length || age < (this.readiness.readyAfterMs ?? SETTLED_MS)) return;
    this.#moveOn(id);
    this.#letGo(this.#hold(id));
  }

  #hold(id: number): Open {
    const known = this.#byId.get(id);
    if (known && known.id !== this.#current && known.changedAt !== this.#changedAt(id)) this.#retire(known);
    const open = this.#byId.get(id) ?? this.#open(id);
    if (open.idle) clearTimeout(open.idle);
    open.idle = null;
    open.readers += 1;
    return open;
  }

  #letGo(open: Open): void {
    open.readers -= 1;
    if (open.readers > 0) return;
    const isInPlace = this.#byId.get(open.id) === open;
    if (isInPlace && open.id === this.#current) return;
    if (this.#isClosing || !isInPlace) return this.#close(open);
    open.idle = setTimeout(() => this.#close(open), IDLE_MS);
    open.idle.unref();
  }

  #changedAt(id: number): string | null {
    return this.lake.snapshots().find((one) => one.id === id)?.changedAt ?? null;
  }

  /** Its readers end with the parts that they began with; the next one opens it anew. */
  #retire(open: Open): void {
    this.#byId.delete(open.id);
    if (open.readers === 0) this.#close(open);
  }

  #open(id: number): Open {
    const inherited = id === this.#current ? this.#takeInherited() : {};
    const opened = openSnapshot(this.lake, { ...this.readiness, ...inherited, snapshotId: id });
    const open: Open = {
      id,
      changedAt: this.#changedAt(id),
      opened,
      toInherit: () => ({ ...inherited, heldStudies: inherited.heldStudies?.share() }),
      readers: 0,
      idle: null,
    };
    this.#byId.set(id, open);
    opened.then(
      ({ prepared }) => (open.toInherit = () => prepared.toInherit()),
      () => this.#byId.get(id) === open && this.#byId.delete(id),
    );
    return open;
  }

  /** What is held is the new snapshot's to let go. */
  #takeInherited(): Inherited {
    const inherited = this.#inherited;
    this.#inherited = { namedLately: inherited.namedLately };
    return inherited;
  }

  #close(open: Open): void {
    if (this.#byId.get(open.id) === open) this.#byId.delete(open.id);
    if (open.idle) clearTimeout(open.idle);
    const closed: Promise<void> = open.opened
      .then((snapshot) => snapshot.close())
      .catch(() => undefined)
      .finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }
}
