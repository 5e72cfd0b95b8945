import { DataSet, type Encoding } from './data-set.js';
import { ElementOrder } from './element-order.js';
import { ReadError, type ReadLimits, type ReadProblem } from './limits.js';
import { TAG } from './tags.js';

const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;

/** VRs whose explicit form has two reserved bytes and a length of 32 bits (PS3.5 table 7.1-1). */
export const LONG_LENGTH_VRS: ReadonlySet<string> = new Set(
  'OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '),
);

interface VrForm {
  readonly name: string;
  readonly isLong: boolean;
}

/** A VR that came after these, which has the long form as every new one (PS3.5 7.1.2). */
const VR_OF_LATER_EDITION: VrForm = { name: 'UN', isLong: true };
/** `??`, `--` or blanks, which some systems write for a VR that they do not know, with a length of 16 bits. */
const VR_NOT_NAMED: VrForm = { name: 'UN', isLong: false };
/** A tag, then a length of 32 bits, as in implicit data sets. */
const WITHOUT_VR: VrForm = { name: 'UN', isLong: false };

const VR_FORMS = new Map<number, VrForm>(
  [...LONG_LENGTH_VRS, ...'AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' ')].map(
    (name) => [(name.charCodeAt(0) << 8) | name.charCodeAt(1), { name, isLong: LONG_LENGTH_VRS.has(name) }],
  ),
);

/**
 * From so many elements on, arrays are cut to their size. While they grow they have room for seventeen values, where
 * most items have three elements and most sequences one item: a third of the memory of a large object. To cut those of
 * small ones would take longer than it is worth.
 */
const LARGE_ELEMENT_COUNT = 200_000;

/** A data set, and the offset behind its last element or of its pixel data. */
export interface Parsed {
  readonly dataSet: DataSet;
  readonly end: number;
}

const IMPLICIT_LITTLE: Encoding = { explicit: false, littleEndian: true };
const EXPLICIT_LITTLE: Encoding = { explicit: true, littleEndian: true };

/**
 * Reads the elements of a data set from bytes (PS3.5 section 7), up to pixel data at the top level. Values stay in
 * place; sequences are read through, UN ones that hold items as well (CP-246). Throws `ReadError`.
 */
export function parseDataSet(
  bytes: Uint8Array,
  start: number,
  encoding: Encoding,
  limits: ReadLimits,
): Parsed {
  const parser = new Parser(bytes, encoding, limits);
  const dataSet = new DataSet(bytes, encoding);
  return { dataSet, end: parser.readElements(dataSet, start, bytes.length, false, 0) };
}

/**
 * File Meta Information: group 0002, explicit little endian (PS3.10 section 7.1), which old archives wrote without VRs;
 * the offset behind it.
 */
export function parseFileMeta(
  bytes: Uint8Array,
  start: number,
  limits: ReadLimits,
): { meta: DataSet; end: number } {
  const encoding = statesVr(bytes, start) ? EXPLICIT_LITTLE : IMPLICIT_LITTLE;
  const parser = new Parser(bytes, encoding, limits);
  const meta = new DataSet(bytes, encoding);
  return { meta, end: parser.readGroup(meta, start, 0x0002) };
}

