import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { NumberColumn, RowReader } from '../row-reader.js';

const PHILIPS_SCHEME = '99PHI-IXR-XPER';

/**
 * Philips Allura Xper puts a table position into one of its private containers (99PHI-IXR-XPER) instead of into the
 * event (Q09, rows IMP-211 and IMP-212); the private code of the table height is among those of the concept.
 */
export function readNestedTablePosition(
  event: RowReader<'projection_events'>,
  item: ContentItem,
  positions: readonly (readonly [NumberColumn<'projection_events'>, Concept])[],
): void {
  const missing = positions.filter(([column]) => event.row[column] === null);
  if (missing.length === 0) return;
  for (const container of item.children) {
    if (container.concept?.scheme !== PHILIPS_SCHEME || container.children.length === 0) continue;
    for (const [column, concept] of missing) {
      if (event.row[column] !== null) continue;
      event.number(column, container, concept, 'mm');
      if (event.row[column] !== null) event.reading.quirks.add('philips-nested-table-position');
    }
  }
}
