import type { AccumulatedDose, CtEvent } from '../../../warehouse/tables/index.js';
import { CT_ACCUMULATED_DOSE_DATA, CT_ACQUISITION, CT_DLP_TOTAL } from '../../dicom/concepts/ct.js';
import { accumulatedIn } from './accumulated-containers.js';
import type { DataSet } from '../../dicom/data-set.js';
import type { Extraction } from '../extraction.js';
import { readConvertedTotal } from '../quirks/pixelmed-head-dose-halved-in-total.js';
import type { Reading } from '../reading.js';
import { readReportDocument, reportExtraction, type ReportDocument } from './document.js';
import { dropImpossibleExposureTimes } from './impossible-exposure-time.js';
import { readIrradiationSpan } from './irradiation-span.js';
import { readReportRoot, type ReportRoot } from './report-root.js';
import { readCtAccumulatedDose } from './tid-10012-ct-accumulated-dose.js';
import { readCtIrradiationEvent } from './tid-10013-ct-irradiation-event.js';

/** CT radiation dose report (TID 10011; rows IMP-250…IMP-286). */
export function extractCtReport(
  extractor: { readonly name: string; readonly version: number },
  dataSet: DataSet,
  reading: Reading,
): Extraction {
  const document = readReportDocument(reading, dataSet);
  const reportRoot = readReportRoot(document.study, document.root);
  readIrradiationSpan(document);
  const events = document.root
    .everyWithin(CT_ACQUISITION)
    .map((item, index) => readCtIrradiationEvent(reading, item, index));
  dropImpossibleExposureTimes(document.study.row, events);
  const containers = accumulatedIn(document.root, CT_ACCUMULATED_DOSE_DATA, [CT_DLP_TOTAL]);
  const accumulated = containers.flatMap((container) => readCtAccumulatedDose(reading, container));
  const ctEvents = events.map((event) => event.row);
  readConvertedTotal(reading, accumulated, ctEvents);
  noteEventCount(document, accumulated, ctEvents);
  return reportExtraction(extractor, dataSet, document, {
    content: 'CT',
    ctEvents,
    projectionEvents: [],
    administrations: [],
    accumulatedDoses: accumulated.map((row) => describePart(row, reportRoot, document, ctEvents)),
  });
}

function describePart(
  row: AccumulatedDose,
  root: ReportRoot,
  document: ReportDocument,
  events: readonly CtEvent[],
): AccumulatedDose {
  row.scope = root.scope;
  row.scope_uid = root.scopeUid;
  row.device_id = document.device.device_id;
  row.event_count = events.length;
  return row;
}

/** The report's own count of events and the events that it holds may disagree (row IMP-560): both are kept. */
function noteEventCount(document: ReportDocument, accumulated: AccumulatedDose[], events: CtEvent[]): void {
  const stated = accumulated[0]?.event_count_reported ?? null;
  if (stated === null || stated === events.length) return;
  const message = `the report states ${stated} events and holds ${events.length}`;
  document.study.reading.finding('event_count_differs', null, message);
}
