import {
  ANODE_TARGET_MATERIAL,
  AVERAGE_GLANDULAR_DOSE,
  COLLIMATED_FIELD_AREA,
  COLLIMATED_FIELD_HEIGHT,
  COLLIMATED_FIELD_WIDTH,
  DOSE_RP,
  EXPOSURE_CONTROL_MODE,
  FLUORO_MODE,
  FOCAL_SPOT_SIZE,
  IRRADIATION_DURATION,
  PULSE_RATE,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';
import { readFilters } from './x-ray-filters.js';
import { readGrids } from './x-ray-grids.js';
import { readPulseCount, readPulses } from './pulses.js';

type EventReader = RowReader<'projection_events'>;

/** What the X-ray source did in an event (TID 10003B; rows IMP-170…IMP-189, Q17, Q18, Q43, Q55). */
export function readSourceData(event: EventReader, item: ContentItem): void {
  event.number('dose_rp_mgy', item, DOSE_RP, 'Gy');
  event.number('agd_mgy', item, AVERAGE_GLANDULAR_DOSE, 'mGy');
  event.code({ meaning: 'fluoro_mode', code: 'fluoro_mode_code' }, item, FLUORO_MODE);
  event.number('pulse_rate_hz', item, PULSE_RATE, '/s');
  event.number('irradiation_duration_s', item, IRRADIATION_DURATION, 's');
  readPulseCount(event, item);
  readPulses(event, item);
  event.number('focal_spot_size_mm', item, FOCAL_SPOT_SIZE, 'mm');
  event.code(
    { meaning: 'anode_target_material', code: 'anode_target_material_code' },
    item,
    ANODE_TARGET_MATERIAL,
  );
  readFilters(event, item);
  readGrids(event, item);
  readCollimatedField(event, item);
  event.text('exposure_control_mode', item, EXPOSURE_CONTROL_MODE);
}

/** A negative side, as some Philips Azurion events have, is none. */
function readCollimatedField(event: EventReader, item: ContentItem): void {
  event.number('collimated_field_area_m2', item, COLLIMATED_FIELD_AREA, 'm2');
  event.number('collimated_field_height_mm', item, COLLIMATED_FIELD_HEIGHT, 'mm');
  event.number('collimated_field_width_mm', item, COLLIMATED_FIELD_WIDTH, 'mm');
  for (const column of FIELD) {
    if ((event.row[column] ?? 0) >= 0) continue;
    // Noted once for a report: some have it in every event.
    event.reading.finding('value_impossible', null, 'collimated field: a side or area below 0; left out');
    event.row[column] = null;
  }
}

const FIELD = [
  'collimated_field_area_m2',
  'collimated_field_height_mm',
  'collimated_field_width_mm',
] as const;
