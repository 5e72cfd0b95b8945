import { START_OF_IRRADIATION } from '../../dicom/concepts/ct.js';
import { DATETIME_STARTED } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/**
 * Start of an event (row IMP-143), returning its offset from UTC in minutes. Where it is not stated, the start of
 * irradiation, which belongs at the root, may stand in the event.
 */
export function readStart(
  event: RowReader<'ct_events'> | RowReader<'projection_events'>,
  item: ContentItem,
): number | null {
  const concept = item.child(DATETIME_STARTED) === null ? START_OF_IRRADIATION : DATETIME_STARTED;
  return event.table === 'ct_events'
    ? event.dateTime('started_at_local', item, concept)
    : event.dateTime('started_at_local', item, concept);
}
