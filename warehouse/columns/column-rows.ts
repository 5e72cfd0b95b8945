import { sharedBytes, sharedIntegers, sharedTwoBytes } from './shared-numbers.js';

/** Whole numbers from 0, one a row, in as few bytes each as their greatest needs. Threads share them. */
export interface Column {
  readonly numbers: Uint8Array | Uint16Array | Int32Array;
  /** The greatest of them; 0 where there are no rows. */
  readonly most: number;
}

/** Rows as columns of whole numbers, for scans that are too many or too wide to be asked of SQL each time. */
export interface ColumnRows {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Column>;
}

const MOST_OF_BYTE = 2 ** 8 - 1;
const MOST_OF_TWO_BYTES = 2 ** 16 - 1;

function numbersUpTo(most: number, length: number): Column['numbers'] {
  if (most <= MOST_OF_BYTE) return sharedBytes(length);
  return most <= MOST_OF_TWO_BYTES ? sharedTwoBytes(length) : sharedIntegers(length);
}

/** A column that takes its numbers piece by piece. */
export class GrowingColumn {
  #numbers: Column['numbers'];
  #most = 0;
  #length = 0;

  /** Room for so many numbers need not be made later. */
  constructor(mostRows = 4096) {
    this.#numbers = numbersUpTo(0, mostRows);
  }

  append(piece: Int32Array): void {
    const { least, most } = extentOf(piece, this.#most);
    if (least < 0) throw new Error('a column holds whole numbers from 0 only');
    this.#makeRoom(most, this.#length + piece.length);
    this.#numbers.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** The column as it stands. */
  column(): Column {
    return { numbers: this.#numbers.subarray(0, this.#length), most: this.#most };
  }

  #makeRoom(most: number, length: number): void {
    const capacity = length > this.#numbers.length ? length * 2 : this.#numbers.length;
    const isWider = numbersUpTo(most, 0).BYTES_PER_ELEMENT > numbersUpTo(this.#most, 0).BYTES_PER_ELEMENT;
    this.#most = most;
    if (!isWider && capacity === this.#numbers.length) return;
    const former = this.#numbers.subarray(0, this.#length);
    this.#numbers = numbersUpTo(most, capacity);
    this.#numbers.set(former);
  }
}

/** The least of some numbers and 0, and the greatest of them and another. */
function extentOf(numbers: Int32Array, other: number): { readonly least: number; readonly most: number } {
  let [least, most] = [0, other];
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at]!;
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return { least, most };
}

export function byteCountOf({ columns }: ColumnRows): number {
  return [...columns.values()].reduce((sum, { numbers }) => sum + numbers.byteLength, 0);
}
