import type { AccumulatedDose, CtEvent } from '../../../warehouse/tables/index.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor } from '../extraction.js';
import { readImageDocument, setFixedCodes, type ImageDocument } from '../image/image-document.js';
import { CT_DOSE_IN_CAPTURE_HEADER } from '../quirks/ct-dose-in-capture-header.js';
import type { Reading } from '../reading.js';
import { captureExtraction, startAccumulated } from './captured-dose.js';
import { readCapturedExposure } from './captured-exposure.js';
import { COMPUTED_TOMOGRAPHY } from './ct-image.js';
import { readCodedPhantom } from './ctdi-phantom.js';
import { fillFromComment, fillTotalFromComment, readDoseComment, type DoseComment } from './dose-comment.js';
import { isDosePage } from './dose-in-pixels.js';

/**
 * Captures of a CT's dose page that repeat the doses in their header as the standard has it, which GE sends (Q64). Like
 * those of Philips, their events have no UID of their own.
 */
export const dosePageCapture: Extractor = {
  name: 'ct-dose-page-capture',
  version: 1,

  accepts: (dataSet) => isDosePage(dataSet) && statesDose(dataSet),

  extract(dataSet, reading): Extraction {
    const document = readImageDocument(reading, dataSet);
    reading.quirks.add(CT_DOSE_IN_CAPTURE_HEADER);
    setFixedCodes(document.study, COMPUTED_TOMOGRAPHY);
    const comment = readDoseComment(dataSet);
    const ctEvents = readExposures(reading, dataSet, comment);
    return captureExtraction(
      dosePageCapture,
      document,
      ctEvents,
      readAccumulated(document, comment, ctEvents.length),
    );
  },
};

/** A CTDIvol of some exposure, or a DLP in the comment; the sequence alone is of other modalities too. */
function statesDose(dataSet: DataSet): boolean {
  const exposures = dataSet.items(TAG.ExposureDoseSequence);
  if (exposures.some((item) => item.binaryNumbers(TAG.CTDIvol, 'FD').length > 0)) return true;
  const { dlpTotal, exposures: commented } = readDoseComment(dataSet);
  return dlpTotal !== null || (exposures.length > 0 && commented.size > 0);
}

/** The comment numbers exposures by their place, from 1; one without type and dose is none. */
function readExposures(reading: Reading, dataSet: DataSet, comment: DoseComment): readonly CtEvent[] {
  return dataSet
    .items(TAG.ExposureDoseSequence)
    .map((item, index) => {
      const event = readCapturedExposure(reading, item, index);
      event.attribute('target_region', item, TAG.BodyPartExamined);
      readCodedPhantom(event, item);
      fillFromComment(event, comment.exposures.get(index + 1), CT_DOSE_IN_CAPTURE_HEADER);
      return event.row;
    })
    .filter(
      (row) => row.ct_acquisition_type !== null || row.ctdi_vol_mgy !== null || row.dlp_mgy_cm !== null,
    );
}

function readAccumulated(document: ImageDocument, comment: DoseComment, eventCount: number): AccumulatedDose {
  const total = startAccumulated(document, eventCount, showTag(TAG.CommentsOnRadiationDose));
  fillTotalFromComment(total, comment, CT_DOSE_IN_CAPTURE_HEADER);
  return total.row;
}
