import { hash } from 'node:crypto';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { isUidPlaceholder } from '../../dicom/uid.js';
import type { Extraction, Extractor, ImageLinks, Refusal } from '../extraction.js';
import { dropImpossible, readBinaryNumber } from '../image/attribute-numbers.js';
import { withGroupsAtTop } from '../image/functional-groups.js';
import {
  imageExtraction,
  readImageDocument,
  setFixedCodes,
  type ImageDocument,
} from '../image/image-document.js';
import { acquisitionStart, readRequestedProcedureOfImage, startOfFrames } from '../image/projection-image.js';
import {
  isToshibaCt,
  TOSHIBA_CT_DOSE_IN_IMAGE_HEADER,
  toshibaCtTag,
} from '../quirks/toshiba-ct-dose-in-image-header.js';
import { RowReader, type NumberColumn } from '../row-reader.js';
import { COMPUTED_TOMOGRAPHY, CT_IMAGE } from './ct-image.js';
import { readCodedPhantom } from './ctdi-phantom.js';

type EventReader = RowReader<'ct_events'>;

const CT_IMAGES: readonly string[] = [
  CT_IMAGE,
  '1.2.840.10008.5.1.4.1.1.2.1', // Enhanced
  '1.2.840.10008.5.1.4.1.1.2.2', // Legacy converted
];

/** Elements of Toshiba's block (7005,xx..), rows IMP-444. */
const SINGLE_COLLIMATION = 0x08;
const DETECTOR_ROWS_IN_USE = 0x09;
const PITCH = 0x23;
const DLP = 0x40;
const COLLIMATION = 0x41;
const CTDI_VOL = 0x63;

/**
 * Toshiba and Canon CT images, whose private block repeats the CTDIvol and DLP of their acquisition (Q22, rows IMP-440
 * to IMP-447): for scanners without a report, what stands in the headers is read, the dose page's pixels are not.
 * All images of an acquisition state the same event.
 */
export const toshibaCtImage: Extractor = {
  name: 'ct-toshiba-image',
  version: 5,

  accepts(dataSet) {
    if (!CT_IMAGES.includes(dataSet.text(TAG.SOPClassUID) ?? '')) return false;
    if (!isToshibaCt(dataSet)) return false;
    const image = withGroupsAtTop(dataSet);
    return [CTDI_VOL, DLP].some((element) => holds(image, element));
  },

  extract(object, reading): Extraction | Refusal {
    const dataSet = withGroupsAtTop(object);
    const event = new RowReader(reading, 'ct_events', 0);
    readDose(event, dataSet);
    const { ctdi_vol_mgy, dlp_mgy_cm } = event.row;
    if (ctdi_vol_mgy === null && dlp_mgy_cm === null)
      return { outcome: 'not_dose', reason: 'no_dose_in_header' };
    reading.quirks.add(TOSHIBA_CT_DOSE_IN_IMAGE_HEADER);
    const document = readImageDocument(reading, dataSet);
    setFixedCodes(document.study, COMPUTED_TOMOGRAPHY);
    readRequestedProcedureOfImage(document.study, dataSet);
    readAcquisition(event, document);
    identify(event, document);
    return imageExtraction(toshibaCtImage, document, {
      kind: 'image',
      content: 'CT',
      ctEvents: [event.row],
      imageLinks: linksOf(dataSet),
    });
  },
};

/** Reformatted images that no longer say of which acquisition they are, but still repeat its doses. */
function linksOf(dataSet: DataSet): ImageLinks | null {
  if (acquisitionNumber(dataSet) !== null || eventUids(dataSet).length > 0) return null;
  return { sourceImageUids: [], presentationIntent: null, isDerived: false, isReconstruction: true };
}

/** However its digits are written; images of many frames state it with these. */
function acquisitionNumber(dataSet: DataSet): string | null {
  const stated = dataSet.text(TAG.AcquisitionNumber);
  if (stated !== null) return String(parseDecimal(stated).values[0] ?? stated);
  const [ofFrames] = dataSet.binaryNumbers(TAG.FrameAcquisitionNumber, 'US');
  return ofFrames === undefined ? null : String(ofFrames);
}

function holds(dataSet: DataSet, element: number): boolean {
  const tag = toshibaCtTag(dataSet, element);
  return tag !== null && (dataSet.element(tag)?.length ?? 0) > 0;
}

function readDose(event: EventReader, dataSet: DataSet): void {
  readPrivateNumber(event, 'ctdi_vol_mgy', dataSet, CTDI_VOL, 'mGy');
  if (event.row.ctdi_vol_mgy === null) {
    readBinaryNumber(event, 'ctdi_vol_mgy', dataSet, TAG.CTDIvol, 'FD', 'mGy');
  }
  readPrivateNumber(event, 'dlp_mgy_cm', dataSet, DLP, 'mGy.cm');
  dropImpossible(event, ['ctdi_vol_mgy', 'dlp_mgy_cm']);
  readCodedPhantom(event, dataSet);
}

