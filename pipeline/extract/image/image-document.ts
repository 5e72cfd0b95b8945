import type { Device } from '../../../warehouse/tables/index.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDate, parseDateTime, parseTime } from '../../dicom/date-time.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor } from '../extraction.js';
import { copyEquipment, deviceIdOf, readEquipmentModule } from '../modules/equipment.js';
import { readPatientModule } from '../modules/patient.js';
import { readStudyModule } from '../modules/study.js';
import { contentAt } from '../rdsr/document.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';

/** An image or capture with its header read: what every kind of image starts from. */
export interface ImageDocument {
  readonly dataSet: DataSet;
  readonly study: RowReader<'studies'>;
  readonly device: Device;
}

/** Reads study, patient and equipment of an image; none of its doses. */
export function readImageDocument(reading: Reading, dataSet: DataSet): ImageDocument {
  const study = new RowReader(reading, 'studies', 0);
  readStudyModule(study, dataSet);
  readPatientModule(study, dataSet);
  const device = readEquipmentModule(reading, dataSet);
  device.row.device_id = deviceIdOf(device.row);
  copyEquipment(device.row, study.row);
  return { dataSet, study, device: device.row };
}

type ImageContent = Pick<Extraction, 'kind' | 'content'> &
  Partial<
    Pick<Extraction, 'ctEvents' | 'projectionEvents' | 'administrations' | 'accumulatedDoses' | 'imageLinks'>
  >;

/** Puts together what an image says. An image is neither verified nor a version of another: it is complete. */
export function imageExtraction(
  extractor: Pick<Extractor, 'name' | 'version'>,
  { dataSet, study, device }: ImageDocument,
  content: ImageContent,
): Extraction {
  return {
    extractor: extractor.name,
    extractorVersion: extractor.version,
    sopInstanceUid: dataSet.text(TAG.SOPInstanceUID) ?? '',
    sopClassUid: dataSet.text(TAG.SOPClassUID) ?? '',
    studyInstanceUid: dataSet.text(TAG.StudyInstanceUID) ?? '',
    isVerified: false,
    isComplete: true,
    contentAtLocal: contentAt(dataSet),
    predecessorUids: [],
    study: study.row,
    device,
    ctEvents: [],
    projectionEvents: [],
    administrations: [],
    accumulatedDoses: [],
    imageLinks: null,
    ...content,
    findings: study.reading.findings,
    quirks: [...study.reading.quirks],
  };
}

/** What follows from an object being an image, as a report on it would state it (rows IMP-306, IMP-361, IMP-413). */
export function setFixedCodes(
  study: RowReader<'studies'>,
  procedure: { readonly value: string; readonly scheme: string; readonly meaning: string },
): void {
  const path = showTag(TAG.SOPClassUID);
  study.setCode({ meaning: 'procedure_reported', code: 'procedure_reported_code' }, procedure, path);
  study.setCode({ meaning: 'has_intent', code: 'has_intent_code' }, DIAGNOSTIC_INTENT, path);
  study.setCode({ meaning: 'scope_of_accumulation', code: 'scope_of_accumulation_code' }, SCOPE_STUDY, path);
  study.set('sources_of_dose_information', [COPIED_FROM_IMAGE], { path, raw: COPIED_FROM_IMAGE.meaning });
}

const DIAGNOSTIC_INTENT = { value: 'R-408C3', scheme: 'SRT', meaning: 'Diagnostic Intent' };
const SCOPE_STUDY = { value: '113014', scheme: 'DCM', meaning: 'Study' };
const COPIED_FROM_IMAGE = { value: '113866', scheme: 'DCM', meaning: 'Copied From Image Attributes' };

/** When something began, as an image states it. */
export interface Start {
  readonly local: string;
  readonly path: string;
  readonly raw: string;
  readonly offsetMinutes?: number | null;
}

interface DatePair {
  readonly dates: readonly number[];
  readonly times: readonly number[];
}

/** Wall clock from the first date and, apart from it, the first time that are stated; null without a date. */
export function wallClock(dataSet: DataSet, { dates, times }: DatePair): Omit<Start, 'offsetMinutes'> | null {
  const date = firstOf(dataSet, dates, parseDate);
  const time = firstOf(dataSet, times, parseTime);
  if (!date || !time) return null;
  return { local: `${date.value}T${time.value}`, path: showTag(time.tag), raw: `${date.raw} ${time.raw}` };
}

function firstOf(
  dataSet: DataSet,
  tags: readonly number[],
  parse: (raw: string) => string | null,
): { readonly value: string; readonly tag: number; readonly raw: string } | null {
  for (const tag of tags) {
    const raw = dataSet.firstText(tag);
    const value = raw === null ? null : parse(raw);
    if (raw !== null && value !== null) return { value, tag, raw };
  }
  return null;
}

/** Wall clock of a DT attribute with its offset from UTC; null where it states no time of day. */
export function dateTimeAttribute(
  dataSet: DataSet,
  tag: number,
): (Start & { readonly offsetMinutes: number | null }) | null {
  const raw = dataSet.firstText(tag);
  const parsed = raw === null ? null : parseDateTime(raw);
  if (raw === null || !parsed?.local || parsed.precision === 'day') return null;
  return { local: parsed.local, offsetMinutes: parsed.offsetMinutes, path: showTag(tag), raw };
}