class Parser {
  readonly #view: DataView;
  #elementCount = 0;
  /** Whether the element read last has no VR that exists. */
  #wasOdd = false;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly encoding: Encoding,
    private readonly limits: ReadLimits,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Reads elements up to `end`, or up to an item delimiter where `delimited`. Returns the offset behind them. One without
   * a VR that exists is believed only where it stands in its order: bytes that are out of step look like one.
   */
  readElements(into: DataSet, start: number, end: number, delimited: boolean, depth: number): number {
    const behind = this.#readElementsUpTo(into, start, end, delimited, depth);
    if (this.#elementCount > LARGE_ELEMENT_COUNT) into.closeElements();
    return behind;
  }

  #readElementsUpTo(into: DataSet, start: number, end: number, delimited: boolean, depth: number): number {
    let at = start;
    const order = new ElementOrder(into);
    let last = 0;
    let afterOdd = false;
    while (at < end) {
      if (at + 8 > end) {
        if (!delimited && depth === 0 && isPadding(this.bytes, at, end)) return end;
        throw new ReadError('truncated', at);
      }
      const tag = this.#tag(at);
      if (tag === ITEM_DELIMITATION) {
        if (delimited) return at + 8;
        throw new ReadError('malformed', at);
      }
      if (isOutOfPlace(tag, depth)) throw new ReadError('malformed', at);
      if (depth === 0 && isPixelData(tag)) return at;
      if (order.isSecond(tag)) throw new ReadError('duplicate_element', at);
      const behind = this.#readElement(into, tag, at, end, depth);
      if (tag < last && (this.#wasOdd || afterOdd)) throw new ReadError('malformed', at);
      at = behind;
      last = tag;
      afterOdd = this.#wasOdd;
    }
    if (delimited) throw new ReadError('truncated', at);
    return at;
  }

  readGroup(into: DataSet, start: number, group: number): number {
    let at = start;
    while (at + 8 <= this.bytes.length && this.#tag(at) >>> 16 === group) {
      at = this.#readElement(into, this.#tag(at), at, this.bytes.length, 0);
    }
    return at;
  }

  #readElement(into: DataSet, tag: number, at: number, end: number, depth: number): number {
    if (++this.#elementCount > this.limits.elementCount) throw new ReadError('too_many_elements', at);
    const little = this.encoding.littleEndian;
    const form = this.#formAt(tag, at);
    let length: number;
    let value: number;
    if (form.isLong) {
      if (at + 12 > end) throw new ReadError('truncated', at);
      length = this.#view.getUint32(at + 8, little);
      value = at + 12;
    } else {
      length =
        form === WITHOUT_VR ? this.#view.getUint32(at + 4, little) : this.#view.getUint16(at + 6, little);
      value = at + SHORT_HEADER;
    }
    const behind = this.#readValue(into, tag, form.name, at, value, length, end, depth);
    this.#wasOdd = this.encoding.explicit && (form === WITHOUT_VR || form === VR_NOT_NAMED);
    if (this.#wasOdd) into.elements.push({ ...into.elements.pop()!, headerLength: SHORT_HEADER });
    return behind;
  }

  #formAt(tag: number, at: number): VrForm {
    if (!this.encoding.explicit) return WITHOUT_VR;
    return VR_FORMS.get((this.bytes[at + 4]! << 8) | this.bytes[at + 5]!) ?? this.#unknownForm(tag, at);
  }

  #unknownForm(tag: number, at: number): VrForm {
    if (this.#isPrivateWithoutVr(tag, at)) return WITHOUT_VR;
    const first = this.bytes[at + 4]!;
    const second = this.bytes[at + 5]!;
    if (isUpperCase(first) && isUpperCase(second)) return VR_OF_LATER_EDITION;
    if (!isSign(first) || !isSign(second)) throw new ReadError('malformed', at);
    return VR_NOT_NAMED;
  }

  #readValue(
    into: DataSet,
    tag: number,
    vr: string,
    at: number,
    value: number,
    length: number,
    end: number,
    depth: number,
  ): number {
    if (this.#holdsItems(vr, value, length, end)) {
      const behind = this.#readSequence(into, tag, vr, value, length, end, depth);
      if (behind !== null) return behind;
    }
    if (length === UNDEFINED_LENGTH) throw new ReadError('malformed', at);
    if (value + length > end) throw new ReadError('truncated', at);
    into.elements.push({ tag, vr, offset: value, length, items: null });
    return value + length;
  }

  /** Philips among others leaves private elements without VR in data sets that state it. */
  #isPrivateWithoutVr(tag: number, at: number): boolean {
    const isInBlock = isPrivate(tag) && (tag & 0xffff) >= LEAST_PRIVATE_ELEMENT;
    return isInBlock && this.encoding.littleEndian && this.bytes[at + 5]! < SPACE;
  }

