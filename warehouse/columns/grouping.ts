import type { Column } from './column-rows.js';
import type { Checkpoint } from './checkpoint.js';

/** What keeps rows apart: the numbers of a column, each of which has a place among `size` others. */
export interface GroupKey {
  readonly column: Column;
  /** By number its place; negative where rows of that number are left out. */
  readonly places: Int32Array;
  readonly size: number;
}

/** The rows to look at, and by what to keep them apart. */
export interface Grouping {
  readonly rowCount: number;
  /** By row the number of a bit that is set where the row is looked at. */
  readonly bitOfRow: Column;
  /** 32 bits a number, the lowest first. */
  readonly bits: Int32Array;
  readonly keys: readonly GroupKey[];
}

/** Neighbouring rows, of which those that are looked at are listed by their places, each with the number of its group. */
export interface Block {
  readonly places: Int32Array;
  readonly groups: Int32Array;
  /** How many are listed. */
  readonly count: number;
  /** A column's numbers by place, until the next column is asked for. */
  numbersOf(column: Column): Int32Array;
}

/** Arrays that each block is written to. */
interface Room {
  readonly pieces: readonly Int32Array[];
  readonly places: Int32Array;
  readonly groups: Int32Array;
  readonly combinations: Int32Array | Float64Array;
}

/** Keys that are combined in one loop. */
const KEYS_AT_ONCE = 3;
/** Rows that are looked at between two checkpoints. */
export const BLOCK_ROWS = 32_768;
/** Up to so many combinations of places a table tells their groups, beyond it a map. */
const MOST_TABLED = 2 ** 22;

/** The groups of some rows, numbered as they are met. */
export class Groups {
  readonly #sizes: readonly number[];
  readonly #table: Int32Array | null;
  readonly #map = new Map<number, number>();
  readonly #combinations: number[] = [];

  constructor(private readonly grouping: Grouping) {
    this.#sizes = grouping.keys.map(({ size }) => size);
    const combinations = this.#sizes.reduce((product, size) => product * size, 1);
    if (combinations > Number.MAX_SAFE_INTEGER) throw new Error('there are too many groups to tell apart');
    this.#table = combinations <= MOST_TABLED ? new Int32Array(combinations) : null;
  }

  get count(): number {
    return this.#combinations.length;
  }

  /** The place of a group by each key. */
  placesOf(group: number): readonly number[] {
    let rest = this.#combinations[group]!;
    const places = this.#sizes.map(() => 0);
    for (let at = places.length - 1; at >= 0; at--) {
      places[at] = rest % this.#sizes[at]!;
      rest = Math.floor(rest / this.#sizes[at]!);
    }
    return places;
  }

  /** Gives `work` all rows that are looked at, block by block, in their order. */
  eachBlock(work: (block: Block) => void, checkpoint: Checkpoint): void {
    const { rowCount } = this.grouping;
    const room: Room = {
      pieces: Array.from({ length: KEYS_AT_ONCE }, () => new Int32Array(BLOCK_ROWS)),
      places: new Int32Array(BLOCK_ROWS),
      groups: new Int32Array(BLOCK_ROWS),
      combinations: this.#table ? new Int32Array(BLOCK_ROWS) : new Float64Array(BLOCK_ROWS),
    };
    for (let from = 0; from < rowCount; from += BLOCK_ROWS) {
      const block = this.#blockAt(from, Math.min(rowCount, from + BLOCK_ROWS), room);
      if (block.count > 0) work(block);
      checkpoint();
    }
  }

  #blockAt(from: number, to: number, { pieces, places, groups, combinations }: Room): Block {
    const { bitOfRow, bits, keys } = this.grouping;
    let count = select(pieceOf(bitOfRow, from, to, pieces[0]!), bits, to - from, places);
    combinations.fill(0, 0, count);
    for (let first = 0; first < keys.length && count > 0; first += KEYS_AT_ONCE) {
      const some = keys
        .slice(first, first + KEYS_AT_ONCE)
        .map(({ column, places: placeOf, size }, at): KeyPiece => ({
          numbers: pieceOf(column, from, to, pieces[at]!),
          placeOf,
          size,
        }));
      count = combine(some, places, combinations, count);
    }
    this.#number(groups, combinations, count);
    return { places, groups, count, numbersOf: (column) => pieceOf(column, from, to, pieces[0]!) };
  }

