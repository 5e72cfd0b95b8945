import { ContentItem } from '../dicom/content-item.js';
import type { DataSet, Element } from '../dicom/data-set.js';
import { showTag } from '../dicom/element.js';
import { TAG } from '../dicom/tags.js';
import { unpackContent } from './kept-content.js';

/** One element of a kept header. */
export interface OutlineElement {
  readonly tag: string;
  /** Keyword of the standard, where DoseLake reads the attribute. */
  readonly keyword: string | null;
  readonly value: string | null;
  readonly items?: readonly (readonly OutlineElement[])[];
}

/** One content item of a kept report. */
export interface OutlineItem {
  /** Position in the tree, as findings and sources name it. */
  readonly path: string;
  readonly value_type: string;
  readonly concept: string | null;
  readonly code: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  readonly children: readonly OutlineItem[];
}

/** All that is kept of an object. */
export interface DocumentOutline {
  readonly header: readonly OutlineElement[];
  readonly content: readonly OutlineItem[];
  /** Whether the document holds more than is shown. */
  readonly is_cut: boolean;
}

/** Nodes that are shown of one document, and characters of one value. */
const MOST_NODES = 50_000;
const LONGEST_VALUE = 2_000;

/** The kept copy of an object for reading: its header, and for a report the tree of its content. */
export function outlineOf(content: Uint8Array): DocumentOutline {
  const dataSet = unpackContent(content);
  const budget = new Budget(MOST_NODES);
  const items = ContentItem.root(dataSet).children;
  return {
    header: elementsOf(dataSet, budget),
    content: itemsOf(items, budget),
    is_cut: budget.isSpent,
  };
}

class Budget {
  #left: number;

  constructor(nodes: number) {
    this.#left = nodes;
  }

  take(): boolean {
    return this.#left-- > 0;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }
}

function elementsOf(dataSet: DataSet, budget: Budget): OutlineElement[] {
  return dataSet.elements
    .filter(({ tag }) => tag !== TAG.ContentSequence)
    .filter(() => budget.take())
    .map((element) => ({
      tag: showTag(element.tag),
      keyword: KEYWORDS.get(element.tag) ?? null,
      value: element.items ? null : valueOf(dataSet, element),
      ...(element.items && { items: element.items.map((item) => elementsOf(item, budget)) }),
    }));
}

const KEYWORDS = new Map<number, string>(Object.entries(TAG).map(([keyword, tag]) => [tag, keyword]));

const BINARY = ['US', 'SS', 'UL', 'SL', 'FL', 'FD'] as const;

function valueOf(dataSet: DataSet, { tag, vr, length }: Element): string | null {
  if (length === 0) return null;
  const binary = BINARY.find((known) => known === vr);
  if (binary) return cut(dataSet.binaryNumbers(tag, binary).join('\\'));
  if (vr.startsWith('O')) return `${length} bytes`;
  const text = dataSet.text(tag);
  return text !== null && /[\u0000-\u0008\u000e-\u001a]/.test(text) ? `${length} bytes` : cut(text);
}

function cut(text: string | null): string | null {
  return text !== null && text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function itemsOf(items: readonly ContentItem[], budget: Budget): OutlineItem[] {
  return items
    .filter(() => budget.take())
    .map((item) => ({
      path: item.path,
      value_type: item.valueType,
      concept: item.concept?.meaning || null,
      code: item.concept ? `${item.concept.value} ${item.concept.scheme}`.trim() || null : null,
      value: cut(shownValue(item)),
      unit: item.number?.unit ?? null,
      children: itemsOf(item.children, budget),
    }));
}

function shownValue(item: ContentItem): string | null {
  const { number, code } = item;
  if (number) return number.raw;
  if (code) return [code.meaning, `(${code.value} ${code.scheme})`].join(' ').trim();
  return item.uid ?? item.dateTime ?? item.personName;
}