  #holdsItems(vr: string, value: number, length: number, end: number): boolean {
    if (vr === 'SQ') return true;
    if (vr !== 'UN') return false;
    if (length === UNDEFINED_LENGTH) return true;
    return length >= 8 && value + 8 <= end && this.#startsItem(value);
  }

  /** An item tag in either byte order of the data set, or of CP-246 inside big endian. */
  #startsItem(at: number): boolean {
    return this.#tag(at) === ITEM;
  }

  /** The offset behind the sequence; null where private bytes of unknown VR only begin as one does. */
  #readSequence(
    into: DataSet,
    tag: number,
    vr: string,
    value: number,
    length: number,
    end: number,
    depth: number,
  ): number | null {
    if (depth >= this.limits.depth) throw new ReadError('too_deep', value);
    if (vr === 'UN' && isPrivate(tag) && length !== UNDEFINED_LENGTH && value + length <= end) {
      try {
        return this.#readItemsOf(into, tag, vr, value, length, end, depth);
      } catch (error) {
        if (error instanceof ReadError && IS_DAMAGE.has(error.problem)) return null;
        throw error;
      }
    }
    return this.#readItemsOf(into, tag, vr, value, length, end, depth);
  }

  #readItemsOf(
    into: DataSet,
    tag: number,
    vr: string,
    value: number,
    length: number,
    end: number,
    depth: number,
  ): number {
    // CP-246: the content of UN of undefined length is implicit little endian whatever the data set is.
    const inner = vr === 'UN' && this.encoding.explicit ? this.#implicit() : this;
    const items: DataSet[] = [];
    const close = length === UNDEFINED_LENGTH ? null : value + length;
    if (close !== null && close > end) throw new ReadError('truncated', value);
    const behind = inner.#readItems(items, into, value, close ?? end, close === null, depth + 1);
    this.#elementCount = Math.max(this.#elementCount, inner.#elementCount);
    const closed = this.#elementCount > LARGE_ELEMENT_COUNT ? items.slice() : items;
    into.elements.push({ tag, vr: 'SQ', offset: value, length: behind - value, items: closed });
    return behind;
  }

  #implicit(): Parser {
    const parser = new Parser(this.bytes, IMPLICIT_LITTLE, this.limits);
    parser.#elementCount = this.#elementCount;
    return parser;
  }

  /**
   * Some systems copy items from a data set without VRs into one that states them: an item whose first element can only
   * be read so is.
   */
  #parserOfItem(at: number, end: number): Parser {
    if (statesVr(this.bytes, at)) return this;
    const { explicit, littleEndian } = this.encoding;
    if (!explicit || !littleEndian || at + 8 > end || this.#tag(at) >>> 16 === 0xfffe) return this;
    const length = this.#view.getUint32(at + 4, true);
    return length === UNDEFINED_LENGTH || at + 8 + length <= end ? this.#implicit() : this;
  }

  #readItems(
    items: DataSet[],
    parent: DataSet,
    start: number,
    end: number,
    delimited: boolean,
    depth: number,
  ): number {
    let at = start;
    while (at < end) {
      if (at + 8 > end) throw new ReadError('truncated', at);
      const tag = this.#tag(at);
      const length = this.#view.getUint32(at + 4, this.encoding.littleEndian);
      if (tag === SEQUENCE_DELIMITATION) {
        // One that ends a sequence before its stated length would leave the rest to be read as elements.
        if (!delimited && at + 8 !== end) throw new ReadError('malformed', at);
        return at + 8;
      }
      if (tag !== ITEM) throw new ReadError('malformed', at);
      if (++this.#elementCount > this.limits.elementCount) throw new ReadError('too_many_elements', at);
      at += 8;
      const isDelimited = length === UNDEFINED_LENGTH;
      const itemEnd = isDelimited ? end : at + length;
      if (itemEnd > end) throw new ReadError('truncated', at);
      const inner = this.#parserOfItem(at, itemEnd);
      const item = new DataSet(this.bytes, inner.encoding, parent);
      at = inner.readElements(item, at, itemEnd, isDelimited, depth);
      if (inner !== this) this.#elementCount = Math.max(this.#elementCount, inner.#elementCount);
      items.push(item);
    }
    if (delimited) throw new ReadError('truncated', at);
    return at;
  }

  #tag(at: number): number {
    const little = this.encoding.littleEndian;
    return ((this.#view.getUint16(at, little) << 16) | this.#view.getUint16(at + 2, little)) >>> 0;
  }
}

/** Items and delimiters are parts of sequences, commands and meta information stand before a data set: never its elements. */
function isOutOfPlace(tag: number, depth: number): boolean {
  const group = tag >>> 16;
  return group === 0xfffe || (group <= 0x0002 && depth === 0);
}

/** Tag, VR and a length of 16 bits, or tag and length without a VR. */
const SHORT_HEADER = 8;

/** What bytes that are no sequence look like when they are read as one, unlike what is beyond a limit. */
const IS_DAMAGE: ReadonlySet<ReadProblem> = new Set<ReadProblem>([
  'malformed',
  'truncated',
  'duplicate_element',
]);

const SPACE = 0x20;

/** Those below it are not used in private groups (PS3.5 section 7.8.1). */
const LEAST_PRIVATE_ELEMENT = 0x0010;

/** Groups of odd number are those of makers (PS3.5 section 7.8). */
function isPrivate(tag: number): boolean {
  return ((tag >>> 16) & 1) === 1;
}

/** Whether two capital letters stand where an element states its VR. */
export function statesVr(bytes: Uint8Array, at: number): boolean {
  return isUpperCase(bytes[at + 4]) && isUpperCase(bytes[at + 5]);
}

function isUpperCase(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

/** A blank or a sign of 7 bits that is no letter and no digit. */
function isSign(byte: number): boolean {
  return byte >= SPACE && byte < 0x7f && !/[A-Za-z0-9]/.test(String.fromCharCode(byte));
}

function isPixelData(tag: number): boolean {
  return tag === TAG.PixelData || tag === TAG.FloatPixelData || tag === TAG.DoubleFloatPixelData;
}

function isPadding(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0 && bytes[at] !== SPACE) return false;
  return true;
}
