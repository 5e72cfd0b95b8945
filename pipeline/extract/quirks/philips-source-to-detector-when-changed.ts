import {
  DISTANCE_SOURCE_TO_DETECTOR,
  PHILIPS_FINAL_DISTANCE_SOURCE_TO_DETECTOR,
  PHILIPS_WEDGES_AND_SHUTTERS,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const QUIRK = 'philips-source-to-detector-when-changed';

const STATEMENTS = [DISTANCE_SOURCE_TO_DETECTOR, PHILIPS_FINAL_DISTANCE_SOURCE_TO_DETECTOR];

/**
 * Philips Allura Xper reports the distance from source to detector only when it has changed (Q10). An event of such a
 * system that states none of its own takes that of the event before it of the same plane, with a finding.
 */
export function carrySourceToDetectorForward(
  events: readonly RowReader<'projection_events'>[],
  items: readonly ContentItem[],
): void {
  const lastOfPlane = new Map<string | null, number>();
  events.forEach((event, index) => {
    const { row, reading } = event;
    const item = items[index]!;
    const last_mm = lastOfPlane.get(row.acquisition_plane);
    // A distance stated as 0 (Azurion, events without frames) is unknown, not unchanged.
    const isSilent = STATEMENTS.every((concept) => item.child(concept) === null);
    const isPhilips = item.child(PHILIPS_WEDGES_AND_SHUTTERS) !== null;
    if (isSilent && isPhilips && last_mm !== undefined) {
      const origin = { path: item.path, raw: 'of the event before', quirk: QUIRK };
      event.set('source_to_detector_mm', last_mm, origin);
      reading.finding('distance_carried_forward', item.path, 'source_to_detector_mm: of the event before');
    }
    if (row.source_to_detector_mm !== null) {
      lastOfPlane.set(row.acquisition_plane, row.source_to_detector_mm);
    }
  });
}
