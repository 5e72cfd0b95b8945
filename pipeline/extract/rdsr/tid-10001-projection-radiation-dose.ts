import type { AccumulatedDose } from '../../../warehouse/tables/index.js';
import { isConcept, type Code, type Concept } from '../../dicom/codes.js';
import {
  ACCUMULATED_AVERAGE_GLANDULAR_DOSE,
  ACCUMULATED_DOSE_DATA,
  ACQUISITION_DEVICE_TYPE,
  ACQUISITION_DOSE_AREA_PRODUCT_TOTAL,
  ACQUISITION_DOSE_RP_TOTAL,
  DOSE_AREA_PRODUCT_TOTAL,
  DOSE_RP_TOTAL,
  FLUORO_DOSE_AREA_PRODUCT_TOTAL,
  FLUORO_DOSE_RP_TOTAL,
  IRRADIATION_EVENT_DATA,
  TOTAL_FLUORO_TIME,
  X_RAY_DETECTOR_DATA_AVAILABLE,
  X_RAY_MECHANICAL_DATA_AVAILABLE,
  X_RAY_SOURCE_DATA_AVAILABLE,
} from '../../dicom/concepts/projection.js';
import { MAMMOGRAPHY, NO, YES } from '../../dicom/concepts/values.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import type { ContentKind, Extraction } from '../extraction.js';
import { noteAzurionDeviceType } from '../quirks/philips-azurion-device-type.js';
import { readFinalSourceToDetector } from '../quirks/philips-final-source-to-detector.js';
import { carrySourceToDetectorForward } from '../quirks/philips-source-to-detector-when-changed.js';
import { readFieldFromShutters } from '../quirks/philips-shutters.js';
import { readPatientPositionFromComment } from '../quirks/siemens-patient-position-in-comment.js';
import type { Reading } from '../reading.js';
import type { RowReader } from '../row-reader.js';
import { dropImpossibleIrradiationDurations } from './impossible-irradiation-duration.js';
import { noteDoubtfulExposures } from './doubtful-exposures.js';
import { readReportDocument, reportExtraction, type ReportDocument } from './document.js';
import { readIrradiationSpan } from './irradiation-span.js';
import { accumulatedIn } from './accumulated-containers.js';
import { readReportRoot, type ReportRoot } from './report-root.js';
import { readAccumulatedDoses } from './tid-10002-accumulated-dose.js';
import { readProjectionIrradiationEvent } from './tid-10003-irradiation-event.js';

/** Projection radiation dose report: fluoroscopy, radiography, mammography (TID 10001; rows IMP-120…IMP-246). */
export function extractProjectionReport(
  extractor: { readonly name: string; readonly version: number },
  dataSet: DataSet,
  reading: Reading,
): Extraction {
  const document = readReportDocument(reading, dataSet);
  const reportRoot = readReportRoot(document.study, document.root);
  readIrradiationSpan(document);
  readWhatIsReported(document);
  noteAzurionDeviceType(document.study);
  const projectionEvents = readEvents(reading, document.root);
  const accumulated = readAccumulatedDoses(
    reading,
    accumulatedIn(document.root, ACCUMULATED_DOSE_DATA, TOTALS),
  );
  return reportExtraction(extractor, dataSet, document, {
    content: contentOf(reportRoot.procedureReported, [...projectionEvents, ...accumulated]),
    ctEvents: [],
    projectionEvents,
    administrations: [],
    accumulatedDoses: accumulated.map((row) =>
      describePart(row, reportRoot, document, projectionEvents.length),
    ),
  });
}

const TOTALS = [
  ...[DOSE_AREA_PRODUCT_TOTAL, FLUORO_DOSE_AREA_PRODUCT_TOTAL, ACQUISITION_DOSE_AREA_PRODUCT_TOTAL],
  ...[DOSE_RP_TOTAL, FLUORO_DOSE_RP_TOTAL, ACQUISITION_DOSE_RP_TOTAL],
  ...[TOTAL_FLUORO_TIME, ACCUMULATED_AVERAGE_GLANDULAR_DOSE],
];

function readEvents(reading: Reading, root: ContentItem): RowReader<'projection_events'>['row'][] {
  const items = root.everyWithin(IRRADIATION_EVENT_DATA);
  const events = items.map((item, index) => readProjectionIrradiationEvent(reading, item, index));
  events.forEach((event, index) => readFinalSourceToDetector(event, items[index]!));
  carrySourceToDetectorForward(events, items);
  events.forEach((event, index) => readFieldFromShutters(event, items[index]!));
  readPatientPositionFromComment(events, root);
  const rows = events.map((event) => event.row);
  dropImpossibleIrradiationDurations(reading, rows);
  noteDoubtfulExposures(reading, rows);
  return rows;
}

/**
 * Mammography is a kind of content of its own, by code or wherever the meaning names it (row IMP-120), and where a
 * glandular dose above 0 is stated, which no other examination has.
 */
function contentOf(
  procedure: Code | null,
  rows: readonly { readonly agd_mgy: number | null }[],
): ContentKind {
  const isNamed = procedure?.meaning.toLowerCase().includes('mammography');
  if (isNamed || (procedure && isConcept(procedure, MAMMOGRAPHY))) return 'MG';
  return rows.some((row) => (row.agd_mgy ?? 0) > 0) ? 'MG' : 'projection';
}

const AVAILABILITY = [
  ['detector_data_available', X_RAY_DETECTOR_DATA_AVAILABLE],
  ['source_data_available', X_RAY_SOURCE_DATA_AVAILABLE],
  ['mechanical_data_available', X_RAY_MECHANICAL_DATA_AVAILABLE],
] as const;

/** Device type and which kinds of data the report claims to hold (rows IMP-121, IMP-123). */
function readWhatIsReported({ study, root }: ReportDocument): void {
  study.code(
    { meaning: 'acquisition_device_type', code: 'acquisition_device_type_code' },
    root,
    ACQUISITION_DEVICE_TYPE,
  );
  for (const [column, concept] of AVAILABILITY) {
    const item = codedItem(concept, [root]);
    if (item)
      study.set(column, yesOrNo(item.codeOrText), { path: item.path, raw: item.codeOrText?.meaning ?? '' });
  }
}

function yesOrNo(code: Code | null): boolean | null {
  const is = (answer: Concept) => isConcept(code, answer);
  return is(YES) ? true : is(NO) ? false : null;
}

function describePart(
  row: AccumulatedDose,
  root: ReportRoot,
  document: ReportDocument,
  eventCount: number,
): AccumulatedDose {
  row.scope = root.scope;
  row.scope_uid = root.scopeUid;
  row.device_id = document.device.device_id;
  row.event_count = eventCount;
  return row;
}
