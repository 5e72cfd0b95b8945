import { CONCEPT, VALUE, code, type Code } from './codes.js';
import {
  codeItem,
  container,
  dateTime,
  documentRoot,
  num,
  observation,
  text,
  type ContentItem,
} from './content-items.js';
import {
  ctAcquisition,
  phantomItem,
  type CtEvent,
  type CtdiPhantom,
  type DoseCheckPart,
} from './ct-event.js';
import { SOP_CLASS, seedOf, startOf, writeObject } from './object-header.js';
import {
  deviceObserver,
  eventUid,
  orElse,
  procedureReported,
  reportHeader,
  studyScope,
  type ReportParts,
} from './report-parts.js';
import { random, rounded } from './seeded.js';
import { UNIT } from './units.js';
import { plusSeconds } from './wall-clock.js';

/** What is stated about an event; what is absent gets a default, null leaves the item out. */
export type CtEventInput = Partial<CtEvent> & {
  /** Two X-ray sources, the second at another voltage. Ignored when `sources` is given. */
  readonly dualSource?: boolean;
  /** Short form for an alert and a notification with values configured. */
  readonly doseCheck?: boolean;
};

/** CT Accumulated Dose Data (TID 10012). Totals default to the events' own; null leaves the item out. */
export interface CtAccumulated {
  readonly event_count?: number | null;
  readonly dlp_mgy_cm?: number | null;
  /** DLP totals per phantom, each an item of its own with its phantom, instead of the one total. */
  readonly dlp_per_phantom?: readonly { readonly phantom: CtdiPhantom; readonly dlp_mgy_cm: number }[];
  readonly effective_dose_msv?: number | null;
  readonly comment?: string;
}

export interface CtReportParts extends ReportParts {
  /** A number of default events (a localizer, then spirals), or the events one by one. Default 2. */
  readonly events?: number | readonly CtEventInput[];
  /** null leaves the container out. */
  readonly accumulated?: CtAccumulated | null;
  readonly procedure?: Code;
  /** Enhanced SR instead of X-Ray Radiation Dose SR, as old scanners send it. */
  readonly enhancedReport?: boolean;
}

/** A CT radiation dose report (TID 10011). Same parts, same bytes. */
export function ctReport(parts: CtReportParts = {}): Uint8Array {
  const events = ctEvents(parts);
  const sopClass = parts.enhancedReport === true ? SOP_CLASS.enhancedReport : SOP_CLASS.xRayDoseReport;
  const attributes = reportHeader(parts, sopClass, 'ct-report');
  const start = startOf(parts);
  const end = plusSeconds(start, 30 + events.length * 60);
  const content = [
    procedureReported(parts.procedure ?? VALUE.computedTomography, VALUE.diagnosticIntent),
    deviceObserver({ ...attributes, ...parts.attributes }, parts),
    observation(dateTime(code('113809', 'DCM', 'Start of X-Ray Irradiation'), start)),
    observation(dateTime(code('113810', 'DCM', 'End of X-Ray Irradiation'), end)),
    studyScope(parts),
    parts.accumulated === null ? null : accumulatedDose(parts.accumulated ?? {}, events),
    ...events.map(ctAcquisition),
    ...(parts.extra ?? []),
    codeItem(CONCEPT.sourceOfDose, VALUE.automated),
  ];
  const root = documentRoot(CONCEPT.doseReport, content, orElse(parts.template, '10011'));
  return writeObject({ ...attributes, ...root }, parts);
}

/** The events that `ctReport` would write for these parts, every default filled in. */
export function ctEvents(parts: CtReportParts = {}): readonly CtEvent[] {
  const wanted = parts.events ?? 2;
  const inputs: readonly CtEventInput[] =
    typeof wanted === 'number'
      ? Array.from({ length: wanted }, (_, index) => (index === 0 && wanted > 1 ? { type: 'localizer' } : {}))
      : wanted;
  return inputs.map((input, index) => completeEvent(input, parts, index + 1));
}

