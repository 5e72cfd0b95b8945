import type { DataSet, Element } from '../dicom/data-set.js';
import { LONG_LENGTH_VRS } from '../dicom/parse.js';

const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;

/**
 * The bytes of a data set as it stands now, explicit and in the byte order of the object. Elements of an explicit data
 * set of which nothing was left out are copied as they are. Valid until the next call.
 */
export function writtenDataSet(dataSet: DataSet): Buffer {
  const writer = new Writer(dataSet.littleEndian);
  writer.elements(dataSet);
  return writer.taken();
}

/** Grows with the largest data set that was written, and is used again for the next. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

class Writer {
  #length = 0;

  constructor(private readonly little: boolean) {}

  elements(dataSet: DataSet): void {
    if (!dataSet.encoding.explicit) for (const element of dataSet.elements) this.#element(dataSet, element);
    else if (dataSet.isCut) this.#leftElements(dataSet);
    else this.#allElements(dataSet);
  }

  taken(): Buffer {
    return scratch.subarray(0, this.#length);
  }

  #allElements({ bytes, elements }: DataSet): void {
    const first = elements[0];
    const last = elements.at(-1);
    if (first && last) this.#copy(bytes, headerOffset(first), last.offset + last.length);
  }

  /** Runs of elements that follow one another in the bytes are copied at once. */
  #leftElements(dataSet: DataSet): void {
    let start = 0;
    let end = 0;
    for (const element of dataSet.elements) {
      const header = headerOffset(element);
      const isWhole = !element.items?.some((item) => item.isCut);
      if (!isWhole || header !== end) {
        this.#copy(dataSet.bytes, start, end);
        start = header;
        end = header;
      }
      if (isWhole) end = element.offset + element.length;
      else this.#element(dataSet, element);
    }
    this.#copy(dataSet.bytes, start, end);
  }

  #element(dataSet: DataSet, element: Element): void {
    if (element.items) this.#sequence(element, element.items);
    else this.#value(dataSet, element);
  }

  #sequence(element: Element, items: readonly DataSet[]): void {
    this.#reserve(12);
    this.#tag(element.tag);
    this.#vr('SQ');
    this.#uint16(0);
    this.#uint32(UNDEFINED_LENGTH);
    for (const item of items) {
      this.#mark(ITEM, UNDEFINED_LENGTH);
      this.elements(item);
      this.#mark(ITEM_DELIMITATION, 0);
    }
    this.#mark(SEQUENCE_DELIMITATION, 0);
  }

  #value(dataSet: DataSet, element: Element): void {
    this.#reserve(12);
    this.#tag(element.tag);
    this.#vr(element.vr);
    if (LONG_LENGTH_VRS.has(element.vr)) {
      this.#uint16(0);
      this.#uint32(element.length);
    } else {
      this.#uint16(element.length);
    }
    this.#copy(dataSet.bytes, element.offset, element.offset + element.length);
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    this.#reserve(end - start);
    scratch.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  #mark(tag: number, length: number): void {
    this.#reserve(8);
    this.#tag(tag);
    this.#uint32(length);
  }

  #tag(tag: number): void {
    this.#uint16(tag >>> 16);
    this.#uint16(tag & 0xffff);
  }

  #vr(vr: string): void {
    scratch[this.#length++] = vr.charCodeAt(0);
    scratch[this.#length++] = vr.charCodeAt(1);
  }

  #uint16(value: number): void {
    const low = value & 0xff;
    const high = value >>> 8;
    scratch[this.#length++] = this.little ? low : high;
    scratch[this.#length++] = this.little ? high : low;
  }

  #uint32(value: number): void {
    const high = value >>> 16;
    const low = value & 0xffff;
    this.#uint16(this.little ? low : high);
    this.#uint16(this.little ? high : low);
  }

  #reserve(byteCount: number): void {
    if (this.#length + byteCount <= scratch.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, this.#length + byteCount));
    scratch.copy(larger, 0, 0, this.#length);
    scratch = larger;
  }
}

/** Where the header of an explicit element stands. */
function headerOffset({ offset, vr, headerLength }: Element): number {
  return offset - (headerLength ?? (LONG_LENGTH_VRS.has(vr) ? 12 : 8));
}
