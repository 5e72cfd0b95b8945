import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { Extractor, Refusal } from '../extraction.js';
import { isToshibaCt } from '../quirks/toshiba-ct-dose-in-image-header.js';
import { isSecondaryCapture } from '../secondary-capture.js';

/** What makers call the series of such captures: GE "Dose Report", Siemens "Patient Protocol", Philips "Dose Info". */
const DOSE_SERIES =
  /\bdose (report|info|information|summary|record|page)\b|\bdosereport\b|^patient protocol$/i;

/** Whether an object is a capture of which the series is called after a dose page. */
export function isDosePage(dataSet: DataSet): boolean {
  return isSecondaryCapture(dataSet) && DOSE_SERIES.test(dataSet.text(TAG.SeriesDescription) ?? '');
}

/**
 * Captures of a CT's dose page whose numbers are burned into the picture and stand nowhere in the header (row IMP-442).
 * They are recorded as such, apart from objects that concern no dose: their doses are not read off the pixels.
 */
export const doseInPixels: Extractor = {
  name: 'ct-dose-in-pixels',
  version: 3,

  accepts: (dataSet) => isDosePage(dataSet) || (isSecondaryCapture(dataSet) && isToshibaDoseSummary(dataSet)),

  extract: (): Refusal => ({ outcome: 'not_dose', reason: 'dose_in_pixels_only' }),
};

/** Toshiba and Canon CT: the captures with an image type of two values are the dose summaries (row IMP-441). */
function isToshibaDoseSummary(dataSet: DataSet): boolean {
  return (
    dataSet.text(TAG.Modality)?.toUpperCase() === 'CT' &&
    isToshibaCt(dataSet) &&
    dataSet.texts(TAG.ImageType).length === 2
  );
}
