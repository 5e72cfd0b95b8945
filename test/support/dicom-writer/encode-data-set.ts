import type { ByteSink } from './byte-sink.js';
import type { DataSet, Element, LengthForm } from './data-set.js';
import { encodeValue, type TextEncoding } from './encode-value.js';

/** How a data set is laid out in bytes (PS3.5 7). */
export interface Layout {
  readonly explicitVr: boolean;
  readonly sequenceLength: LengthForm;
  readonly itemLength: LengthForm;
  readonly text: TextEncoding;
}

const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const SPECIFIC_CHARACTER_SET = 0x00080005;

/** Value representations whose explicit length field has 32 bits (PS3.5 7.1.2). */
const LONG_FORM = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** Writes the elements in the order given; a data set with a character set of its own changes the text encoding. */
export function encodeDataSet(sink: ByteSink, set: DataSet, layout: Layout): void {
  const own = { ...layout, text: textEncodingOf(set) ?? layout.text };
  for (const element of set) encodeElement(sink, element, own);
}

/** UTF-8 if the data set says ISO_IR 192, Latin-1 if it names anything else, null if it names nothing. */
function textEncodingOf(set: DataSet): TextEncoding | null {
  const declared = set.find((element) => element.tag === SPECIFIC_CHARACTER_SET)?.value;
  if (typeof declared !== 'string') return declared === undefined ? null : 'latin1';
  return declared === 'ISO_IR 192' ? 'utf8' : 'latin1';
}

function encodeElement(sink: ByteSink, element: Element, layout: Layout): void {
  const { tag, vr, value } = element;
  sink.tag(tag);
  if (typeof value === 'object' && 'fragments' in value) {
    writeHeader(sink, vr, UNDEFINED_LENGTH, layout);
    return encodeFragments(sink, value.fragments);
  }
  if (typeof value === 'object' && 'items' in value) return encodeItems(sink, element, value.items, layout);
  const bytes = encodeValue(vr, value, sink.isBigEndian, layout.text);
  writeHeader(sink, vr, bytes.length, layout);
  sink.bytes(bytes);
}

function writeHeader(sink: ByteSink, vr: string, length: number, layout: Layout): void {
  if (!layout.explicitVr) return sink.u32(length);
  sink.ascii(vr);
  if (!LONG_FORM.has(vr)) {
    if (length > 0xffff) throw new RangeError(`a value of ${vr} is longer than its length field can say`);
    return sink.u16(length);
  }
  sink.u16(0);
  sink.u32(length);
}

function encodeItems(sink: ByteSink, element: Element, items: readonly DataSet[], layout: Layout): void {
  const form = element.length ?? layout.sequenceLength;
  writeHeader(sink, element.vr, UNDEFINED_LENGTH, layout);
  const lengthAt = sink.length - 4;
  const inner = element.vr === 'UN' ? { ...layout, explicitVr: false } : layout;
  const write = (): void => {
    for (const item of items) encodeItem(sink, item, inner);
    if (form === 'undefined') writeDelimiter(sink, SEQUENCE_END);
  };
  if (element.vr === 'UN') sink.littleEndian(write);
  else write();
  if (form === 'defined') sink.patch32(lengthAt, sink.length - lengthAt - 4);
}

function encodeItem(sink: ByteSink, item: DataSet, layout: Layout): void {
  sink.tag(ITEM);
  sink.u32(UNDEFINED_LENGTH);
  const lengthAt = sink.length - 4;
  encodeDataSet(sink, item, layout);
  if (layout.itemLength === 'undefined') writeDelimiter(sink, ITEM_END);
  else sink.patch32(lengthAt, sink.length - lengthAt - 4);
}

function encodeFragments(sink: ByteSink, fragments: readonly Uint8Array[]): void {
  for (const fragment of [new Uint8Array(0), ...fragments]) {
    sink.tag(ITEM);
    const bytes = encodeValue('OB', fragment, false, 'latin1');
    sink.u32(bytes.length);
    sink.bytes(bytes);
  }
  writeDelimiter(sink, SEQUENCE_END);
}

function writeDelimiter(sink: ByteSink, tag: number): void {
  sink.tag(tag);
  sink.u32(0);
}
