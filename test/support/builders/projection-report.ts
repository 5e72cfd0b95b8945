import { CONCEPT, VALUE, code, type Code } from './codes.js';
import { codeItem, container, documentRoot, modifier, num, type ContentItem } from './content-items.js';
import { SOP_CLASS, writeObject } from './object-header.js';
import { completeEvent, type ProjectionEventInput, type ProjectionKind } from './projection-defaults.js';
import {
  acquisitionPlane,
  irradiationEvent,
  referencePointItem,
  type Plane,
  type ProjectionEvent,
} from './projection-event.js';
import {
  accumulatedQuantityItems,
  type AccumulatedQuantities,
  type AccumulatedQuantity,
  type UnitOverrides,
} from './projection-quantities.js';
import { accumulatedTotals, breastTotals } from './projection-totals.js';
import {
  deviceObserver,
  orElse,
  procedureReported,
  reportHeader,
  studyScope,
  type ReportParts,
} from './report-parts.js';
import { UNIT } from './units.js';

/** Accumulated dose of a plane; totals default to the events' own, null leaves an item out. */
export type AccumulatedInput = AccumulatedQuantities & {
  readonly plane: Plane;
  readonly referencePoint?: Code | string | null;
  readonly units?: UnitOverrides<AccumulatedQuantity>;
};

export interface ProjectionReportParts extends ReportParts {
  /** A number of default events, or the events one by one. */
  readonly events?: number | readonly ProjectionEventInput[];
  /** One container per plane; by default one for each plane that has events. null leaves them out. */
  readonly accumulated?: readonly AccumulatedInput[] | null;
  /** Accumulated average glandular dose per breast; by default the sums of the events. null leaves them out. */
  readonly accumulated_agd?: readonly { readonly breast: Code; readonly agd_mgy: number }[] | null;
  /** Acquisition device type (CID 10032); null leaves the item out. */
  readonly deviceType?: Code | null;
  readonly procedure?: Code;
  readonly intent?: Code | null;
}

/** Acquisition device types (CID 10032). */
export const DEVICE_TYPE = {
  fluoroscopy: code('113957', 'DCM', 'Fluoroscopy-Guided Projection Radiography System'),
  integrated: code('113958', 'DCM', 'Integrated Projection Radiography System'),
  cassette: code('113959', 'DCM', 'Cassette-based Projection Radiography System'),
} as const;

export interface FluoroscopyReportParts extends ProjectionReportParts {
  /** Default events alternate between planes A and B instead of standing in a single plane. */
  readonly biplane?: boolean;
}

/**
 * A fluoroscopy dose report (TID 10001). By default 4 events: fluoroscopy, and every fourth an acquisition;
 * pulse values are lists where the caller gives lists.
 */
export function fluoroscopyReport(parts: FluoroscopyReportParts = {}): Uint8Array {
  return projectionReport('fluoroscopy', { ...parts, events: fluoroscopyInputs(parts) });
}

/** A radiography dose report (TID 10001) of an integrated system; by default 2 exposures. */
export function radiographyReport(parts: ProjectionReportParts = {}): Uint8Array {
  return projectionReport('radiography', parts);
}

/** A mammography dose report (TID 10001); by default 4 exposures: both breasts, two views. */
export function mammographyReport(parts: ProjectionReportParts = {}): Uint8Array {
  return projectionReport('mammography', parts);
}

/** The events that the report of this kind would write for these parts, every default filled in. */
export function projectionEvents(
  kind: ProjectionKind,
  parts: FluoroscopyReportParts = {},
): readonly ProjectionEvent[] {
  const wanted = kind === 'fluoroscopy' ? fluoroscopyInputs(parts) : (parts.events ?? DEFAULT_COUNT[kind]);
  const inputs = typeof wanted === 'number' ? Array.from({ length: wanted }, () => ({})) : wanted;
  return inputs.map((input, index) => completeEvent(input, kind, parts, index + 1));
}

const DEFAULT_COUNT: Readonly<Record<ProjectionKind, number>> = {
  fluoroscopy: 4,
  radiography: 2,
  mammography: 4,
};

