import type { Code } from '../../dicom/codes.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { readBinaryNumber } from '../image/attribute-numbers.js';
import { dateTimeAttribute } from '../image/image-document.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';

type EventReader = RowReader<'ct_events'>;

/** Acquisition Type (0018,9302) as the codes of PS3.16 CID 10013 (row IMP-416). */
const ACQUISITION_TYPES: Readonly<Record<string, Code>> = {
  CONSTANT_ANGLE: { value: '113805', scheme: 'DCM', meaning: 'Constant Angle Acquisition' },
  SPIRAL: { value: 'P5-08001', scheme: 'SRT', meaning: 'Spiral Acquisition' },
  SEQUENCED: { value: '113804', scheme: 'DCM', meaning: 'Sequenced Acquisition' },
  STATIONARY: { value: '113806', scheme: 'DCM', meaning: 'Stationary Acquisition' },
  FREE: { value: '113807', scheme: 'DCM', meaning: 'Free Acquisition' },
};

/** One exposure of a capture, as the attributes of the standard state it (row IMP-417). */
export function readCapturedExposure(reading: Reading, item: DataSet, index: number): EventReader {
  const event = new RowReader(reading, 'ct_events', index);
  readType(event, item.firstText(TAG.AcquisitionType));
  const start = dateTimeAttribute(item, TAG.AcquisitionDateTime);
  if (start) {
    event.set('started_at_local', start.local, start);
    event.row.started_at_offset_min = start.offsetMinutes;
  }
  event.attribute('acquisition_protocol', item, TAG.SeriesDescription);
  event.attributeNumber('exposure_time_s', item, TAG.ExposureTime, 'ms');
  if (event.row.exposure_time_s === null) {
    readBinaryNumber(event, 'exposure_time_s', item, TAG.ExposureTimeInms, 'FD', 'ms');
  }
  event.attributeNumber('scanning_length_mm', item, TAG.ScanLength, 'mm');
  for (const [column, tag, unit] of BINARY) readBinaryNumber(event, column, item, tag, 'FD', unit);
  readSource(event, item);
  return event;
}

const BINARY = [
  ['nominal_single_collimation_width_mm', TAG.SingleCollimationWidth, 'mm'],
  ['nominal_total_collimation_width_mm', TAG.TotalCollimationWidth, 'mm'],
  ['pitch_factor', TAG.SpiralPitchFactor, '1'],
  ['ctdi_vol_mgy', TAG.CTDIvol, 'mGy'],
] as const;

function readType(event: EventReader, stated: string | null): void {
  if (stated === null) return;
  const code = ACQUISITION_TYPES[stated.toUpperCase()] ?? { value: '', scheme: '', meaning: stated };
  event.setCode(
    {
      meaning: 'ct_acquisition_type',
      code: 'ct_acquisition_type_code',
      scheme: 'ct_acquisition_type_scheme',
    },
    code,
    showTag(TAG.AcquisitionType),
  );
}

/** An exposure is listed with one source, which reports call A (row IMP-418). */
function readSource(event: EventReader, item: DataSet): void {
  const origin = { path: showTag(TAG.ExposureDoseSequence), raw: '' };
  event.set('xray_source_count', 1, origin);
  event.set('xray_source_id', 'A', origin);
  event.attributeNumber('kvp_kv', item, TAG.KVP, 'kV');
  event.attributeNumber('tube_current_ma', item, TAG.XRayTubeCurrentInuA, 'uA');
  if (event.row.tube_current_ma === null) {
    readBinaryNumber(event, 'tube_current_ma', item, TAG.XRayTubeCurrentInmA, 'FD', 'mA');
  }
  if (event.row.kvp_kv === 0) event.row.kvp_kv = null;
}
