import type { ContentItem } from '../../dicom/content-item.js';
import {
  DEVICE_OBSERVER_LOCATION,
  DEVICE_OBSERVER_MANUFACTURER,
  DEVICE_OBSERVER_MODEL_NAME,
  DEVICE_OBSERVER_NAME,
  DEVICE_OBSERVER_SERIAL_NUMBER,
  DEVICE_OBSERVER_UID,
} from '../../dicom/concepts/report.js';
import type { RowReader } from '../row-reader.js';

/** Device observer (TID 1004): who reported, apart from the equipment in the header (row IMP-086). */
export function readDeviceObserver(device: RowReader<'devices'>, root: ContentItem): void {
  device.uid('device_observer_uid', root, DEVICE_OBSERVER_UID);
  device.text('device_observer_name', root, DEVICE_OBSERVER_NAME);
  device.text('device_observer_manufacturer', root, DEVICE_OBSERVER_MANUFACTURER);
  device.text('device_observer_model_name', root, DEVICE_OBSERVER_MODEL_NAME);
  device.text('device_observer_serial_number', root, DEVICE_OBSERVER_SERIAL_NUMBER);
  device.text('device_observer_location', root, DEVICE_OBSERVER_LOCATION);
}
