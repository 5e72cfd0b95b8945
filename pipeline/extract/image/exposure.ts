import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import {
  DRGEM_DECIMALS_IN_INTEGER_STRINGS,
  isDecimalInIntegerString,
} from '../quirks/drgem-decimals-in-integer-strings.js';
import type { NumberColumn, RowReader } from '../row-reader.js';
import { dropImpossible, readBinaryNumber } from './attribute-numbers.js';

type EventReader = RowReader<'projection_events'>;

/**
 * Tube voltage, current, time and current-time product of an image (rows IMP-311…IMP-313, IMP-374…IMP-378): current and
 * time from the attribute in mA and ms, as it stands, else from the finer one; the product from the finer one first. A
 * 0, to which whole numbers are rounded too, stands only where no other attribute states more.
 */
export function readExposure(event: EventReader, dataSet: DataSet): void {
  event.attributeNumber('kvp_kv', dataSet, TAG.KVP, 'kV');
  dropImpossible(event, ['kvp_kv']);
  readTubeCurrent(event, dataSet);
  readExposureTime(event, dataSet);
  readTubeCurrentTimeProduct(event, dataSet);
  event.attributeNumber('focal_spot_size_mm', dataSet, TAG.FocalSpots, 'mm');
  dropImpossible(event, ['focal_spot_size_mm']);
  event.attribute('exposure_control_mode', dataSet, TAG.ExposureControlMode);
  event.attribute('exposure_control_mode_description', dataSet, TAG.ExposureControlModeDescription);
  listAsOnePulse(event);
}

function readTubeCurrent(event: EventReader, dataSet: DataSet): void {
  readIntegerString(event, 'tube_current_ma', dataSet, TAG.XRayTubeCurrent, 'mA');
  if (!event.row.tube_current_ma) {
    event.attributeNumber('tube_current_ma', dataSet, TAG.XRayTubeCurrentInuA, 'uA');
  }
  if (!event.row.tube_current_ma) {
    readBinaryNumber(event, 'tube_current_ma', dataSet, TAG.XRayTubeCurrentInmA, 'FD', 'mA');
  }
}

function readExposureTime(event: EventReader, dataSet: DataSet): void {
  readIntegerString(event, 'exposure_time_ms', dataSet, TAG.ExposureTime, 'ms');
  if (!event.row.exposure_time_ms) {
    event.attributeNumber('exposure_time_ms', dataSet, TAG.ExposureTimeInuS, 'us');
  }
  if (!event.row.exposure_time_ms) {
    readBinaryNumber(event, 'exposure_time_ms', dataSet, TAG.ExposureTimeInms, 'FD', 'ms');
  }
}

function readTubeCurrentTimeProduct(event: EventReader, dataSet: DataSet): void {
  event.attributeNumber('exposure_mas', dataSet, TAG.ExposureInuAs, 'uA.s');
  if (!event.row.exposure_mas) {
    readBinaryNumber(event, 'exposure_mas', dataSet, TAG.ExposureInmAs, 'FD', 'mA.s');
  }
  if (!event.row.exposure_mas) {
    readIntegerString(event, 'exposure_mas', dataSet, TAG.Exposure, 'mA.s');
  }
}

function readIntegerString(
  event: EventReader,
  column: NumberColumn<'projection_events'>,
  dataSet: DataSet,
  tag: number,
  unit: string,
): void {
  event.attributeNumber(column, dataSet, tag, unit);
  const raw = dataSet.text(tag);
  if (raw === null || event.row[column] === null || !isDecimalInIntegerString(raw)) return;
  event.reading.quirks.add(DRGEM_DECIMALS_IN_INTEGER_STRINGS);
}

/** An image is one exposure: what it states of the whole is what it states of its only pulse. */
export function listAsOnePulse(event: EventReader): void {
  for (const [whole, pulses] of OF_ONE_PULSE) {
    const value = event.row[whole];
    event.row[pulses] = null;
    if (value !== null) event.set(pulses, [value], event.originOf(whole));
  }
}

const OF_ONE_PULSE = [
  ['kvp_kv', 'kvp_pulses_kv'],
  ['exposure_mas', 'exposure_pulses_mas'],
  ['tube_current_ma', 'tube_current_pulses_ma'],
] as const;
