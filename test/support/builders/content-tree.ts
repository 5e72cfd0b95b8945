import dicomParser from 'dicom-parser';

/** A content item as a test reads it: concept code, value in text form, children. */
export interface ReadItem {
  readonly concept: string;
  readonly relationship: string | undefined;
  readonly value: string | undefined;
  readonly unit: string | undefined;
  readonly children: readonly ReadItem[];
}

/** Reads an object with dicom-parser, the oracle of these tests. */
export function parse(bytes: Uint8Array): dicomParser.DataSet {
  return dicomParser.parseDicom(Buffer.from(bytes));
}

/** The content tree of a report, values as they are written. */
export function contentTree(set: dicomParser.DataSet): ReadItem {
  const codeIn = (tag: string): string | undefined =>
    set.elements[tag]?.items?.[0]?.dataSet?.string('x00080100');
  const measured = set.elements['x0040a300']?.items?.[0]?.dataSet;
  return {
    concept: codeIn('x0040a043') ?? '',
    relationship: set.string('x0040a010'),
    value:
      measured?.string('x0040a30a') ??
      codeIn('x0040a168') ??
      set.string('x0040a160') ??
      set.string('x0040a120') ??
      set.string('x0040a124') ??
      set.string('x0040a123'),
    unit: measured?.elements['x004008ea']?.items?.[0]?.dataSet?.string('x00080100'),
    children: (set.elements['x0040a730']?.items ?? []).map((item) => contentTree(item.dataSet!)),
  };
}

/** Every item below (and at) the given one whose concept has this code. */
export function itemsOf(tree: ReadItem, concept: string): readonly ReadItem[] {
  const below = tree.children.flatMap((child) => itemsOf(child, concept));
  return tree.concept === concept ? [tree, ...below] : below;
}

/** The values of all items of this concept, in the order of the document. */
export function valuesOf(tree: ReadItem, concept: string): readonly (string | undefined)[] {
  return itemsOf(tree, concept).map((found) => found.value);
}
