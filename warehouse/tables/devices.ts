import { column } from './column.js';
import { defineTable, type RowOf } from './table.js';

/** What identifies a piece of equipment, and how its calibration stands; shared by `studies` and `devices`. */
export const EQUIPMENT_COLUMNS = {
  institution_name: column(40, 'text', 'Institution', 'Institution name.', { source: '(0008,0080)' }),
  institution_address: column(41, 'text', 'Institution address', 'Institution address.', {
    source: '(0008,0081)',
  }),
  institutional_department_name: column(42, 'text', 'Department', 'Institutional department name.', {
    source: '(0008,1040)',
  }),
  manufacturer: column(43, 'text', 'Make', 'Manufacturer.', { source: '(0008,0070)' }),
  manufacturer_model_name: column(44, 'text', 'Model', 'Model name.', { source: '(0008,1090)' }),
  station_name: column(45, 'text', 'Station', 'Station name.', { source: '(0008,1010)' }),
  device_serial_number: column(46, 'text', 'Serial number', 'Serial number of the device.', {
    source: '(0018,1000)',
  }),
  software_versions: column(47, 'text', 'Software', 'Software versions.', { source: '(0018,1020)' }),
  gantry_id: column(48, 'text', 'Gantry', 'Gantry ID.', { source: '(0018,1008)' }),
  spatial_resolution_mm: column(49, 'number', 'Spatial resolution', 'Spatial resolution of the detector.', {
    source: '(0018,1050)',
  }),
  last_calibrated_on: column(50, 'date', 'Last calibrated', 'Date of the last calibration.', {
    source: '(0018,1200)',
  }),
  last_calibrated_at: column(51, 'time', 'Last calibrated at', 'Time of the last calibration.', {
    source: '(0018,1201)',
  }),
  device_observer_uid: column(52, 'text', 'Device observer UID', 'UID of the device as observer.', {
    source: '121012 DCM',
  }),
  device_observer_name: column(53, 'text', 'Device observer', 'Name of the device as observer.', {
    source: '121013 DCM',
  }),
  device_observer_manufacturer: column(
    54,
    'text',
    'Observer make',
    'Manufacturer of the device as observer.',
    { source: '121014 DCM' },
  ),
  device_observer_model_name: column(55, 'text', 'Observer model', 'Model of the device as observer.', {
    source: '121015 DCM',
  }),
  device_observer_serial_number: column(
    56,
    'text',
    'Observer serial number',
    'Serial number of the device as observer.',
    { source: '121016 DCM' },
  ),
  device_observer_location: column(
    57,
    'text',
    'Observer location',
    'Physical location of the device during observation.',
    { source: '121017 DCM' },
  ),
} as const;

/** Equipment: the eight attributes that identify it and the device observer UID; any change is a new device. */
export const devices = defineTable(
  'devices',
  { grain: 'one row per equipment identity', key: ['device_id'], sortedBy: ['device_id'] },
  {
    device_id: column(
      1,
      'text',
      'Device',
      'Hash of the eight identifying attributes and the device observer UID.',
    ),
    ...EQUIPMENT_COLUMNS,
  },
);

export type Device = RowOf<typeof devices>;

/** The attributes that make the identity of a device (rows IMP-082, IMP-084). */
export const DEVICE_IDENTITY = [
  'manufacturer',
  'institution_name',
  'station_name',
  'institutional_department_name',
  'manufacturer_model_name',
  'device_serial_number',
  'software_versions',
  'gantry_id',
  'device_observer_uid',
] as const satisfies readonly (keyof Device)[];
