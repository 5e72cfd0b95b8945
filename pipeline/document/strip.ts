import type { DataSet, Element } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';
import { isEquipmentName, isForbiddenValue, isKept } from './allow-list.js';

const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const LONG_FORM: ReadonlySet<string> = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));

/** VRs of free text that may repeat the patient's name or number. */
const FREE_TEXT: ReadonlySet<string> = new Set(['LO', 'LT', 'ST', 'UC', 'UN', 'UT']);

/** Texts that come from a code table or name the equipment: a word of a name in them is chance. */
const NOT_FREE: ReadonlySet<number> = new Set([
  TAG.CodeMeaning,
  TAG.Manufacturer,
  TAG.ManufacturerModelName,
  TAG.InstitutionName,
  TAG.InstitutionalDepartmentName,
  TAG.SoftwareVersions,
  TAG.DeviceSerialNumber,
]);

export interface Stripped {
  /** An explicit data set in the byte order of the object, with what the allow-list keeps. */
  readonly bytes: Buffer;
  /** Number of texts left out because they repeat the patient's name or number. */
  readonly textsWithIdentity: number;
}

/**
 * Writes a data set again with only what the allow-list keeps, in the byte order of the object. Content items keep
 * their place in the tree when their value goes, so that a path names the same item in the file and in the copy.
 * `identity` holds lower-case words of the patient's name and number; text that repeats one is left out.
 */
export function stripDataSet(dataSet: DataSet, identity: readonly string[]): Stripped {
  const writer = new Writer(dataSet.littleEndian, identity);
  writer.elements(dataSet);
  return { bytes: writer.taken(), textsWithIdentity: writer.textsWithIdentity };
}

/** Grows with the largest data set that was written, and is used again for the next. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

class Writer {
  textsWithIdentity = 0;
  #length = 0;

  constructor(
    private readonly little: boolean,
    private readonly identity: readonly string[],
  ) {}

  elements(dataSet: DataSet): void {
    for (const element of dataSet.elements) {
      if (!isKept(element) || isForbiddenValue(dataSet, element)) continue;
      if (element.items) this.#sequence(element, element.items);
      else if (this.#repeatsIdentity(dataSet, element)) this.textsWithIdentity++;
      else this.#value(dataSet, element);
    }
  }

  taken(): Buffer {
    return scratch.subarray(0, this.#length);
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
    this.#reserve(12 + element.length);
    this.#tag(element.tag);
    this.#vr(element.vr);
    if (LONG_FORM.has(element.vr)) {
      this.#uint16(0);
      this.#uint32(element.length);
    } else {
      this.#uint16(element.length);
    }
    this.#copy(dataSet.bytes, element.offset, element.length);
  }

  /** Most values are short: a loop costs less than a view of them. */
  #copy(bytes: Uint8Array, offset: number, length: number): void {
    if (length > 64) scratch.set(bytes.subarray(offset, offset + length), this.#length);
    else for (let at = 0; at < length; at++) scratch[this.#length + at] = bytes[offset + at]!;
    this.#length += length;
  }

  #repeatsIdentity(dataSet: DataSet, element: Element): boolean {
    if (this.identity.length === 0 || element.length < 4) return false;
    if (!FREE_TEXT.has(element.vr) || NOT_FREE.has(element.tag)) return false;
    const text = dataSet.text(element.tag)?.toLowerCase();
    if (text === undefined || !this.identity.some((word) => text.includes(word))) return false;
    return element.tag !== TAG.TextValue || !isEquipmentName(dataSet);
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
