import type { HeldRows } from '../engine/held-rows.js';

/** Rows that questions of any filter start from. */
export interface PreparedRows {
  /** What to put after FROM. */
  readonly table: string;
  /** The column that holds each expression. */
  readonly columns: ReadonlyMap<string, string>;
}

/** What is to be prepared: expressions over rows that are the same for the whole snapshot. */
export interface Preparation {
  /** Tells the rows; preparations of one name differ in their expressions only. */
  readonly name: string;
  /** Each expression with the JOIN that it needs, or ''. */
  readonly expressions: ReadonlyMap<string, string>;
  /** SELECTs that give all the rows together, with these expressions under these names, with these joins. */
  readonly selectsSql: (columns: ReadonlyMap<string, string>, joins: readonly string[]) => readonly string[];
}

interface Prepared extends PreparedRows {
  readonly held: HeldRows;
  readonly cellCount: number;
}

interface Entry {
  readonly expressions: ReadonlyMap<string, string>;
  readonly rows: Promise<Prepared>;
  /** Once it is there. */
  ready: Prepared | null;
  users: number;
}

/** Most cells that are kept while nobody asks about them; compressed, one takes a byte or two, and 8 at the worst. */
const MOST_CELLS = 500_000_000;
/** Most expressions of one preparation; beyond, only those that are asked for are kept. */
const MOST_EXPRESSIONS = 32;

/**
 * Rows of a snapshot that are worked out once and kept, within bounds, for the questions that follow. No answer is kept:
 * every filter is put to them anew.
 */
export class PreparedTables {
  /** The least recently used first. */
  readonly #byName = new Map<string, Entry>();
  /** Those that others have taken the place of, until their last user is done. */
  readonly #former = new Set<Entry>();

  /** `pack` keeps the rows of SELECTs; `countRows` counts those of a table. */
  constructor(
    private readonly pack: (selects: readonly string[]) => Promise<HeldRows>,
    private readonly countRows: (table: string) => Promise<number>,
  ) {}

  /** Gives `work` the rows, preparing what is not there yet. Those who ask meanwhile wait for the same. */
  async use<T>(preparation: Preparation, work: (rows: PreparedRows) => Promise<T>): Promise<T> {
    const entry = this.#entryOf(preparation);
    entry.users += 1;
    try {
      return await work(await entry.rows);
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
    await Promise.allSettled(entries.map(({ rows }) => rows));
    await this.#letGo(entries);
  }

  #entryOf(preparation: Preparation): Entry {
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
  #prepare({ name, expressions, selectsSql }: Preparation, before: Entry['expressions'] = new Map()): Entry {
    const all = new Map([...before, ...expressions]);
    const wanted = all.size > MOST_EXPRESSIONS ? expressions : all;
    const columns = new Map([...wanted.keys()].map((sql, at) => [sql, `c${at}`] as const));
    const joins = [...new Set(wanted.values())].filter((join) => join !== '');
    const rows = this.pack(selectsSql(columns, joins)).then(async (held): Promise<Prepared> => {
      const rowCount = await this.countRows(held.table);
      return { table: held.table, columns, held, cellCount: rowCount * (columns.size + 1) };
    });
    const entry: Entry = { expressions: wanted, rows, ready: null, users: 0 };
    rows.then(
      (ready) => (entry.ready = ready),
      () => this.#byName.get(name) === entry && this.#byName.delete(name),
    );
    return entry;
  }

  /** What nobody uses: everything that has been replaced, and of the others the oldest beyond the bound. */
  #superfluous(): readonly Entry[] {
    const found = [...this.#former].filter(({ users }) => users === 0);
    for (const entry of found) this.#former.delete(entry);
    let cells = [...this.#byName.values()].reduce((sum, { ready }) => sum + (ready?.cellCount ?? 0), 0);
    for (const [name, entry] of this.#byName) {
      if (cells <= MOST_CELLS) break;
      if (entry.ready === null || entry.users > 0) continue;
      cells -= entry.ready.cellCount;
      this.#byName.delete(name);
      found.push(entry);
    }
    return found;
  }

  async #letGo(entries: readonly Entry[]): Promise<void> {
    for (const { ready } of entries) await ready?.held.letGo();
  }
}
