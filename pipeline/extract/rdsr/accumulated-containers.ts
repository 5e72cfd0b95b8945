import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';

/**
 * The containers of what a report accumulated (TID 10002, TID 10012), wherever it groups them; where it has none and
 * states a total beside its events, the root.
 */
export function accumulatedIn(
  root: ContentItem,
  container: Concept,
  totals: readonly Concept[],
): readonly ContentItem[] {
  const containers = root.allWithin(container);
  const isStatedAtRoot = containers.length === 0 && totals.some((total) => root.child(total) !== null);
  return isStatedAtRoot ? [root] : containers;
}
