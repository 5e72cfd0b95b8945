import { attributeOf, type Keyword, type VrOf } from './dictionary.js';

/** What an element may hold: text, numbers, bytes already encoded, items, or fragments of compressed pixels. */
export type ElementValue =
  | string
  | number
  | bigint
  | readonly (string | number)[]
  | Uint8Array
  | { readonly items: readonly DataSet[] }
  | { readonly fragments: readonly Uint8Array[] };

export interface Element {
  /** (group << 16) | element, unsigned. */
  readonly tag: number;
  readonly vr: string;
  readonly value: ElementValue;
  /** Length form of this sequence, or of this UN; without it the choice for the whole file holds. */
  readonly length?: LengthForm;
}

export type LengthForm = 'defined' | 'undefined';

/** Elements in ascending order of tag. */
export type DataSet = readonly Element[];

type PlainValue = string | number | readonly (string | number)[] | Uint8Array;
type ItemInput = Attributes | DataSet;

/**
 * Attributes by keyword. A list of items for a sequence, else text, a number, a list of values, or bytes that are
 * written as they are (for character sets that the writer does not encode). `null` leaves the attribute out.
 */
export type Attributes = {
  readonly [K in Keyword]?: (VrOf<K> extends 'SQ' ? readonly ItemInput[] : PlainValue) | null | undefined;
};

/**
 * Builds a data set from attributes by keyword, and elements (private, unknown, malformed ones) beside them.
 * An element of the second argument replaces an attribute of the same tag.
 */
export function dataSet(attributes: Attributes, elements: readonly Element[] = []): DataSet {
  const byTag = new Map<number, Element>();
  for (const [keyword, value] of Object.entries(attributes) as [Keyword, Attributes[Keyword]][]) {
    if (value === null || value === undefined) continue;
    const { tag, vr } = attributeOf(keyword);
    byTag.set(tag, { tag, vr, value: vr === 'SQ' ? itemsOf(keyword, value) : plainOf(keyword, value) });
  }
  for (const element of elements) byTag.set(element.tag, element);
  return [...byTag.values()].sort((a, b) => a.tag - b.tag);
}

/** One element by number: for tags or value representations outside the dictionary. */
export function element(tag: number, vr: string, value: ElementValue, length?: LengthForm): Element {
  return length === undefined ? { tag, vr, value } : { tag, vr, value, length };
}

/** A sequence by number, its items given by keyword or as data sets. */
export function sequence(tag: number, items: readonly ItemInput[], length?: LengthForm): Element {
  return element(tag, 'SQ', { items: items.map(asDataSet) }, length);
}

/**
 * A sequence sent as UN: its items are encoded in implicit little endian whatever the transfer syntax
 * (PS3.5 6.2.2 note 2, CP-246). Of undefined length unless said otherwise.
 */
export function unknownSequence(
  tag: number,
  items: readonly ItemInput[],
  length: LengthForm = 'undefined',
): Element {
  return element(tag, 'UN', { items: items.map(asDataSet) }, length);
}

/**
 * A private block: the creator element and its data elements, keyed by the low byte of the element number.
 * `privateBlock(0x00e1, 'ELSCINT1', { 0x21: ['DS', '12.5'] })` gives (00E1,0010) and (00E1,1021).
 */
export function privateBlock(
  group: number,
  creator: string,
  entries: Readonly<Record<number, readonly [vr: string, value: ElementValue]>>,
  block = 0x10,
): DataSet {
  const base = group * 0x10000;
  const data = Object.entries(entries).map(([low, [vr, value]]) =>
    element(base + block * 0x100 + Number(low), vr, value),
  );
  return [element(base + block, 'LO', creator), ...data].sort((a, b) => a.tag - b.tag);
}

/** Compressed pixel data: an empty offset table and the given fragments (PS3.5 A.4). */
export function encapsulatedPixelData(fragments: readonly Uint8Array[]): Element {
  return element(0x7fe00010, 'OB', { fragments }, 'undefined');
}

/** The value of a keyword in a data set, or undefined. */
export function valueOf(set: DataSet, keyword: Keyword): ElementValue | undefined {
  const { tag } = attributeOf(keyword);
  return set.find((candidate) => candidate.tag === tag)?.value;
}

function itemsOf(keyword: Keyword, value: unknown): { items: readonly DataSet[] } {
  if (!Array.isArray(value)) throw new TypeError(`${keyword} takes a list of items`);
  return { items: (value as ItemInput[]).map(asDataSet) };
}

function plainOf(keyword: Keyword, value: unknown): PlainValue {
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value as (string | number)[];
  throw new TypeError(`${keyword} takes text, numbers or bytes`);
}

function asDataSet(item: ItemInput): DataSet {
  return isDataSet(item) ? item : dataSet(item);
}

function isDataSet(item: ItemInput): item is DataSet {
  return Array.isArray(item);
}
