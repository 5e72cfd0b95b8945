import type { DataSet, Element } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';
import { contentOf, isEquipmentName, isForbiddenValue } from './allow-list.js';

export interface Stripped {
  /** What the allow-list keeps; shares with the original whatever nothing was left out of. */
  readonly dataSet: DataSet;
  /** Number of texts left out because they repeat the patient's name or number. */
  readonly textsWithIdentity: number;
}

/**
 * A data set with only what the allow-list keeps. Content items keep their place in the tree when their value goes, so
 * that a path names the same item in the file and in the copy. `identity` holds lower-case words of the patient's name
 * and number; text that repeats one is left out.
 */
export function stripDataSet(dataSet: DataSet, identity: readonly string[]): Stripped {
  const stripping = new Stripping(identity);
  const kept = stripping.kept(dataSet);
  return { dataSet: kept, textsWithIdentity: stripping.textsWithIdentity };
}

class Stripping {
  textsWithIdentity = 0;

  constructor(private readonly identity: readonly string[]) {}

  /** The data set itself where all of it is kept. */
  kept(dataSet: DataSet): DataSet {
    const { elements } = dataSet;
    let left: Element[] | null = null;
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index]!;
      const kept = this.#keptElement(dataSet, element);
      if (kept !== element) left ??= elements.slice(0, index);
      if (kept !== null) left?.push(kept);
    }
    return left === null ? dataSet : dataSet.cutTo(left);
  }

  #keptElement(dataSet: DataSet, element: Element): Element | null {
    const content = contentOf(element);
    if (content === 'forbidden' || isForbiddenValue(dataSet, element)) return null;
    if (element.items) return this.#keptSequence(element, element.items);
    if (content !== 'free text' || !this.#repeatsIdentity(dataSet, element)) return element;
    this.textsWithIdentity++;
    return null;
  }

  #keptSequence(element: Element, items: readonly DataSet[]): Element {
    let left: DataSet[] | null = null;
    for (let index = 0; index < items.length; index++) {
      const item = items[index]!;
      const kept = this.kept(item);
      if (kept !== item) left ??= items.slice(0, index);
      left?.push(kept);
    }
    return left === null ? element : { ...element, items: left };
  }

  #repeatsIdentity(dataSet: DataSet, element: Element): boolean {
    if (this.identity.length === 0 || element.length < 4) return false;
    const text = dataSet.text(element.tag)?.toLowerCase();
    if (text === undefined || !this.identity.some((word) => text.includes(word))) return false;
    return element.tag !== TAG.TextValue || !isEquipmentName(dataSet);
  }
}
