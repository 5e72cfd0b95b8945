import type { DataSet } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';
import type { Extraction, Extractor, Refusal } from './extraction.js';
import { doseInPixels } from './ct-dose-report/dose-in-pixels.js';
import { dosePageCapture } from './ct-dose-report/dose-page-capture.js';
import { philipsDoseInfo } from './ct-dose-report/philips-dose-info.js';
import { toshibaCtImage } from './ct-dose-report/toshiba-ct-image.js';
import { mammographyImage } from './image/mammography.js';
import { radiographyImage } from './image/radiography.js';
import { radiopharmaceuticalDoseReport } from './nuclear-medicine/index.js';
import { nuclearMedicineImage } from './nuclear-medicine/nuclear-image.js';
import { xrayDoseReport } from './rdsr/index.js';
import { otherDoseReport } from './rdsr/other-dose-report.js';
import { Reading } from './reading.js';
import { isStructuredReport } from './structured-report.js';
import { varicRadiationSummary } from './varic/index.js';

/** Every kind of object that is read. A new kind is a folder beside these and a line here. */
export const EXTRACTORS: readonly Extractor[] = [
  xrayDoseReport,
  radiopharmaceuticalDoseReport,
  varicRadiationSummary,
  mammographyImage,
  radiographyImage,
  nuclearMedicineImage,
  philipsDoseInfo,
  dosePageCapture,
  toshibaCtImage,
  doseInPixels,
  otherDoseReport,
];

/** Reads an object with the extractor that accepts it. What no extractor accepts holds no dose that we know of. */
export function extractObject(dataSet: DataSet, reading: Reading = new Reading()): Extraction | Refusal {
  const extractor = EXTRACTORS.find((candidate) => candidate.accepts(dataSet));
  if (!extractor) return { outcome: 'not_dose', reason: 'no_extractor' };
  const reason = incompleteness(dataSet);
  if (reason !== null) return { outcome: 'quarantined', reason };
  return extractor.extract(dataSet, reading);
}

/** Without these an object has no place among studies. */
const REQUIRED = [
  [TAG.SOPInstanceUID, 'sop_instance_uid_missing'],
  [TAG.StudyInstanceUID, 'study_instance_uid_missing'],
] as const;

/** PS3.5 allows 64 characters; a few makers overrun it. */
const LONGEST_UID = 128;

/** Why an object cannot be used whatever else it says; null where nothing is missing. */
function incompleteness(dataSet: DataSet): string | null {
  for (const [tag, reason] of REQUIRED) {
    const uid = dataSet.text(tag);
    if (uid === null) return reason;
    if (uid.length > LONGEST_UID) return 'uid_too_long';
  }
  // The content tree stands last: a report that was cut off before it looks whole otherwise.
  return isStructuredReport(dataSet) && dataSet.items(TAG.ContentSequence).length === 0
    ? 'content_missing'
    : null;
}

/** Whether some extractor reads objects of this kind. */
export function isAccepted(dataSet: DataSet): boolean {
  return EXTRACTORS.some((extractor) => extractor.accepts(dataSet));
}
