import type { HeldRows } from '../engine/held-rows.js';
import type { Part } from '../lake/parts/part.js';

/** Where the studies of each part stand among all of a snapshot: the number of the first. */
export type FirstNumbers = ReadonlyMap<Part, number>;

/** Of what columns are held: the parts of `studies`, and all that overlays change in their rows. */
export interface HeldFrom {
  readonly firstNumbers: FirstNumbers;
  /** Tells the overlays: the same text for as long as they change the same rows in the same way. */
  readonly overlaidBy: string;
}

/** Numbers of held rows, from one up to before another, that stay, and what their numbers are raised by. */
export interface Kept {
  readonly from: number;
  readonly before: number;
  readonly raisedBy: number;
}

/** Of more rows that are not held it is time to hold all anew. */
const MOST_ADDED_ROWS = 50_000;
/** So many pieces of what is held are told apart in one question. */
const MOST_PIECES = 32;

/**
 * Columns of all studies of a snapshot in memory. Parts never change, so that the next snapshot goes on with the rows of
 * those that stay; the last who uses them lets them go.
 */
export class HeldStudies {
  #users = 1;

  constructor(
    readonly columns: ReadonlySet<string>,
    readonly rows: HeldRows,
    readonly from: HeldFrom,
  ) {}

  /** For a further user, who lets go too; null where they are gone. */
  share(): HeldStudies | null {
    if (this.#users === 0) return null;
    this.#users += 1;
    return this;
  }

  async letGo(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.rows.letGo();
  }
}

/**
 * What a snapshot has of rows that an earlier one holds, and the parts that came since; null where what is held says
 * too little of it: overlays changed other rows, or much came.
 */
export function keptOf(
  held: HeldFrom,
  now: HeldFrom,
): { readonly kept: readonly Kept[]; readonly added: readonly Part[] } | null {
  if (held.overlaidBy !== now.overlaidBy) return null;
  const heldAt = new Map([...held.firstNumbers].map(([{ file }, first]) => [file, first]));
  const added = [...now.firstNumbers.keys()].filter(({ file }) => !heldAt.has(file));
  const kept = joined(
    [...now.firstNumbers].flatMap(([{ file, rowCount }, number]) => {
      const from = heldAt.get(file);
      return from === undefined ? [] : [{ from, before: from + rowCount, raisedBy: number - from }];
    }),
  );
  const addedRows = added.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return addedRows <= MOST_ADDED_ROWS && kept.length <= MOST_PIECES ? { kept, added } : null;
}

function joined(pieces: readonly Kept[]): readonly Kept[] {
  const found: Kept[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last && last.before === piece.from && last.raisedBy === piece.raisedBy)
      found[found.length - 1] = { ...last, before: piece.before };
    else found.push(piece);
  }
  return found;
}

/** A SELECT of the rows that stay, with these columns and their numbers as they are now. */
export function keptSql(table: string, kept: readonly Kept[], columns: readonly string[]): string {
  const isIn = ({ from, before }: Kept): string => `study_number >= ${from} AND study_number < ${before}`;
  const number = kept.every(({ raisedBy }) => raisedBy === 0)
    ? 'study_number'
    : `CAST(CASE ${kept.map((piece) => `WHEN ${isIn(piece)} THEN study_number + ${piece.raisedBy}`).join(' ')} END AS INTEGER) AS study_number`;
  const isKept = kept.length === 0 ? 'FALSE' : kept.map((piece) => `(${isIn(piece)})`).join(' OR ');
  return `SELECT ${[...columns.map((name) => `"${name}"`), number].join(', ')} FROM ${table} WHERE ${isKept}`;
}
