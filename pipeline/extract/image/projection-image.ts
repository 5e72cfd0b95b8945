import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDate, parseTime } from '../../dicom/date-time.js';
import { isUsualSize, parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { readRequestedProcedure } from '../modules/study.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import {
  GE_RADIOLOGICAL_THICKNESS,
  radiologicalThicknessTag,
} from '../quirks/ge-senographe-private-thickness.js';
import { decimalOfFloat, dropImpossible } from './attribute-numbers.js';
import { framesOf, groupStating, irradiationEventUids } from './functional-groups.js';
import { dateTimeAttribute, wallClock, type Start } from './image-document.js';

type EventReader = RowReader<'projection_events'>;

/** The one event of a projection image, with what the standard fixes for it (rows IMP-306, IMP-361). */
export function startProjectionEvent(reading: Reading, dataSet: DataSet): EventReader {
  const event = new RowReader(reading, 'projection_events', 0);
  const path = showTag(TAG.SOPClassUID);
  event.set('acquisition_plane', 'single', { path, raw: '113622' });
  event.set('acquisition_plane_code', '113622', { path, raw: '113622' });
  event.setCode(
    { meaning: 'event_type', code: 'event_type_code', scheme: 'event_type_scheme' },
    { value: '113611', scheme: 'DCM', meaning: 'Stationary Acquisition' },
    path,
  );
  readEventUid(event, dataSet);
  noteUnreadableStart(reading, dataSet);
  event.attribute('presentation_intent', dataSet, TAG.PresentationIntentType);
  const imageType = dataSet.texts(TAG.ImageType);
  if (imageType.length > 0) {
    event.set('image_type', imageType, { path: showTag(TAG.ImageType), raw: imageType.join('\\') });
  }
  return event;
}

/** The irradiation event that the image states; one that stands for several events states none of its own. */
function readEventUid(event: EventReader, dataSet: DataSet): void {
  const uids = irradiationEventUids(dataSet);
  const path = showTag(TAG.IrradiationEventUID);
  if (uids.length === 1) event.set('irradiation_event_uid', uids[0]!, { path, raw: uids[0]! });
  if (uids.length > 1) {
    event.reading.finding('several_values', path, `the image stands for ${uids.length} irradiation events`);
  }
}

/** An acquisition whose date or time cannot be read has that of another attribute, or none: not without a word. */
function noteUnreadableStart(reading: Reading, dataSet: DataSet): void {
  const date = dataSet.firstText(TAG.AcquisitionDate);
  const time = dataSet.firstText(TAG.AcquisitionTime);
  if (date !== null && parseDate(date) === null) {
    reading.finding('date_unreadable', showTag(TAG.AcquisitionDate), 'not a calendar date');
  }
  if (time !== null && parseTime(time) === null) {
    reading.finding(
      'date_time_unreadable',
      showTag(TAG.AcquisitionTime),
      'started_at_local: not a time of day',
    );
  }
}

/** Date and time of acquisition, apart or in one attribute. */
export function acquisitionStart(dataSet: DataSet): Start | null {
  return (
    wallClock(dataSet, { dates: [TAG.AcquisitionDate], times: [TAG.AcquisitionTime] }) ??
    dateTimeAttribute(dataSet, TAG.AcquisitionDateTime)
  );
}

/** The start of the first frame. */
export function startOfFrames(dataSet: DataSet): Start | null {
  const tag = TAG.FrameAcquisitionDateTime;
  const starts = framesOf(dataSet).flatMap((frame) => {
    const group = groupStating(frame, tag);
    return (group && dateTimeAttribute(group, tag)) ?? [];
  });
  return starts.sort((one, other) => (one.local < other.local ? -1 : 1))[0] ?? null;
}

/** The offset from UTC that stands with the start goes before that of the whole object. */
export function setStart(event: EventReader, start: Start | null, utcOffsetMinutes: number | null): void {
  if (!start) return;
  event.set('started_at_local', start.local, start);
  event.row.started_at_offset_min = start.offsetMinutes ?? utcOffsetMinutes;
}

/** Images hold data of source and mechanics, of the detector little (rows IMP-306, IMP-361). */
export function setDataAvailable(study: RowReader<'studies'>): void {
  const origin = { path: showTag(TAG.SOPClassUID), raw: '' };
  study.set('detector_data_available', false, origin);
  study.set('source_data_available', true, origin);
  study.set('mechanical_data_available', true, origin);
}

/** Exposure index, its target and deviation (IEC 62494-1). */
export function readExposureIndex(event: EventReader, dataSet: DataSet): void {
  event.attributeNumber('exposure_index', dataSet, TAG.ExposureIndex, '1');
  event.attributeNumber('target_exposure_index', dataSet, TAG.TargetExposureIndex, '1');
  event.attributeNumber('deviation_index', dataSet, TAG.DeviationIndex, '1');
}

/** Area of a rectangular field from its two dimensions in mm (rows IMP-325, IMP-383); a round one states one only. */
export function readCollimatedField(event: EventReader, dataSet: DataSet): void {
  const field = dimensionsOf(dataSet);
  const [height_mm, width_mm] = field?.values ?? [];
  if (!field || height_mm === undefined || width_mm === undefined || height_mm * width_mm <= 0) return;
  const { path, raw } = field;
  event.set('collimated_field_area_m2', (height_mm * width_mm) / 1e6, { path, raw, unit: 'mm' });
}

/** Dimensions of the field in whole millimetres, or as enhanced images state them. */
function dimensionsOf(dataSet: DataSet) {
  const raw = dataSet.text(TAG.FieldOfViewDimensions);
  if (raw !== null) {
    return { path: showTag(TAG.FieldOfViewDimensions), raw, values: parseDecimal(raw).values };
  }
  const values = dataSet.binaryNumbers(TAG.FieldOfViewDimensionsInFloat, 'FL').map(decimalOfFloat);
  if (!values.every(isUsualSize)) return null;
  return { path: showTag(TAG.FieldOfViewDimensionsInFloat), raw: values.join('\\'), values };
}

/** Radiological thickness in GE's private block (row IMP-324). */
export function readRadiologicalThickness(event: EventReader, dataSet: DataSet): void {
  const tag = radiologicalThicknessTag(dataSet);
  if (tag === null) return;
  event.attributeNumber('radiological_thickness_mm', dataSet, tag, 'mm');
  dropImpossible(event, ['radiological_thickness_mm']);
  if (event.row.radiological_thickness_mm !== null) event.reading.quirks.add(GE_RADIOLOGICAL_THICKNESS);
}

/** Requested procedure of an image: by code at the top (row IMP-302), else as the request states it (row IMP-049). */
export function readRequestedProcedureOfImage(study: RowReader<'studies'>, dataSet: DataSet): void {
  const item = dataSet.item(TAG.RequestedProcedureCodeSequence);
  const code = item ? codeOf(item) : null;
  if (!code) return readRequestedProcedure(study, dataSet);
  study.setCode(
    { meaning: 'requested_procedure_code_meaning', code: 'requested_procedure_code_value' },
    code,
    showTag(TAG.RequestedProcedureCodeSequence),
  );
}
