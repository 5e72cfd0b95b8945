import type { DataSet } from './data-set.js';

/** Tells an element that a data set already has; of two values none could be trusted (PS3.5 section 7.1). */
export class ElementOrder {
  #last = -1;
  /** All tags so far, from where they first stand out of their order. */
  #seen: Set<number> | null = null;

  constructor(private readonly dataSet: DataSet) {}

  isSecond(tag: number): boolean {
    if (tag > this.#last && this.#seen === null) {
      this.#last = tag;
      return false;
    }
    this.#seen ??= new Set(this.dataSet.elements.map((element) => element.tag));
    const isSecond = this.#seen.has(tag);
    this.#seen.add(tag);
    return isSecond;
  }
}
