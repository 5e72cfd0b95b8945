import type { Code } from '../../dicom/codes.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { privateTagOrUsual } from '../../dicom/private-block.js';
import { TAG } from '../../dicom/tags.js';
import { readBinaryNumber } from '../image/attribute-numbers.js';
import { dateTimeAttribute } from '../image/image-document.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';

type EventReader = RowReader<'ct_events'>;

const DLP = 0x21;
const PHANTOM = 0x26;

/** Acquisition Type (0018,9302) as the codes of PS3.16 CID 10013 (row IMP-416). */
const ACQUISITION_TYPES: Readonly<Record<string, Code>> = {
  CONSTANT_ANGLE: { value: '113805', scheme: 'DCM', meaning: 'Constant Angle Acquisition' },
  SPIRAL: { value: 'P5-08001', scheme: 'SRT', meaning: 'Spiral Acquisition' },
  SEQUENCED: { value: '113804', scheme: 'DCM', meaning: 'Sequenced Acquisition' },
  STATIONARY: { value: '113806', scheme: 'DCM', meaning: 'Stationary Acquisition' },
  FREE: { value: '113807', scheme: 'DCM', meaning: 'Free Acquisition' },
};

/** The phantom in the words of the capture (row IMP-417). */
const PHANTOMS = [
  [/^16\s*CM$/i, 'head_16cm', { value: '113690', scheme: 'DCM', meaning: 'IEC Head Dosimetry Phantom' }],
  [/^32\s*CM$/i, 'body_32cm', { value: '113691', scheme: 'DCM', meaning: 'IEC Body Dosimetry Phantom' }],
] as const;

/** The tag of a private element of Philips CT; null where the block in which it stands is that of somebody else. */
export function elscintTag(dataSet: DataSet, group: number, element: number): number | null {
  return privateTagOrUsual(dataSet, group, 'ELSCINT1', element);
}

/** One exposure of the capture (row IMP-417); a DLP that it does not state is null. */
export function readPhilipsExposure(reading: Reading, item: DataSet, index: number): EventReader {
  const event = new RowReader(reading, 'ct_events', index);
  const type = item.firstText(TAG.AcquisitionType) ?? '';
  readType(event, type);
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
  readBinaryNumber(
    event,
    'nominal_single_collimation_width_mm',
    item,
    TAG.SingleCollimationWidth,
    'FD',
    'mm',
  );
  readBinaryNumber(event, 'nominal_total_collimation_width_mm', item, TAG.TotalCollimationWidth, 'FD', 'mm');
  readBinaryNumber(event, 'pitch_factor', item, TAG.SpiralPitchFactor, 'FD', '1');
  readBinaryNumber(event, 'ctdi_vol_mgy', item, TAG.CTDIvol, 'FD', 'mGy');
  const dlp = elscintTag(item, 0x00e1, DLP);
  if (dlp !== null) event.attributeNumber('dlp_mgy_cm', item, dlp, 'mGy.cm');
  readPhantom(event, item);
  readSource(event, item);
  return event;
}

function readType(event: EventReader, stated: string): void {
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

function readPhantom(event: EventReader, item: DataSet): void {
  const tag = elscintTag(item, 0x01e1, PHANTOM);
  const stated = tag === null ? null : item.firstText(tag);
  if (tag === null || stated === null) return;
  const [, phantom, code] = PHANTOMS.find(([words]) => words.test(stated)) ?? [];
  event.set('ctdi_phantom', phantom ?? 'other', { path: showTag(tag), raw: stated });
  const columns = { meaning: 'ctdi_phantom_meaning', code: 'ctdi_phantom_code' } as const;
  event.setCode(columns, code ?? { value: '', scheme: '', meaning: stated }, showTag(tag));
}

/** These scanners have one source, which reports call A (row IMP-418). */
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
