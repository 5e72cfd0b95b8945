import type { AccumulatedDose, CtEvent } from '../../../warehouse/tables/index.js';
import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor } from '../extraction.js';
import { readImageDocument, setFixedCodes, type ImageDocument } from '../image/image-document.js';
import { readNames } from '../modules/study.js';
import { isPhilipsDoseInfo, PHILIPS_CT_DOSE_IN_CAPTURE } from '../quirks/philips-ct-dose-in-capture.js';
import type { Reading } from '../reading.js';
import { isSecondaryCapture } from '../secondary-capture.js';
import { captureExtraction, startAccumulated } from './captured-dose.js';
import { COMPUTED_TOMOGRAPHY, CT_IMAGE } from './ct-image.js';
import { fillFromComment, fillTotalFromComment, readDoseComment, type DoseComment } from './dose-comment.js';
import { elscintTag, readPhilipsExposure } from './philips-exposure.js';

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

  accepts: (dataSet) => isPicture(dataSet) && isPhilipsDoseInfo(dataSet) && statesDose(dataSet),

  extract(dataSet, reading): Extraction {
    const document = readImageDocument(reading, dataSet);
    reading.quirks.add(PHILIPS_CT_DOSE_IN_CAPTURE);
    setFixedCodes(document.study, COMPUTED_TOMOGRAPHY);
    readProcedure(document);
    readComment(document);
    const comment = readDoseComment(dataSet);
    const ctEvents = readExposures(reading, dataSet, comment);
    return captureExtraction(
      philipsDoseInfo,
      document,
      ctEvents,
      readAccumulated(document, comment, ctEvents.length),
    );
  },
};

/** The capture, or the localizer that some scanners put into its series with the same header. */
function isPicture(dataSet: DataSet): boolean {
  return isSecondaryCapture(dataSet) || dataSet.text(TAG.SOPClassUID) === CT_IMAGE;
}

/** Exposures or, without them, the total: a capture that repeats neither in its header has its doses in pixels only. */
function statesDose(dataSet: DataSet): boolean {
  const hasTotal = elscintText(dataSet, DLP) !== null;
  const { length } = dataSet.items(TAG.ExposureDoseSequence);
  return length > 0 || hasTotal || readDoseComment(dataSet).dlpTotal !== null;
}

/**
 * The exposures that have a type (row IMP-415). The comment, which archives keep where they drop what is private,
 * numbers them by series; of a series of several it cannot tell them apart.
 */
function readExposures(reading: Reading, dataSet: DataSet, comment: DoseComment): readonly CtEvent[] {
  const items = dataSet
    .items(TAG.ExposureDoseSequence)
    .filter((item) => item.text(TAG.AcquisitionType) !== null);
  const series = items.map((item) => Number(item.text(TAG.SeriesNumber) ?? NaN));
  return items.map((item, index) => {
    const event = readPhilipsExposure(reading, item, index);
    const isOnly = series.indexOf(series[index]!) === series.lastIndexOf(series[index]!);
    if (isOnly) fillFromComment(event, comment.exposures.get(series[index]!), PHILIPS_CT_DOSE_IN_CAPTURE);
    return event.row;
  });
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

/** Total DLP as the capture states it; it may be missing (row IMP-414). */
function readAccumulated(document: ImageDocument, comment: DoseComment, eventCount: number): AccumulatedDose {
  const tag = elscintTag(document.dataSet, 0x00e1, DLP);
  const total = startAccumulated(document, eventCount, showTag(tag ?? TAG.CommentsOnRadiationDose));
  if (tag !== null) total.attributeNumber('dlp_total_mgy_cm', document.dataSet, tag, 'mGy.cm');
  fillTotalFromComment(total, comment, PHILIPS_CT_DOSE_IN_CAPTURE);
  return total.row;
}
