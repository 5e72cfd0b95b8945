import { decodeText } from './character-set.js';
import { PERSON_NAMES, TAG } from './tags.js';

/** One element of a data set: where its value stands, and the items where it is a sequence (PS3.5 section 7.1). */
export interface Element {
  /** Group and element number as one unsigned number, (0008,0018) = 0x00080018. */
  readonly tag: number;
  /** Value representation as written; `UN` where an implicit data set does not tell. */
  readonly vr: string;
  readonly offset: number;
  /** Bytes of the value; for sequences, bytes up to the end of the last item. */
  readonly length: number;
  readonly items: readonly DataSet[] | null;
  /** Bytes before the value, in an explicit data set where they are not those that the VR asks. */
  readonly headerLength?: number;
}

const MULTI_VALUED_TEXT = /\\/;

/** How the elements of a data set are written (PS3.5 section 7.1). */
export interface Encoding {
  /** Whether each element states its VR. */
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

/**
 * One data set or sequence item: its elements in order, and their values on demand. The bytes are shared, never
 * copied. Absent and empty values are null (row IMP-020).
 */
export class DataSet {
  #characterSet: string | null | undefined;

  /** `isCut` says that elements which stand in the bytes were left out, here or in an item. */
  constructor(
    readonly bytes: Uint8Array,
    readonly encoding: Encoding,
    readonly parent: DataSet | null = null,
    public elements: Element[] = [],
    readonly isCut: boolean = false,
  ) {}

  /** Gives up the memory that is kept ready for more elements. */
  closeElements(): void {
    this.elements = this.elements.slice();
  }

  /** The same data set with only these of its elements. */
  cutTo(elements: Element[]): DataSet {
    return new DataSet(this.bytes, this.encoding, this.parent, elements, true);
  }

  get littleEndian(): boolean {
    return this.encoding.littleEndian;
  }

  element(tag: number): Element | null {
    for (const element of this.elements) if (element.tag === tag) return element;
    return null;
  }

  /** Items of a sequence; empty where it is absent or empty. */
  items(tag: number): readonly DataSet[] {
    return this.element(tag)?.items ?? [];
  }

  item(tag: number): DataSet | null {
    return this.items(tag)[0] ?? null;
  }

  /** The value as the bytes stand, without interpretation. */
  raw(tag: number): Uint8Array | null {
    const element = this.element(tag);
    return element && !element.items
      ? this.bytes.subarray(element.offset, element.offset + element.length)
      : null;
  }

  /** Text of one value, trimmed of padding; several values stay joined by `\`. Null where absent or empty. */
  text(tag: number): string | null {
    const element = this.element(tag);
    if (!element || element.items || element.length === 0) return null;
    return this.#decode(element) || null;
  }

  /** All values of a text element, each trimmed; empty values are left out. */
  texts(tag: number): string[] {
    const text = this.text(tag);
    if (text === null) return [];
    if (!MULTI_VALUED_TEXT.test(text)) return [text];
    return text
      .split('\\')
      .map((value) => value.trim())
      .filter((value) => value !== '');
  }

  /** First value of a text element. */
  firstText(tag: number): string | null {
    return this.texts(tag)[0] ?? null;
  }

  /** Numbers of a binary element (US, SS, UL, SL, FL, FD), by its VR or, where that is not told, by `assumed`. */
  binaryNumbers(tag: number, assumed: BinaryVr): number[] {
    const element = this.element(tag);
    const vr = element && !element.items ? binaryVrOf(element.vr, assumed) : null;
    if (!element || vr === null) return [];
    const { size, read } = BINARY[vr];
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + element.offset, element.length);
    const values: number[] = [];
    for (let at = 0; at + size <= element.length; at += size) values.push(read(view, at, this.littleEndian));
    return values;
  }

  /** Specific Character Set of this data set, else of the one around it (PS3.3 C.12.1.1.2). */
  get characterSet(): string | null {
    this.#characterSet ??= this.#ownCharacterSet() ?? this.parent?.characterSet ?? null;
    return this.#characterSet;
  }

  #ownCharacterSet(): string | null {
    const element = this.element(TAG.SpecificCharacterSet);
    if (!element || element.length === 0) return null;
    return latin1(this.bytes, element.offset, element.length).trim() || null;
  }

  #decode(element: Element): string {
    const { offset, length } = element;
    const plain = asciiText(this.bytes, offset, length);
    if (plain !== null) return plain;
    const vr = PERSON_NAMES.has(element.tag) ? 'PN' : element.vr;
    return decodeText(this.bytes.subarray(offset, offset + length), this.characterSet, vr).text;
  }
}

type BinaryVr = 'US' | 'SS' | 'UL' | 'SL' | 'FL' | 'FD';

const BINARY: Record<BinaryVr, { size: number; read(view: DataView, at: number, little: boolean): number }> =
  {
    US: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
    SS: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
    UL: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
    SL: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
    FL: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
    FD: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
  };

/**
 * The VR to read numbers by: the stated one, `assumed` where none is told, none where the value is text, or bytes of
 * whole numbers stand where there should be a fraction.
 */
function binaryVrOf(stated: string, assumed: BinaryVr): BinaryVr | null {
  if (isBinaryVr(stated)) return assumed.startsWith('F') && !stated.startsWith('F') ? null : stated;
  return stated === 'UN' || stated === 'OB' || stated === 'OW' ? assumed : null;
}

function isBinaryVr(vr: string): vr is BinaryVr {
  return vr in BINARY;
}

function latin1(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, length).toString('latin1');
}

const SPACE = 0x20;
const ESCAPE = 0x1b;
const LONGEST_RECENT = 48;

/** Short texts read before, by a hash of their bytes: codes, units and meanings repeat all through a report. */
const RECENT = new Array<string>(4096).fill('');

/** Trimmed text of plain 7-bit bytes, or null where a character set must be asked. The usual case, so kept cheap. */
function asciiText(bytes: Uint8Array, offset: number, length: number): string | null {
  let start = offset;
  let end = offset + length;
  while (end > start && (bytes[end - 1]! === SPACE || bytes[end - 1]! === 0)) end--;
  while (start < end && bytes[start]! === SPACE) start++;
  let hash = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x80 || byte === ESCAPE) return null;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  return end - start > LONGEST_RECENT
    ? latin1(bytes, start, end - start)
    : recentText(bytes, start, end, hash);
}

function recentText(bytes: Uint8Array, start: number, end: number, hash: number): string {
  const slot = (hash ^ (hash >>> 12)) & (RECENT.length - 1);
  const recent = RECENT[slot]!;
  if (recent.length === end - start && isText(recent, bytes, start)) return recent;
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  RECENT[slot] = text;
  return text;
}

function isText(text: string, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
