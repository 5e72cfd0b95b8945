import { CONCEPT, VALUE, code, type Code } from './codes.js';
import {
  codeItem,
  container,
  dateTime,
  modifier,
  num,
  stated,
  text,
  uidRef,
  type Children,
  type ContentItem,
} from './content-items.js';
import {
  eventQuantityItems,
  type EventQuantities,
  type EventQuantity,
  type UnitOverrides,
} from './projection-quantities.js';
import { UNIT } from './units.js';
import type { WallClock } from './wall-clock.js';

export type Plane = 'A' | 'B' | 'single';
export type ProjectionEventType = 'fluoroscopy' | 'stationary' | 'stepping' | 'rotational';

export interface XRayFilter {
  readonly type?: Code;
  readonly material?: Code;
  readonly thickness_min_mm?: number;
  readonly thickness_max_mm?: number;
}

/** What is stated about an irradiation event besides its numbers; null leaves an item out. */
export interface ProjectionEventFacts {
  readonly plane: Plane | null;
  readonly uid: string | null;
  readonly startedAt: WallClock | null;
  readonly type: ProjectionEventType;
  readonly protocol: string | null;
  readonly anatomy: Code | null;
  readonly laterality: Code | null;
  readonly targetRegion: Code | null;
  readonly imageView: Code | null;
  readonly imageViewModifiers: readonly Code[];
  readonly referencePoint: Code | string | null;
  readonly fluoroMode: 'continuous' | 'pulsed' | null;
  readonly anode: Code | null;
  readonly grids: readonly Code[];
  readonly filters: readonly XRayFilter[];
  readonly comment: string | null;
  /** Units other than the template's, by quantity. */
  readonly units: UnitOverrides<EventQuantity>;
  readonly extra: Children;
}

export type ProjectionEvent = ProjectionEventFacts & EventQuantities;

const dcm = (value: string, meaning: string): Code => code(value, 'DCM', meaning);

const PLANE: Readonly<Record<Plane, Code>> = {
  A: VALUE.planeA,
  B: VALUE.planeB,
  single: VALUE.singlePlane,
};

export const EVENT_TYPE: Readonly<Record<ProjectionEventType, Code>> = {
  fluoroscopy: code('P5-06000', 'SRT', 'Fluoroscopy'),
  stationary: dcm('113611', 'Stationary Acquisition'),
  stepping: dcm('113612', 'Stepping Acquisition'),
  rotational: dcm('113613', 'Rotational Acquisition'),
};

/** Reference points of the projection templates (CID 10025). */
export const REFERENCE_POINT = {
  iso_15cm: dcm('113860', '15cm from Isocenter toward Source'),
  detector_30cm: dcm('113861', '30cm in Front of Image Input Surface'),
  tabletop_1cm: dcm('113862', '1cm above Tabletop'),
  tabletop_30cm: dcm('113863', '30cm above Tabletop'),
  breast_42mm: dcm('113865', 'Entrance exposure to a 4.2 cm breast thickness'),
  detector_plane: dcm('113941', 'In Detector Plane'),
} as const;

export const MATERIAL = {
  copper: code('C-127F9', 'SRT', 'Copper or Copper compound'),
  aluminum: code('C-120F9', 'SRT', 'Aluminum or Aluminum compound'),
  rhodium: code('C-167F9', 'SRT', 'Rhodium or Rhodium compound'),
  silver: code('C-137F9', 'SRT', 'Silver or Silver compound'),
  molybdenum: code('C-150F9', 'SRT', 'Molybdenum or Molybdenum compound'),
  tungsten: code('C-164F9', 'SRT', 'Tungsten or Tungsten compound'),
} as const;

export const FILTER_TYPE = {
  strip: dcm('113650', 'Strip filter'),
  flat: dcm('113653', 'Flat filter'),
  none: dcm('111609', 'No filter'),
} as const;

/** Irradiation Event X-Ray Data container (TID 10003) of an event. */
export function irradiationEvent(event: ProjectionEvent): ContentItem {
  const { grids, filters } = event;
  return container(dcm('113706', 'Irradiation Event X-Ray Data'), [
    stated(event.plane, acquisitionPlane),
    stated(event.uid, (value) => uidRef(CONCEPT.eventUid, value)),
    stated(event.startedAt, (value) => dateTime(CONCEPT.dateTimeStarted, value)),
    codeItem(dcm('113721', 'Irradiation Event Type'), EVENT_TYPE[event.type]),
    stated(event.protocol, (value) => text(CONCEPT.acquisitionProtocol, value)),
    event.anatomy && codeItem(CONCEPT.anatomicalStructure, event.anatomy, laterality(event)),
    event.anatomy === null ? laterality(event) : null,
    event.imageView && codeItem(dcm('111031', 'Image View'), event.imageView, viewModifiers(event)),
    event.targetRegion && codeItem(CONCEPT.targetRegion, event.targetRegion),
    stated(event.referencePoint, referencePointItem),
    event.fluoroMode && codeItem(dcm('113732', 'Fluoro Mode'), FLUORO_MODE[event.fluoroMode]),
    ...eventQuantityItems(event, event.units),
    event.anode && codeItem(dcm('111632', 'Anode Target Material'), event.anode),
    ...filters.map(filterItem),
    ...grids.map((grid) => codeItem(dcm('111635', 'X-Ray Grid'), grid)),
    stated(event.comment, (value) => text(CONCEPT.comment, value)),
    ...event.extra,
  ]);
}

/** Acquisition plane as concept modifier. */
export function acquisitionPlane(plane: Plane): ContentItem {
  return modifier(codeItem(dcm('113764', 'Acquisition Plane'), PLANE[plane]));
}

/** Reference point definition, as a code or as the text that some makers send. */
export function referencePointItem(point: Code | string): ContentItem {
  const concept = dcm('113780', 'Reference Point Definition');
  return typeof point === 'string' ? text(concept, point) : codeItem(concept, point);
}

const FLUORO_MODE = { continuous: dcm('113630', 'Continuous'), pulsed: dcm('113631', 'Pulsed') } as const;

function laterality(event: ProjectionEvent): readonly ContentItem[] {
  if (event.laterality === null) return [];
  const item = codeItem(CONCEPT.laterality, event.laterality);
  return [event.anatomy === null ? item : modifier(item)];
}

function viewModifiers(event: ProjectionEvent): readonly ContentItem[] {
  return event.imageViewModifiers.map((view) =>
    modifier(codeItem(dcm('111032', 'Image View Modifier'), view)),
  );
}

function filterItem(filter: XRayFilter): ContentItem {
  const { type, material, thickness_min_mm, thickness_max_mm } = filter;
  const thickness = (concept: Code, value: number | undefined): ContentItem | null =>
    value === undefined ? null : num(concept, value, UNIT.mm);
  return container(dcm('113771', 'X-Ray Filters'), [
    type && codeItem(dcm('113772', 'X-Ray Filter Type'), type),
    material && codeItem(dcm('113757', 'X-Ray Filter Material'), material),
    thickness(dcm('113758', 'X-Ray Filter Thickness Minimum'), thickness_min_mm),
    thickness(dcm('113773', 'X-Ray Filter Thickness Maximum'), thickness_max_mm),
  ]);
}
