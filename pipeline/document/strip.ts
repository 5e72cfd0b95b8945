import type { DataSet, Element } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';
import { contentOf, isEquipmentName, isForbiddenValue } from './allow-list.js';
import type { MentionsPatient } from './patient-mentions.js';

export interface Stripped {
  /** What the allow-list keeps; shares with the original whatever nothing was left out of. */
  readonly dataSet: DataSet;
  /** Number of texts left out because they repeat the patient's name, number or birth date. */
  readonly textsWithIdentity: number;
}

/**
 * A data set with only what the allow-list keeps. Content items keep their place in the tree when their value goes, so
 * that a path names the same item in the file and in the copy. Text that mentions the patient is left out.
 */
export function stripDataSet(dataSet: DataSet, mentionsPatient: MentionsPatient): Stripped {
  const stripping = new Stripping(mentionsPatient);
  const kept = stripping.kept(dataSet);
  return { dataSet: kept, textsWithIdentity: stripping.textsWithIdentity };
}

/** Bytes of the shortest text that can name anybody. */
const SHORTEST_IDENTITY = 4;

class Stripping {
  textsWithIdentity = 0;

  constructor(private readonly mentionsPatient: MentionsPatient) {}

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
    if (content === 'forbidden') return null;
    if (content !== 'plain' && isForbiddenValue(dataSet, element)) return null;
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
    if (element.length < SHORTEST_IDENTITY) return false;
    const text = dataSet.text(element.tag);
    if (text === null || !this.mentionsPatient(text)) return false;
    return element.tag !== TAG.TextValue || !isEquipmentName(dataSet);
  }
}
