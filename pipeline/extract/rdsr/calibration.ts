import {
  CALIBRATION,
  CALIBRATION_DATE,
  CALIBRATION_FACTOR,
  CALIBRATION_PROTOCOL,
  CALIBRATION_RESPONSIBLE_PARTY,
  CALIBRATION_UNCERTAINTY,
  DOSE_MEASUREMENT_DEVICE,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** Calibration of the dose meter (TID 10002, row IMP-241); its date may be missing (Opera Swing, Q42). */
export function readCalibration(row: RowReader<'accumulated_doses'>, container: ContentItem): void {
  const calibration = container.child(CALIBRATION);
  if (!calibration) return;
  row.dateTime('calibration_date', calibration, CALIBRATION_DATE);
  row.number('calibration_factor', calibration, CALIBRATION_FACTOR, '1');
  row.number('calibration_uncertainty_percent', calibration, CALIBRATION_UNCERTAINTY, '%');
  row.text('calibration_protocol', calibration, CALIBRATION_PROTOCOL);
  row.text('calibration_responsible_party', calibration, CALIBRATION_RESPONSIBLE_PARTY);
  row.code(
    { meaning: 'dose_measurement_device', code: 'dose_measurement_device_code' },
    calibration,
    DOSE_MEASUREMENT_DEVICE,
  );
}
