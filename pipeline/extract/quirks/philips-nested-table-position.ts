import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const PHILIPS_SCHEME = '99PHI-IXR-XPER';

/**
 * Philips Allura Xper puts a table position into one of its private containers (99PHI-IXR-XPER) instead of into the
 * event (Q09, rows IMP-211 and IMP-212): notes that `holder` is one; its table height may be under a private code, which
 * is among those of the concept.
 */
export function noteNestedTablePosition(
  event: RowReader<'projection_events'>,
  holder: ContentItem,
  positions: readonly (readonly [column: string, concept: Concept])[],
): void {
  if (holder.concept?.scheme !== PHILIPS_SCHEME) return;
  if (positions.some(([, concept]) => holder.child(concept) !== null)) {
    event.reading.quirks.add('philips-nested-table-position');
  }
}