/** A number that archives pass on as a double, as its eight bytes under UN, or as text (row IMP-015). */
function readPrivateNumber(
  event: EventReader,
  column: NumberColumn<'ct_events'>,
  dataSet: DataSet,
  element: number,
  unit: string,
): void {
  const tag = toshibaCtTag(dataSet, element);
  const stated = tag === null ? null : dataSet.element(tag);
  if (tag === null || !stated) return;
  const isText = stated.vr !== 'FD' && parseDecimal(dataSet.text(tag) ?? '').values.length > 0;
  if (isText) event.attributeNumber(column, dataSet, tag, unit);
  else if (stated.length === 8) readBinaryNumber(event, column, dataSet, tag, 'FD', unit);
}

function readAcquisition(event: EventReader, { dataSet, study }: ImageDocument): void {
  const start = acquisitionStart(dataSet) ?? startOfFrames(dataSet);
  if (start) {
    event.set('started_at_local', start.local, start);
    event.row.started_at_offset_min = start.offsetMinutes ?? study.row.utc_offset_min;
  }
  event.attribute('acquisition_protocol', dataSet, TAG.ProtocolName);
  event.attributeNumber('exposure_time_per_rotation_s', dataSet, TAG.ExposureTime, 'ms');
  if (event.row.exposure_time_per_rotation_s === null) {
    readBinaryNumber(event, 'exposure_time_per_rotation_s', dataSet, TAG.RevolutionTime, 'FD', 's');
  }
  event.attributeNumber('kvp_kv', dataSet, TAG.KVP, 'kV');
  dropImpossible(event, ['kvp_kv']);
  readBinaryNumber(event, 'pitch_factor', dataSet, TAG.SpiralPitchFactor, 'FD', '1');
  if (event.row.pitch_factor === null) readPrivateNumber(event, 'pitch_factor', dataSet, PITCH, '1');
  readCollimation(event, dataSet);
  event.attribute('xray_modulation_type', dataSet, TAG.ExposureModulationType);
}

/**
 * Total collimation is the width of one detector row by the rows in use, a list of 0 and 1 (row IMP-444); Aquilion ONE
 * states both in words, `0.5x100`, instead.
 */
function readCollimation(event: EventReader, dataSet: DataSet): void {
  readPrivateNumber(event, 'nominal_single_collimation_width_mm', dataSet, SINGLE_COLLIMATION, 'mm');
  dropImpossible(event, ['nominal_single_collimation_width_mm']);
  const { nominal_single_collimation_width_mm: single_mm } = event.row;
  const rows = privateText(dataSet, DETECTOR_ROWS_IN_USE);
  const words = privateText(dataSet, COLLIMATION);
  if (single_mm !== null && rows !== null && /^[01\\\s]+$/.test(rows.raw)) {
    setTotalCollimation(event, single_mm, [...rows.raw].filter((one) => one === '1').length, rows);
  } else if (words !== null) {
    const [, width = '', count = ''] = /^(\d+(?:\.\d+)?)\s*x\s*(\d+)$/i.exec(words.raw) ?? [];
    setTotalCollimation(event, Number(width), Number(count), words);
  }
}

function privateText(
  dataSet: DataSet,
  element: number,
): { readonly path: string; readonly raw: string } | null {
  const tag = toshibaCtTag(dataSet, element);
  const raw = tag === null ? null : dataSet.text(tag);
  return tag === null || raw === null ? null : { path: showTag(tag), raw };
}

function setTotalCollimation(
  event: EventReader,
  single_mm: number,
  rowCount: number,
  origin: { readonly path: string; readonly raw: string },
): void {
  if (single_mm * rowCount === 0) return;
  const total_mm = Number((rowCount * single_mm).toPrecision(12));
  event.set('nominal_total_collimation_width_mm', total_mm, { ...origin, unit: 'mm' });
}

function eventUids(dataSet: DataSet): string[] {
  return dataSet.texts(TAG.IrradiationEventUID).filter((uid) => !isUidPlaceholder(uid));
}

/**
 * One UID for all images of an acquisition. Where the images state none, it is made from the study, the number of the
 * acquisition and its DLP, or CTDIvol where no DLP is stated: reconstructions of one acquisition share them. Its time is
 * left out, for it differs from slice to slice, and so does the CTDIvol of some beside the DLP of all.
 */
function identify(event: EventReader, { dataSet }: ImageDocument): void {
  const uids = eventUids(dataSet);
  if (uids.length === 1) {
    const origin = { path: showTag(TAG.IrradiationEventUID), raw: uids[0]! };
    event.set('irradiation_event_uid', uids[0]!, origin);
    return;
  }
  const told = [
    dataSet.text(TAG.StudyInstanceUID),
    dataSet.text(TAG.DeviceSerialNumber) ?? dataSet.text(TAG.StationName),
    acquisitionNumber(dataSet),
    event.row.dlp_mgy_cm ?? `CTDIvol ${event.row.ctdi_vol_mgy}`,
  ];
  const digest = hash('sha256', JSON.stringify(told), 'hex').slice(0, 32);
  event.row.irradiation_event_uid = `2.25.${BigInt(`0x${digest}`)}`;
  event.reading.finding(
    'event_uid_missing',
    showTag(TAG.IrradiationEventUID),
    'the event is identified by acquisition number and doses of its images',
  );
}