function completeEvent(input: CtEventInput, parts: CtReportParts, ordinal: number): CtEvent {
  const stream = random(`ct-event/${seedOf(parts)}/${ordinal}`);
  const { dualSource, doseCheck, ...stated } = input;
  const defaults =
    input.type === 'localizer' ? localizer() : scan(stream.logNormal(9, 0.3), stream.integer(250, 600));
  const check = doseCheck === true ? CHECK_CONFIGURED : null;
  const common = {
    uid: eventUid(parts, ordinal),
    targetRegion: VALUE.chest,
    procedureContext: null,
    effective_dose_msv: null,
    alert: check,
    notification: check,
    comment: null,
    extra: [],
  };
  const known = withoutUndefined(stated);
  const event: CtEvent = {
    ...common,
    ...defaults,
    ...(dualSource === true ? { sources: DUAL_SOURCES } : {}),
    ...known,
  };
  return known.dlp_mgy_cm === undefined ? { ...event, dlp_mgy_cm: dlpOf(event) } : event;
}

type ScanDefaults = Omit<
  CtEvent,
  | 'uid'
  | 'targetRegion'
  | 'procedureContext'
  | 'alert'
  | 'notification'
  | 'comment'
  | 'extra'
  | 'effective_dose_msv'
>;

const CHECK_CONFIGURED: DoseCheckPart = {
  dlp_mgy_cm: 2000,
  ctdi_vol_mgy: 80,
  dlp_forward_estimate_mgy_cm: 2210.5,
  ctdi_vol_forward_estimate_mgy: 91.25,
  reason: 'Clinically indicated',
  person: 'Synthetic^Radiographer',
};

const DUAL_SOURCES = [
  { kvp_kv: 100, tube_current_ma: 220, tube_current_max_ma: 400, exposure_time_per_rotation_s: 0.28 },
  { kvp_kv: 150, tube_current_ma: 120, tube_current_max_ma: 210, exposure_time_per_rotation_s: 0.28 },
];

function localizer(): ScanDefaults {
  return {
    protocol: 'Localizer',
    type: 'localizer',
    exposure_time_s: 5.2,
    scanning_length_mm: 512,
    single_collimation_mm: 0.6,
    total_collimation_mm: 3.6,
    pitch_factor: null,
    sources: [{ kvp_kv: 120, tube_current_ma: 35, tube_current_max_ma: 35 }],
    ctdi_vol_mgy: 0.14,
    phantom: 'body_32cm',
    dlp_mgy_cm: 7.1,
    modulation: 'NONE',
  };
}

function scan(ctdi_vol_mgy: number, scanning_length_mm: number): ScanDefaults {
  return {
    protocol: 'Thorax',
    type: 'spiral',
    exposure_time_s: rounded(scanning_length_mm / 80, 2),
    scanning_length_mm,
    single_collimation_mm: 0.6,
    total_collimation_mm: 38.4,
    pitch_factor: 1.2,
    sources: [
      { kvp_kv: 120, tube_current_ma: 180, tube_current_max_ma: 320, exposure_time_per_rotation_s: 0.5 },
    ],
    ctdi_vol_mgy: rounded(ctdi_vol_mgy, 2),
    phantom: 'body_32cm',
    dlp_mgy_cm: null,
    modulation: 'XYZ_EC',
  };
}

function dlpOf(event: CtEvent): number | null {
  if (event.type === 'localizer') return event.dlp_mgy_cm;
  if (event.ctdi_vol_mgy === null || event.scanning_length_mm === null) return null;
  return rounded((event.ctdi_vol_mgy * event.scanning_length_mm) / 10, 2);
}

function accumulatedDose(accumulated: CtAccumulated, events: readonly CtEvent[]): ContentItem {
  const sum = rounded(
    events.reduce((total, event) => total + (event.dlp_mgy_cm ?? 0), 0),
    2,
  );
  const total = code('113813', 'DCM', 'CT Dose Length Product Total');
  const dlp = orElse(accumulated.dlp_mgy_cm, sum);
  const count = orElse(accumulated.event_count, events.length);
  const effective = accumulated.effective_dose_msv ?? null;
  const dlpItems = accumulated.dlp_per_phantom?.map((part) =>
    num(total, part.dlp_mgy_cm, UNIT.mgy_cm, [
      { ...phantomItem(part.phantom), RelationshipType: 'HAS PROPERTIES' },
    ]),
  ) ?? [dlp === null ? null : num(total, dlp, UNIT.mgy_cm)];
  return container(code('113811', 'DCM', 'CT Accumulated Dose Data'), [
    count === null
      ? null
      : num(code('113812', 'DCM', 'Total Number of Irradiation Events'), count, UNIT.events),
    ...dlpItems,
    effective === null ? null : num(code('113814', 'DCM', 'CT Effective Dose Total'), effective, UNIT.msv),
    accumulated.comment === undefined ? null : text(CONCEPT.comment, accumulated.comment),
  ]);
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
