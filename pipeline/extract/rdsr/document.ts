import type { Device } from '../../../warehouse/tables/index.js';
import { ContentItem } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDate, parseTime } from '../../dicom/date-time.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction } from '../extraction.js';
import { copyEquipment, deviceIdOf, readEquipmentModule } from '../modules/equipment.js';
import { readPatientModule } from '../modules/patient.js';
import { readRequestedProcedure, readStudyModule } from '../modules/study.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { isSecondaryCapture } from '../secondary-capture.js';
import { ignoreForeignObserverUid } from '../quirks/ge-oec-observer-uid-is-study-uid.js';
import { observersOf, readDeviceObserver, readObservers } from './observer-context.js';

/** A report with its header read: what every dose template starts from. */
export interface ReportDocument {
  readonly root: ContentItem;
  readonly study: RowReader<'studies'>;
  readonly device: Device;
}

/** Reads the header of a report: study, patient, equipment and device observer; none of the doses. */
export function readReportDocument(reading: Reading, dataSet: DataSet): ReportDocument {
  const root = ContentItem.root(dataSet);
  const study = new RowReader(reading, 'studies', 0);
  readStudyModule(study, dataSet);
  readRequestedProcedure(study, dataSet);
  readPatientModule(study, dataSet);
  const observers = observersOf(root);
  readObservers(study, root, observers);
  const device = readEquipmentModule(reading, dataSet);
  readDeviceObserver(device, observers);
  ignoreForeignObserverUid(device, dataSet);
  device.row.device_id = deviceIdOf(device.row);
  copyEquipment(device.row, study.row);
  return { root, study, device: device.row };
}

type ReportContent = Pick<
  Extraction,
  'content' | 'ctEvents' | 'projectionEvents' | 'administrations' | 'accumulatedDoses'
>;

/** Puts together what a report says, with what its header tells of the document itself (PS3.3 C.17.2). */
export function reportExtraction(
  extractor: { readonly name: string; readonly version: number },
  dataSet: DataSet,
  document: ReportDocument,
  content: ReportContent,
): Extraction {
  const { reading, row: study } = document.study;
  for (const fallback of document.root.meaningFallbacks) {
    reading.finding('concept_by_meaning', fallback, 'the concept was not known by a code with its scheme');
  }
  return {
    extractor: extractor.name,
    extractorVersion: extractor.version,
    // What a capture repeats of a report must not count beside it.
    kind: isSecondaryCapture(dataSet) ? 'capture' : 'report',
    sopInstanceUid: dataSet.text(TAG.SOPInstanceUID) ?? '',
    sopClassUid: dataSet.text(TAG.SOPClassUID) ?? '',
    studyInstanceUid: dataSet.text(TAG.StudyInstanceUID) ?? '',
    isVerified: dataSet.text(TAG.VerificationFlag) === 'VERIFIED',
    isComplete: dataSet.text(TAG.CompletionFlag) === 'COMPLETE',
    contentAtLocal: contentAt(dataSet),
    predecessorUids: predecessors(dataSet),
    study,
    device: document.device,
    imageLinks: null,
    findings: reading.findings,
    quirks: [...reading.quirks],
    ...content,
  };
}

/** Content date and time as wall clock; midnight where the time is missing. */
export function contentAt(dataSet: DataSet): string | null {
  const date = parseDate(dataSet.firstText(TAG.ContentDate) ?? '');
  const time = parseTime(dataSet.firstText(TAG.ContentTime) ?? '');
  return date === null ? null : `${date}T${time ?? '00:00:00'}`;
}

function predecessors(dataSet: DataSet): string[] {
  return dataSet
    .items(TAG.PredecessorDocumentsSequence)
    .flatMap((study) => study.items(TAG.ReferencedSeriesSequence))
    .flatMap((series) => series.items(TAG.ReferencedSOPSequence))
    .map((reference) => reference.text(TAG.ReferencedSOPInstanceUID))
    .filter((uid) => uid !== null);
}