const DEFAULT_DEVICE_TYPE: Readonly<Record<ProjectionKind, Code | null>> = {
  fluoroscopy: DEVICE_TYPE.fluoroscopy,
  radiography: DEVICE_TYPE.integrated,
  mammography: null,
};

function fluoroscopyInputs(parts: FluoroscopyReportParts): readonly ProjectionEventInput[] {
  const wanted = parts.events ?? DEFAULT_COUNT.fluoroscopy;
  if (typeof wanted !== 'number') return wanted;
  return Array.from({ length: wanted }, (_, index) => ({
    type: index % 4 === 3 ? 'stationary' : 'fluoroscopy',
    plane: parts.biplane !== true ? 'single' : index % 2 === 0 ? 'A' : 'B',
  }));
}

function projectionReport(kind: ProjectionKind, parts: ProjectionReportParts): Uint8Array {
  const events = projectionEvents(kind, parts);
  const attributes = reportHeader(parts, SOP_CLASS.xRayDoseReport, `${kind}-report`);
  const deviceType = orElse(parts.deviceType, DEFAULT_DEVICE_TYPE[kind]);
  const procedure = parts.procedure ?? (kind === 'mammography' ? VALUE.mammography : VALUE.projectionXRay);
  const intent = orElse(parts.intent, VALUE.diagnosticIntent);
  const content = [
    procedureReported(procedure, intent),
    deviceType && codeItem(code('122142', 'DCM', 'Acquisition Device Type'), deviceType),
    deviceObserver({ ...attributes, ...parts.attributes }, parts),
    studyScope(parts),
    ...DATA_AVAILABLE,
    ...accumulatedContainers(kind, parts, events),
    ...events.map(irradiationEvent),
    ...(parts.extra ?? []),
    codeItem(CONCEPT.sourceOfDose, VALUE.automated),
  ];
  const root = documentRoot(CONCEPT.doseReport, content, orElse(parts.template, '10001'));
  return writeObject({ ...attributes, ...root }, parts);
}

const DATA_AVAILABLE: readonly ContentItem[] = [
  codeItem(code('113945', 'DCM', 'X-Ray Detector Data Available'), VALUE.yes),
  codeItem(code('113943', 'DCM', 'X-Ray Source Data Available'), VALUE.yes),
  codeItem(code('113944', 'DCM', 'X-Ray Mechanical Data Available'), VALUE.yes),
];

function accumulatedContainers(
  kind: ProjectionKind,
  parts: ProjectionReportParts,
  events: readonly ProjectionEvent[],
): readonly ContentItem[] {
  if (parts.accumulated === null) return [];
  const planes = [...new Set(events.flatMap((event) => event.plane ?? []))];
  const wanted = parts.accumulated ?? planes.map((plane): AccumulatedInput => ({ plane }));
  return wanted.map((input) => accumulatedContainer(kind, parts, input, events));
}

function accumulatedContainer(
  kind: ProjectionKind,
  parts: ProjectionReportParts,
  input: AccumulatedInput,
  events: readonly ProjectionEvent[],
): ContentItem {
  const { plane, referencePoint, units, ...stated } = input;
  const ofPlane = events.filter((event) => event.plane === plane);
  const known = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
  const point = orElse(referencePoint, kind === 'mammography' ? null : (ofPlane[0]?.referencePoint ?? null));
  return container(code('113702', 'DCM', 'Accumulated X-Ray Dose Data'), [
    acquisitionPlane(plane),
    ...accumulatedQuantityItems({ ...accumulatedTotals(kind, ofPlane), ...known }, units),
    ...(kind === 'mammography' ? breastItems(orElse(parts.accumulated_agd, breastTotals(ofPlane))) : []),
    point === null ? null : referencePointItem(point),
  ]);
}

function breastItems(totals: ProjectionReportParts['accumulated_agd']): readonly ContentItem[] {
  const concept = code('111637', 'DCM', 'Accumulated Average Glandular Dose');
  return (totals ?? []).map(({ breast, agd_mgy }) =>
    num(concept, agd_mgy, UNIT.mgy, [modifier(codeItem(CONCEPT.laterality, breast))]),
  );
}
