import type { DataSet } from './data-set.js';

/**
 * The tag of a private element: its number within the block that a private creator reserved (PS3.5 section 7.8.1).
 * `privateTag(ds, 0x0045, 'GEMS_SENO_02', 0x49)` is (0045,1049) where (0045,0010) names that creator; null where the
 * creator reserved no block in this data set.
 */
export function privateTag(dataSet: DataSet, group: number, creator: string, element: number): number | null {
  const base = group * 0x10000;
  for (const { tag } of dataSet.elements) {
    const block = tag - base;
    if (block < 0x10 || block > 0xff) continue;
    if (dataSet.text(tag) === creator) return base + block * 0x100 + element;
  }
  return null;
}

/**
 * As `privateTag`; where archives dropped the creator and no other one reserved the block that it usually has, the tag
 * in that block, (gggg,10ee).
 */
export function privateTagOrUsual(
  dataSet: DataSet,
  group: number,
  creator: string,
  element: number,
): number | null {
  const reserved = privateTag(dataSet, group, creator, element);
  if (reserved !== null) return reserved;
  const usualBlock = 0x10;
  if (dataSet.text(group * 0x10000 + usualBlock) !== null) return null;
  return group * 0x10000 + usualBlock * 0x100 + element;
}
