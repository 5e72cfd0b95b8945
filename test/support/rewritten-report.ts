import { attributeOf, type Keyword } from './dicom-writer/dictionary.js';
import { element, type DataSet, type Element } from './dicom-writer/data-set.js';
import type { DataSet as ReadDataSet } from '../../pipeline/dicom/data-set.js';

type BinaryVr = 'US' | 'SS' | 'UL' | 'SL' | 'FL' | 'FD';
const BINARY: ReadonlySet<string> = new Set<BinaryVr>(['US', 'SS', 'UL', 'SL', 'FL', 'FD']);

/** A data set that was read, as the writer takes it: texts as the bytes that they are, numbers as numbers. */
export function writable(read: ReadDataSet): DataSet {
  return read.elements.map(({ tag, vr, items }): Element => {
    if (items) return element(tag, 'SQ', { items: items.map(writable) });
    if (BINARY.has(vr)) return element(tag, vr, read.binaryNumbers(tag, vr as BinaryVr));
    return element(tag, vr, read.raw(tag) ?? new Uint8Array(0));
  });
}

const TEXT: ReadonlySet<string> = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);

/** As `writable`, its texts in UTF-8. */
export function writableInUtf8(read: ReadDataSet): DataSet {
  const ofSet = (set: ReadDataSet): DataSet =>
    set.elements.map(({ tag, vr, items, ...rest }): Element => {
      if (items) return element(tag, 'SQ', { items: items.map(ofSet) });
      const text = TEXT.has(vr) ? set.text(tag) : null;
      if (text !== null) return element(tag, vr, Buffer.from(text, 'utf8'));
      return writable(set.cutTo([{ tag, vr, items, ...rest }]))[0]!;
    });
  const declared = (set: DataSet): DataSet =>
    set.some(({ tag }) => tag === tagOf('SpecificCharacterSet'))
      ? withAttribute(set, 'SpecificCharacterSet', 'ISO_IR 192')
      : set;
  return withAttribute(everywhere(ofSet(read), declared), 'SpecificCharacterSet', 'ISO_IR 192');
}

const tagOf = (keyword: Keyword): number => attributeOf(keyword).tag;

/** Text of an element as Latin-1, padding left out; null where the data set has none. */
export function textIn(set: DataSet, keyword: Keyword): string | null {
  const value = set.find(({ tag }) => tag === tagOf(keyword))?.value;
  if (value === undefined) return null;
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value as string);
  return text.replace(/[\s\0]+$/, '');
}

/** Items of a sequence; none where the data set has no such sequence. */
export function itemsIn(set: DataSet, keyword: Keyword): readonly DataSet[] {
  const value = set.find(({ tag }) => tag === tagOf(keyword))?.value;
  return typeof value === 'object' && 'items' in value ? value.items : [];
}

/** The data set with one attribute set, or left out where the value is null. */
export function withAttribute(
  set: DataSet,
  keyword: Keyword,
  value: string | readonly DataSet[] | null,
): DataSet {
  const { tag, vr } = attributeOf(keyword);
  const others = set.filter((other) => other.tag !== tag);
  if (value === null) return others;
  const put = element(tag, vr, typeof value === 'string' ? Buffer.from(value, 'latin1') : { items: value });
  return [...others, put].sort((one, other) => one.tag - other.tag);
}

/** Every data set of the tree, the innermost first, through `rewrite`. */
export function everywhere(set: DataSet, rewrite: (set: DataSet) => DataSet): DataSet {
  const inner = set.map((one): Element => {
    const { value } = one;
    if (typeof value !== 'object' || !('items' in value)) return one;
    return { ...one, value: { items: value.items.map((item) => everywhere(item, rewrite)) } };
  });
  return rewrite(inner);
}

/** Every item of one sequence, at any depth, through `rewrite`. */
export function inEvery(
  sequence: Keyword,
  rewrite: (item: DataSet, holder: DataSet) => DataSet,
): (report: DataSet) => DataSet {
  return (report) =>
    everywhere(report, (set) => {
      const items = itemsIn(set, sequence);
      if (items.length === 0) return set;
      return withAttribute(
        set,
        sequence,
        items.map((item) => rewrite(item, set)),
      );
    });
}

/** The children of every content item that has some, root included, through `rewrite`. */
export function inEveryContent(
  rewrite: (children: readonly DataSet[]) => readonly DataSet[],
): (report: DataSet) => DataSet {
  return (report) =>
    everywhere(report, (set) => {
      const children = itemsIn(set, 'ContentSequence');
      return children.length === 0 ? set : withAttribute(set, 'ContentSequence', rewrite(children));
    });
}

/** Scheme and value of the concept name of a content item, `DCM:113706`; empty where it has none. */
export function conceptOf(item: DataSet): string {
  const [name] = itemsIn(item, 'ConceptNameCodeSequence');
  return name === undefined ? '' : codeIn(name);
}

/** Scheme and value of a code sequence item. */
export function codeIn(code: DataSet): string {
  return `${textIn(code, 'CodingSchemeDesignator') ?? ''}:${textIn(code, 'CodeValue') ?? ''}`;
}
