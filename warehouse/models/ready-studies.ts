import { TABLES, type Column, type ColumnType } from '../tables/index.js';
import type { HeldStudies } from './held-studies.js';

/** Where the columns come from. */
export interface ReadySource {
  readonly rowCount: number;
  /** In how many milliseconds from now it is worth the work. */
  readonly settlesInMs: () => number;
  /** Holds these columns of all studies, and the number of each. */
  make(columns: readonly string[], signal: AbortSignal): Promise<HeldStudies>;
  /**
   * How all studies are read from what is held, here or of an earlier snapshot: what to put after FROM for some of its
   * columns. Null where little of it is of use.
   */
  reading(held: HeldStudies): StudiesFrom | null;
}

/** What to put after FROM for these columns. */
export type StudiesFrom = (columns: readonly string[]) => string;

/** The columns of some questions, as they stand in memory. */
interface Ready {
  readonly held: HeldStudies;
  readonly from: StudiesFrom;
}

/** What a snapshot goes on with of the one before. */
export interface Inherited {
  /** Columns that questions named lately: held before anybody asks. */
  readonly namedLately?: readonly string[] | undefined;
  /** Columns of studies in memory: this snapshot's to let go. */
  readonly heldStudies?: HeldStudies | null | undefined;
}

const COLUMNS: Readonly<Record<string, Column>> = TABLES.studies.columns;
/** The number of a study beside its columns; see `Snapshot.numberedStudies`. */
const STUDY_NUMBER = 'study_number';

/** What a value takes, about, once it is compressed. Lists and structs are not held. */
const BYTES_OF: Readonly<Partial<Record<string, number>>> = {
  boolean: 1,
  integer: 2,
  number: 6,
  text: 4,
  date: 2,
  time: 4,
  timestamp: 8,
} satisfies Readonly<Partial<Record<Extract<ColumnType, string>, number>>>;
/** Texts of which nearly every study has one of its own. */
const ALL_DIFFERENT = new Set(['study_id', 'accession_number', 'dicom_study_id', 'patient_pseudonym']);
const MOST_BYTES = 400 * 2 ** 20;

/** So that who asks first is answered before the work begins. */
const BEGIN_MS = 250;

/**
 * The columns of `studies` that questions speak of, of all studies of a snapshot, compressed in memory: a question of
 * any filter over them takes a quarter of what it takes over parts. They are read after the first question that names
 * them, which is answered from parts as before; the next snapshot goes on with those of the parts that stay. No answer is
 * kept.
 */
export class ReadyStudies {
  /** Columns by when a question last named them, the longest ago first. */
  readonly #named = new Set<string>();
  /** Those that were named here, and not only before. */
  readonly #asked = new Set<string>();
  readonly #closing = new AbortController();
  #ready: Ready | null = null;
  #working: Promise<unknown> | null = null;
  #begin: NodeJS.Timeout | null = null;
  #hasFailed = false;

  private readonly namedLately: readonly string[];

  constructor(
    private readonly source: ReadySource,
    { namedLately = [], heldStudies = null }: Inherited,
  ) {
    this.namedLately = namedLately;
    for (const name of namedLately) this.#named.add(name);
    const from = heldStudies && source.reading(heldStudies);
    if (heldStudies && from) this.#ready = { held: heldStudies, from };
    else void heldStudies?.letGo();
    if (!this.#has(namedLately)) this.#beginSoon();
  }

  /** The columns that questions have named, those before where none has. */
  get named(): readonly string[] {
    return this.#asked.size > 0 ? [...this.#asked] : this.namedLately;
  }

  /**
   * Gives `work` what to put after FROM for the columns that the SQL names, and `study_number`; null, so that the caller asks the
   * parts, where they are not ready or are not held.
   */
  use<T>(usedIn: readonly string[], work: (from: string) => Promise<T>): Promise<T> | null {
    const columns = heldColumnsIn(usedIn);
    if (columns === null || this.#closing.signal.aborted) return null;
    for (const name of columns) {
      this.#named.delete(name);
      this.#named.add(name);
      this.#asked.add(name);
    }
    if (this.#ready && this.#has(columns)) return useReady(this.#ready, columns, work);
    if (!this.#hasFailed && this.#fits(columns)) this.#beginSoon();
    return null;
  }

  /** What is held, for another who lets it go. */
  share(): HeldStudies | null {
    return this.#ready?.held.share() ?? null;
  }

  /** Makes nothing ready any more. */
  stop(): void {
    this.#closing.abort(new Error('the snapshot is closed'));
    if (this.#begin) clearTimeout(this.#begin);
  }

  /** Lets everything go. To be called when nobody uses it any more. */
  async close(): Promise<void> {
    this.stop();
    await this.#working;
    const ready = this.#ready;
    this.#ready = null;
    await ready?.held.letGo();
  }

  #has(columns: readonly string[]): boolean {
    return columns.every((name) => this.#ready?.held.columns.has(name));
  }

  #beginSoon(): void {
    if (this.#begin || this.#working) return;
    this.#begin = setTimeout(
      () => {
        this.#begin = null;
        this.#working = this.#makeReady()
          // Such as for want of memory: questions go to the parts as before.
          .catch(() => (this.#hasFailed = true))
          .finally(() => (this.#working = null));
      },
      Math.max(BEGIN_MS, this.source.settlesInMs()),
    );
    this.#begin.unref();
  }

  async #makeReady(): Promise<void> {
    const held = await this.source.make(this.#wanted(), this.#closing.signal);
    const former = this.#ready;
    this.#ready = { held, from: this.source.reading(held)! };
    await former?.held.letGo();
  }

  /** The columns that were named last, as many as there is room for. */
  #wanted(): readonly string[] {
    const wanted: string[] = [];
    for (const name of [...this.#named].reverse()) {
      if (this.#fits([...wanted, name])) wanted.push(name);
    }
    return wanted;
  }

  #fits(columns: readonly string[]): boolean {
    return columns.reduce((sum, name) => sum + bytesOf(name) * this.source.rowCount, 0) <= MOST_BYTES;
  }
}

async function useReady<T>(
  { held, from }: Ready,
  columns: readonly string[],
  work: (from: string) => Promise<T>,
): Promise<T> {
  held.share();
  try {
    return await work(from(columns));
  } finally {
    await held.letGo();
  }
}

const bytesOf = (name: string): number => BYTES_OF[String(COLUMNS[name]!.type)] ?? Infinity;

/** The columns of studies that SQL names; null where it reads other tables too, or names what is not held. */
function heldColumnsIn(sql: readonly string[]): readonly string[] | null {
  const words = new Set(sql.flatMap((text) => text.match(/\w+/g) ?? []));
  if ([...words].some((word) => word.toLowerCase() === 'from')) return null;
  const columns = [...words].filter((word) => word !== STUDY_NUMBER && Object.hasOwn(COLUMNS, word));
  const isHeld = (name: string): boolean =>
    !ALL_DIFFERENT.has(name) && !name.endsWith('_uid') && Number.isFinite(bytesOf(name));
  return columns.every(isHeld) ? columns : null;
}
