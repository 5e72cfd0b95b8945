import type { Attributes } from '../dicom-writer/index.js';
import { CONCEPT, VALUE, type Code } from './codes.js';
import {
  codeItem,
  modifier,
  observation,
  property,
  text,
  uidRef,
  type Children,
  type ContentItem,
} from './content-items.js';
import {
  header,
  studyInstanceUid,
  seedOf,
  studyUid,
  type ObjectParts,
  type SOP_CLASS,
} from './object-header.js';

/** What every dose report builder takes besides. */
export interface ReportParts extends ObjectParts {
  /** Template identifier; null leaves ContentTemplateSequence out. */
  readonly template?: string | null;
  /** COMPLETE and UNVERIFIED unless said otherwise. */
  readonly completion?: 'COMPLETE' | 'PARTIAL';
  readonly verification?: 'VERIFIED' | 'UNVERIFIED';
  /** Further items at the root of the content tree. */
  readonly extra?: Children;
}

/** The value, or its default where nothing is said; null stays null and means: leave out. */
export function orElse<T>(value: T | undefined, fallback: T): T {
  return value === undefined ? fallback : value;
}

/** Header of an SR document (PS3.3 C.17.2). */
export function reportHeader(
  parts: ReportParts,
  sopClassUid: (typeof SOP_CLASS)[keyof typeof SOP_CLASS],
  object: string,
): Attributes {
  return {
    ...header(parts, sopClassUid, 'SR', object),
    SeriesDescription: 'Dose Report',
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CompletionFlag: parts.completion ?? 'COMPLETE',
    VerificationFlag: parts.verification ?? 'UNVERIFIED',
  };
}

/** Procedure reported with its intent. */
export function procedureReported(procedure: Code, intent: Code | null): ContentItem {
  const children = intent === null ? [] : [modifier(codeItem(CONCEPT.hasIntent, intent))];
  return modifier(codeItem(CONCEPT.procedureReported, procedure, children));
}

/** The device as observer (TID 1004), told by the header. */
export function deviceObserver(attributes: Attributes, parts: ObjectParts): readonly ContentItem[] {
  const described = (concept: Code, value: unknown): ContentItem[] =>
    typeof value === 'string' && value !== '' ? [observation(text(concept, value))] : [];
  return [
    observation(codeItem(CONCEPT.observerType, VALUE.device)),
    observation(uidRef(CONCEPT.deviceObserverUid, observerUid(attributes, parts))),
    ...described(CONCEPT.deviceObserverName, attributes.StationName),
    ...described(CONCEPT.deviceObserverManufacturer, attributes.Manufacturer),
    ...described(CONCEPT.deviceObserverModel, attributes.ManufacturerModelName),
    ...described(CONCEPT.deviceObserverSerial, attributes.DeviceSerialNumber),
  ];
}

/** Scope of accumulation: the study, by its UID. */
export function studyScope(parts: ObjectParts): ContentItem {
  const override = parts.attributes?.StudyInstanceUID;
  const study = typeof override === 'string' ? override : studyInstanceUid(seedOf(parts));
  return observation(
    codeItem(CONCEPT.scope, VALUE.study, [property(uidRef(CONCEPT.studyInstanceUid, study))]),
  );
}

/** An event UID of the study: the n-th event of the given name, counted from 1. */
export function eventUid(parts: ObjectParts, ordinal: number, kind = 'event'): string {
  return studyUid(parts, `${kind}/${ordinal}`);
}

function observerUid(attributes: Attributes, parts: ObjectParts): string {
  const serial = attributes.DeviceSerialNumber;
  const model = attributes.ManufacturerModelName;
  if (typeof serial !== 'string' || typeof model !== 'string') return studyUid(parts, 'observer');
  return studyUid({ seed: `device/${model}` }, serial);
}
