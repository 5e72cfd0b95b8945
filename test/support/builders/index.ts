export { CONCEPT, VALUE, code, type Code } from './codes.js';
export * from './content-items.js';
export { UNIT } from './units.js';
export { random, rounded, uid, type Random, type Seed } from './seeded.js';
export { dateOf, fromMillis, plusSeconds, timeOf, toMillis, type WallClock } from './wall-clock.js';
export { SOP_CLASS, sopInstanceUid, studyInstanceUid, type ObjectParts } from './object-header.js';
export { eventUid, type ReportParts } from './report-parts.js';
export { CTDI_PHANTOM, CT_ACQUISITION_TYPE, type CtEvent, type CtdiPhantom } from './ct-event.js';
export { ctEvents, ctReport, type CtEventInput, type CtReportParts } from './ct-report.js';
export {
  EVENT_TYPE,
  FILTER_TYPE,
  MATERIAL,
  REFERENCE_POINT,
  type ProjectionEvent,
} from './projection-event.js';
export type { ProjectionEventInput, ProjectionKind } from './projection-defaults.js';
export type { EventQuantity, UnitOverrides } from './projection-quantities.js';
export {
  DEVICE_TYPE,
  fluoroscopyReport,
  mammographyReport,
  projectionEvents,
  radiographyReport,
  type FluoroscopyReportParts,
  type ProjectionReportParts,
} from './projection-report.js';
export { RADIOPHARMACEUTICAL, type Administration, type Radiopharmaceutical } from './radiopharmaceutical.js';
export {
  radiopharmaceuticalReport,
  type RadiopharmaceuticalReportParts,
} from './radiopharmaceutical-report.js';
export {
  mammographyImage,
  mammographyPair,
  radiographyImage,
  type MammographyImageParts,
  type RadiographyImageParts,
} from './projection-images.js';
export { nuclearMedicineImage, petImage, type NuclearImageParts } from './nuclear-images.js';
export { ctDoseCapture, type CaptureExposure, type CtDoseCaptureParts } from './ct-dose-capture.js';
