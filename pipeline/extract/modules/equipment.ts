import { hash } from 'node:crypto';
import {
  DEVICE_IDENTITY,
  EQUIPMENT_COLUMNS,
  type Device,
  type Study,
} from '../../../warehouse/tables/index.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDate, parseTime } from '../../dicom/date-time.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { RowReader } from '../row-reader.js';
import type { Reading } from '../reading.js';

/** General Equipment module (rows IMP-080, IMP-081); the device id is set once the observer is known. */
export function readEquipmentModule(reading: Reading, dataSet: DataSet): RowReader<'devices'> {
  const device = new RowReader(reading, 'devices', 0);
  device.attribute('manufacturer', dataSet, TAG.Manufacturer);
  device.attribute('institution_name', dataSet, TAG.InstitutionName);
  device.attribute('institution_address', dataSet, TAG.InstitutionAddress);
  device.attribute('station_name', dataSet, TAG.StationName);
  device.attribute('institutional_department_name', dataSet, TAG.InstitutionalDepartmentName);
  device.attribute('manufacturer_model_name', dataSet, TAG.ManufacturerModelName);
  device.attribute('device_serial_number', dataSet, TAG.DeviceSerialNumber);
  device.attribute('gantry_id', dataSet, TAG.GantryID);
  readSoftwareVersions(device, dataSet);
  readSpatialResolution(device, dataSet);
  readLastCalibration(device, dataSet);
  return device;
}

/** Several software versions are one text, joined by ` | `, as person names are. */
function readSoftwareVersions(device: RowReader<'devices'>, dataSet: DataSet): void {
  const versions = dataSet.texts(TAG.SoftwareVersions);
  if (versions.length === 0) return;
  device.set('software_versions', versions.join(' | '), {
    path: showTag(TAG.SoftwareVersions),
    raw: versions.join('\\'),
  });
}

/** Some makers write text such as `0.194 x 0.194` (Q45): no number then. */
function readSpatialResolution(device: RowReader<'devices'>, dataSet: DataSet): void {
  const isNumber = parseDecimal(dataSet.text(TAG.SpatialResolution) ?? '').values.length > 0;
  if (isNumber) device.attributeNumber('spatial_resolution_mm', dataSet, TAG.SpatialResolution, 'mm');
}

/** Date and time of the last calibration; several of them name no single one (Q44) and are left out. */
function readLastCalibration(device: RowReader<'devices'>, dataSet: DataSet): void {
  const dates = dataSet.texts(TAG.DateOfLastCalibration);
  const times = dataSet.texts(TAG.TimeOfLastCalibration);
  if (dates.length > 1 || times.length > 1) {
    device.reading.finding(
      'several_values',
      showTag(TAG.DateOfLastCalibration),
      'several dates of last calibration',
    );
    return;
  }
  const date = dates[0] === undefined ? null : parseDate(dates[0]);
  const time = times[0] === undefined ? null : parseTime(times[0]);
  device.set('last_calibrated_on', date, { path: showTag(TAG.DateOfLastCalibration), raw: dates[0] ?? '' });
  device.set('last_calibrated_at', time, { path: showTag(TAG.TimeOfLastCalibration), raw: times[0] ?? '' });
}

/** Identifier of a device: a hash of what identifies it (rows IMP-082, IMP-084); 128 bits in hexadecimal. */
export function deviceIdOf(device: Device): string {
  const identity = JSON.stringify(DEVICE_IDENTITY.map((column) => device[column]));
  return hash('sha256', identity, 'hex').slice(0, 32);
}

const EQUIPMENT_NAMES = Object.keys(EQUIPMENT_COLUMNS) as (keyof typeof EQUIPMENT_COLUMNS)[];

/** Repeats what is known of the equipment in the study, so that one table answers a list, a filter and an export. */
export function copyEquipment(device: Device, study: Study): void {
  const target = study as Record<string, unknown>;
  for (const column of EQUIPMENT_NAMES) target[column] = device[column];
  study.device_id = device.device_id;
}
