import { hash } from 'node:crypto';
import type { KnownFile } from '../../warehouse/lake/lake.js';

/** What tells a file apart: its place, size and time of change. */
type FileMark = Pick<KnownFile, 'dropFolder' | 'path' | 'byteCount' | 'modifiedAtMs'>;

/**
 * The files that earlier runs dealt with, as 8 bytes each, so that a million of them cost 8 MB. Two marks share their
 * 64 bits by chance once in 10^12 files; the file would then be read when it changes.
 */
export class KnownFiles {
  private constructor(private readonly marks: BigUint64Array) {}

  /** Files that other readers than today's refused are left out, to be read again. */
  static async collect(
    files: AsyncIterable<FileMark & Pick<KnownFile, 'readers'>>,
    readers: string,
  ): Promise<KnownFiles> {
    let marks = new BigUint64Array(1024);
    let count = 0;
    for await (const file of files) {
      if (file.readers !== undefined && file.readers !== readers) continue;
      if (count === marks.length) {
        const larger = new BigUint64Array(marks.length * 2);
        larger.set(marks);
        marks = larger;
      }
      marks[count++] = markOf(file);
    }
    return new KnownFiles(marks.slice(0, count).sort());
  }

  has(file: FileMark): boolean {
    const mark = markOf(file);
    let low = 0;
    let high = this.marks.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.marks[middle]!;
      if (found === mark) return true;
      if (found < mark) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}

function markOf({ dropFolder, path, byteCount, modifiedAtMs }: FileMark): bigint {
  const text = `${dropFolder}\u0000${path}\u0000${byteCount}\u0000${modifiedAtMs}`;
  return hash('sha256', text, 'buffer').readBigUInt64LE();
}
