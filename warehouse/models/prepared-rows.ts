/** What is to be prepared: expressions over rows that are the same for the whole snapshot. */
export interface Preparation {
  /** Tells the rows; preparations of one name differ in their expressions only. */
  readonly name: string;
  /** Each expression with the JOIN that it needs, or ''. */
  readonly expressions: ReadonlyMap<string, string>;
  /** SELECTs that give all the rows together, with these expressions under these names, with these joins. */
  readonly selectsSql: (columns: ColumnNames, joins: readonly string[]) => readonly string[];
  /** How many rows there are at most, where that is known. */
  readonly mostRows?: number;
}

/** The column that holds each expression. */
export type ColumnNames = ReadonlyMap<string, string>;

/** What was prepared, as it is kept. */
export interface Made<T> {
  readonly product: T;
  readonly byteCount: number;
  letGo(): Promise<void>;
}

interface Entry<T> {
  readonly expressions: Preparation['expressions'];
  readonly columns: ColumnNames;
  readonly made: Promise<Made<T>>;
  /** Once it is there. */
  ready: Made<T> | null;
  users: number;
}

/** Most expressions of one preparation; beyond, only those that are asked for are kept. */
const MOST_EXPRESSIONS = 32;

/**
 * Rows of a snapshot that are worked out once and kept, within bounds, for the questions that follow. No answer is kept:
 * every filter is put to them anew.
 */
export class PreparedRows<T> {
  /** The least recently used first. */
  readonly #byName = new Map<string, Entry<T>>();
  /** Those that others have taken the place of, until their last user is done. */
  readonly #former = new Set<Entry<T>>();

  /** `make` reads the rows of SELECTs; so many bytes are kept while nobody asks about them. */
  constructor(
    private readonly make: (
      selects: readonly string[],
      columns: ColumnNames,
      mostRows: number | undefined,
    ) => Promise<Made<T>>,
    private readonly mostBytes: number,
  ) {}

  /** Gives `work` the rows, preparing what is not there yet. Those who ask meanwhile wait for the same. */
  async use<R>(preparation: Preparation, work: (rows: T, columns: ColumnNames) => Promise<R>): Promise<R> {
    const entry = this.#entryOf(preparation);
    entry.users += 1;
    try {
      return await work((await entry.made).product, entry.columns);
    } finally {
      entry.users -= 1;
      await this.#letGo(this.#superfluous());
    }
  }

  /** Lets everything go. To be called when nobody uses it any more. */
  async close(): Promise<void> {
    const entries = [...this.#byName.values(), ...this.#former];
    this.#byName.clear();
    this.#former.clear();
    await Promise.allSettled(entries.map(({ made }) => made));
    await this.#letGo(entries);
  }

  #entryOf(preparation: Preparation): Entry<T> {
    const { name, expressions } = preparation;
    const known = this.#byName.get(name);
    this.#byName.delete(name);
    const isEnough = known && [...expressions.keys()].every((sql) => known.expressions.has(sql));
    if (known && !isEnough) this.#former.add(known);
    const entry = isEnough ? known : this.#prepare(preparation, known?.expressions);
    this.#byName.set(name, entry);
    return entry;
  }

  /** Prepares what is asked for together with what was before. */
  #prepare(
    { name, expressions, selectsSql, mostRows }: Preparation,
    before: Preparation['expressions'] = new Map(),
  ): Entry<T> {
    const all = new Map([...before, ...expressions]);
    const wanted = all.size > MOST_EXPRESSIONS ? expressions : all;
    const columns = new Map([...wanted.keys()].map((sql, at) => [sql, `c${at}`] as const));
    const joins = [...new Set(wanted.values())].filter((join) => join !== '');
    const made = this.make(selectsSql(columns, joins), columns, mostRows);
    const entry: Entry<T> = { expressions: wanted, columns, made, ready: null, users: 0 };
    made.then(
      (ready) => (entry.ready = ready),
      () => this.#byName.get(name) === entry && this.#byName.delete(name),
    );
    return entry;
  }

  /** What nobody uses: everything that has been replaced, and of the others the oldest beyond the bound. */
  #superfluous(): readonly Entry<T>[] {
    const found = [...this.#former].filter(({ users }) => users === 0);
    for (const entry of found) this.#former.delete(entry);
    let bytes = [...this.#byName.values()].reduce((sum, { ready }) => sum + (ready?.byteCount ?? 0), 0);
    for (const [name, entry] of this.#byName) {
      if (bytes <= this.mostBytes) break;
      if (entry.ready === null || entry.users > 0) continue;
      bytes -= entry.ready.byteCount;
      this.#byName.delete(name);
      found.push(entry);
    }
    return found;
  }

  async #letGo(entries: readonly Entry<T>[]): Promise<void> {
    for (const { ready } of entries) await ready?.letGo();
  }
}
