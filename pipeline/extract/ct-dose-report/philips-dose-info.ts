import type { AccumulatedDose } from '../../../warehouse/tables/index.js';
import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor } from '../extraction.js';
import {
  imageExtraction,
  readImageDocument,
  setFixedCodes,
  type ImageDocument,
} from '../image/image-document.js';
import { readNames } from '../modules/study.js';
import { isPhilipsDoseInfo, PHILIPS_CT_DOSE_IN_CAPTURE } from '../quirks/philips-ct-dose-in-capture.js';
import { RowReader } from '../row-reader.js';
import { isSecondaryCapture } from '../secondary-captures.js';
import { readIrradiationSpan } from './irradiation-span.js';
import { elscintTag, readPhilipsExposure } from './philips-exposure.js';

const COMPUTED_TOMOGRAPHY = { value: 'P5-08000', scheme: 'SRT', meaning: 'Computed Tomography X-Ray' };
const DLP = 0x21;
const PROTOCOL_FILE_NAME = 0x61;

/**
 * Philips CT dose information (rows IMP-410…IMP-422, Q13, Q14): a secondary capture that repeats in its header the
 * doses that it shows. Events have no UID of their own; assembly tells them apart by what they state, so that the same
 * capture, sent again under another UID or grown by a series, adds nothing twice.
 */
export const philipsDoseInfo: Extractor = {
  name: 'ct-philips-dose-info',
  version: 4,

  accepts(dataSet) {
    return isSecondaryCapture(dataSet) && isPhilipsDoseInfo(dataSet) && statesDose(dataSet);
  },

  extract(dataSet, reading): Extraction {
    const document = readImageDocument(reading, dataSet);
    reading.quirks.add(PHILIPS_CT_DOSE_IN_CAPTURE);
    setFixedCodes(document.study, COMPUTED_TOMOGRAPHY);
    readProcedure(document);
    readComment(document);
    const events = dataSet
      .items(TAG.ExposureDoseSequence)
      .filter((item) => item.text(TAG.AcquisitionType) !== null)
      .map((item, index) => readPhilipsExposure(reading, item, index));
    const ctEvents = events.map((event) => event.row);
    readIrradiationSpan(document.study.row, ctEvents);
    return imageExtraction(philipsDoseInfo, document, {
      kind: 'capture',
      content: 'CT',
      ctEvents,
      accumulatedDoses: [readAccumulated(document, ctEvents.length)],
    });
  },
};

/** Exposures or, without them, the total: a capture that repeats neither in its header has its doses in pixels only. */
function statesDose(dataSet: DataSet): boolean {
  const hasTotal = elscintText(dataSet, DLP) !== null;
  return dataSet.items(TAG.ExposureDoseSequence).length > 0 || hasTotal;
}

function elscintText(dataSet: DataSet, element: number): string | null {
  const tag = elscintTag(dataSet, 0x00e1, element);
  return tag === null ? null : dataSet.text(tag);
}

/** The protocol is what describes the study; the codes are those of the scheduled protocol (row IMP-411). */
function readProcedure({ study, dataSet }: ImageDocument): void {
  study.attribute('study_description', dataSet, TAG.ProtocolName);
  readNames(study, 'referring_physician', dataSet, TAG.RequestingPhysician);
  const request = dataSet.item(TAG.RequestAttributesSequence);
  const scheduled = request?.item(TAG.ScheduledProtocolCodeSequence);
  const code = scheduled ? codeOf(scheduled) : null;
  if (code) {
    const columns = { meaning: 'procedure_code_meaning', code: 'procedure_code_value' } as const;
    study.setCode(columns, code, showTag(TAG.ScheduledProtocolCodeSequence));
  }
  study.attribute('requested_procedure_code_meaning', dataSet, TAG.RequestedProcedureDescription);
}

/** What the capture says in words, under the headings of row IMP-412. */
function readComment({ study, dataSet }: ImageDocument): void {
  const description = dataSet.text(TAG.StudyDescription) ?? '';
  const doseComment = dataSet.text(TAG.CommentsOnRadiationDose) ?? '';
  const fileName = elscintText(dataSet, PROTOCOL_FILE_NAME) ?? '';
  if (description === '' && doseComment === '' && fileName === '') return;
  const comment =
    `StudyDescription: ${description}. Comments on radiation dose: ${doseComment}. ` +
    `ProtocolFilename: ${fileName}`;
  study.set('comment', comment, { path: showTag(TAG.CommentsOnRadiationDose), raw: doseComment });
}

/** Total DLP and number of exposures as the capture states them; either may be missing (row IMP-414). */
function readAccumulated({ study, dataSet, device }: ImageDocument, eventCount: number): AccumulatedDose {
  const total = new RowReader(study.reading, 'accumulated_doses', 0);
  const tag = elscintTag(dataSet, 0x00e1, DLP);
  const path = showTag(tag ?? TAG.TotalNumberOfExposures);
  total.set('part_kind', 'phantom', { path, raw: '' });
  total.set('part', 'all', { path, raw: '' });
  if (tag !== null) total.attributeNumber('dlp_total_mgy_cm', dataSet, tag, 'mGy.cm');
  const stated = statedCount(dataSet);
  total.set('event_count_reported', stated, {
    path: showTag(TAG.TotalNumberOfExposures),
    raw: String(stated),
  });
  total.attribute('comment', dataSet, TAG.CommentsOnRadiationDose);
  total.row.scope = study.row.scope_of_accumulation;
  total.row.device_id = device.device_id;
  total.row.event_count = eventCount;
  if (stated !== null && stated !== eventCount) {
    const message = `the capture states ${stated} events and holds ${eventCount}`;
    study.reading.finding('event_count_differs', null, message);
  }
  return total.row;
}

function statedCount(dataSet: DataSet): number | null {
  return dataSet.binaryNumbers(TAG.TotalNumberOfExposures, 'US')[0] ?? null;
}