  #number(groups: Int32Array, combinations: Int32Array | Float64Array, count: number): void {
    const table = this.#table;
    for (let at = 0; at < count; at++) {
      const combination = combinations[at]!;
      const known = table ? table[combination]! : (this.#map.get(combination) ?? 0);
      groups[at] = (known > 0 ? known : this.#add(combination)) - 1;
    }
  }

  #add(combination: number): number {
    const number = this.#combinations.push(combination);
    if (this.#table) this.#table[combination] = number;
    else this.#map.set(combination, number);
    return number;
  }
}

/** Lists the places of which the bit is set, and says how many. */
function select(bitOfPlace: Int32Array, bits: Int32Array, length: number, places: Int32Array): number {
  let count = 0;
  for (let place = 0; place < length; place++) {
    const bit = bitOfPlace[place]!;
    places[count] = place;
    count += (bits[bit >>> 5]! >>> (bit & 31)) & 1;
  }
  return count;
}

/** A key of a block. */
interface KeyPiece {
  readonly numbers: Int32Array;
  readonly placeOf: Int32Array;
  readonly size: number;
}

/**
 * The numbers of a block in one kind of array, to which they are copied where they are of another: loops over several
 * kinds run at half the speed.
 */
function pieceOf({ numbers }: Column, from: number, to: number, room: Int32Array): Int32Array {
  if (numbers instanceof Int32Array) return numbers.subarray(from, to);
  room.set(numbers.subarray(from, to));
  return room;
}

/** Adds keys to the combinations of the listed places, and says how many places are left. */
function combine(
  [first, ...others]: readonly KeyPiece[],
  places: Int32Array,
  combinations: Int32Array | Float64Array,
  count: number,
): number {
  const [second, third = ONE_PLACE] = others;
  return second
    ? combineThree([first!, second, third], places, combinations, count)
    : combineOne(first!, places, combinations, count);
}

/** Keeps nothing apart. */
const ONE_PLACE: KeyPiece = {
  numbers: new Int32Array(BLOCK_ROWS),
  placeOf: new Int32Array(1),
  size: 1,
};

function combineOne(
  { numbers, placeOf, size }: KeyPiece,
  places: Int32Array,
  combinations: Int32Array | Float64Array,
  count: number,
): number {
  let kept = 0;
  for (let at = 0; at < count; at++) {
    const place = places[at]!;
    const own = placeOf[numbers[place]!]!;
    places[kept] = place;
    combinations[kept] = combinations[at]! * size + own;
    kept += own < 0 ? 0 : 1;
  }
  return kept;
}

/** As `combineOne` one after another: what it would write and read between them takes a third of the time. */
function combineThree(
  [a, b, c]: readonly [KeyPiece, KeyPiece, KeyPiece],
  places: Int32Array,
  combinations: Int32Array | Float64Array,
  count: number,
): number {
  const [numbersA, numbersB, numbersC] = [a.numbers, b.numbers, c.numbers];
  const [placeOfA, placeOfB, placeOfC] = [a.placeOf, b.placeOf, c.placeOf];
  const [sizeA, sizeB, sizeC] = [a.size, b.size, c.size];
  let kept = 0;
  for (let at = 0; at < count; at++) {
    const place = places[at]!;
    const ownA = placeOfA[numbersA[place]!]!;
    const ownB = placeOfB[numbersB[place]!]!;
    const ownC = placeOfC[numbersC[place]!]!;
    places[kept] = place;
    combinations[kept] = ((combinations[at]! * sizeA + ownA) * sizeB + ownB) * sizeC + ownC;
    kept += (ownA | ownB | ownC) < 0 ? 0 : 1;
  }
  return kept;
}
